// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `places`: what the public may know of registered organisations. ISG-45
enum PlaceOperations {
    static let all: [Operation] = [
        .list(
            "places", "listPlaces", "Registered organisations by name, for anybody", access: .anyone,
            query: [
                .init(name: "name", schema: .typed(1...200), about: "Words of the name, each from its beginning."),
                .init(name: "category", schema: .category, about: "Those of this category."),
                .init(name: "group", schema: .id, about: "Those with a licence of this group."),
                edge(
                    "west",
                    "Those on this part of the map, in degrees (WGS 84): its western edge, with the other three."),
                edge("south", "Its southern edge."), edge("east", "Its eastern edge."),
                edge("north", "Its northern edge."),
            ], of: PlaceListing.self
        ) { call in
            let search = try PlaceSearch { call.query[$0] }
            let page = try await call.ask(search.list)
            return Page(items: page.items.map(PlaceListing.init), next: page.next)
        },
        .get(
            "places/{organisation}", "showPlace", "What the public may know of an organisation", access: .anyone,
            gives: PublicOrganisation.self
        ) { call in
            PublicOrganisation(try await call.ask(DescribePlace(organisation: try call.id("organisation"))))
        },
    ]

    private static func edge(_ name: String, _ about: String) -> Operation.Parameter {
        .init(name: name, schema: .pattern(#"^-?[0-9]{1,3}(\.[0-9]{1,15})?$"#), about: about)
    }
}

/// An organisation in the map's list.
struct PlaceListing: Described {
    var organisation: String
    var name: String
    var category: String
    var town: String
    var district: String
    var latitude: Double?
    var longitude: Double?

    init(_ place: Place) {
        organisation = place.organisation.text
        name = place.name
        category = place.category
        town = place.town
        district = place.district
        latitude = place.latitude
        longitude = place.longitude
    }

    static let title = "Place"
    static let schema = Schema.object([
        .init("organisation", .id), .init("name", .plain), .init("category", .category), .init("town", .plain),
        .init("district", .plain, "The first half of its postcode."),
        .init("latitude", .number(-90...90), "In degrees (WGS 84), where its place is known.", .optional),
        .init("longitude", .number(-180...180), "", .optional),
    ])
    static let example = PlaceListing(
        Place(
            organisation: Sample.organisation, name: "Canal Walk Surgery",
            category: OrganisationCategory.generalPractice.code, town: "Leeds", district: "LS1", latitude: 53.79648,
            longitude: -1.54785))
}

/// An organisation as anybody may know it.
struct PublicOrganisation: Described {
    var organisation: String
    var name: String
    var category: String
    var odsCode: String?
    var town: String
    var postcode: String
    var registered: String
    var latitude: Double?
    var longitude: Double?

    init(_ details: PlaceDetails) {
        organisation = details.organisation.text
        name = details.name
        category = details.category
        odsCode = details.odsCode
        town = details.town
        postcode = details.postcode
        registered = Timestamp.format(details.registered)
        latitude = details.latitude
        longitude = details.longitude
    }

    static let schema = Schema.object([
        .init("organisation", .id), .init("name", .plain), .init("category", .category),
        .init("odsCode", .plain, "", .optional), .init("town", .plain), .init("postcode", .plain),
        .init("registered", .time, "When it was registered."),
        .init("latitude", .number(-90...90), "In degrees (WGS 84), where its place is known.", .optional),
        .init("longitude", .number(-180...180), "", .optional),
    ])
    static let example = PublicOrganisation(
        PlaceDetails(
            organisation: Sample.organisation, name: "Canal Walk Surgery",
            category: OrganisationCategory.generalPractice.code, odsCode: "B86001", town: "Leeds", postcode: "LS1 4AP",
            registered: Sample.time, latitude: 53.79648, longitude: -1.54785))
}
