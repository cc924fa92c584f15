// SPDX-License-Identifier: Apache-2.0

import Contracts

/// An entry of the ICO's register.
struct ICOListing: Described {
    var number: String
    var name: String
    var address: [String]
    var postcode: String
    var ends: String?
    var open: Bool
    var registered: Bool
    var organisation: String?

    init(_ entry: ICOEntry) {
        number = entry.number
        name = entry.name
        address = entry.address
        postcode = entry.postcode
        ends = entry.ends
        open = entry.open
        registered = entry.registered
        organisation = entry.organisation?.text
    }

    static let title = "ICOEntry"
    static let schema = Schema.object([
        .init("number", .plain, "The registration number."), .init("name", .plain),
        .init("address", .list(.plain), "Its lines as listed."), .init("postcode", .plain),
        .init("ends", .date, "The last day of the registration.", .optional),
        .init("open", .boolean, "It has not ended."), .init("registered", .boolean, "It is registered here already."),
        .init("organisation", .id, "As what it is registered: you may ask to join it.", .optional),
    ])
    static let example = ICOListing(
        ICOEntry(
            number: "ZX900001", name: "Canal Walk Surgery", address: ["2 Canal Walk", "Leeds"], postcode: "LS1 4AP",
            ends: "2027-06-30", open: true, registered: true, organisation: Sample.organisation))
}

/// A point of the map.
extension Location: Described {
    static let schema = Schema.object([
        .init("latitude", .number(-90...90), "In degrees (WGS 84)."), .init("longitude", .number(-180...180)),
        .init(
            "precision", .choice(LocationPrecision.allCases.map(\.rawValue)),
            "What it is the place of: the whole postcode, its sector, its outward code, or a pin placed by hand."),
    ])
    static let example = Location(latitude: 53.79648, longitude: -1.54785, precision: .unit)
}

/// Where a postcode is, or why that is not known.
struct PostcodePlace: Described {
    var postcode: String
    var place: Location?
    var reason: NotLocated?

    init(_ located: Located) {
        postcode = located.postcode
        place = located.place
        reason = located.reason
    }

    static let schema = Schema.object([
        .init("postcode", .plain, "As it is written."), .init("place", .reference(Location.self), "", .optional),
        .init(
            "reason", .choice(NotLocated.allCases.map(\.rawValue)),
            "Why there is no place: Great Britain has places, and not every postcode of it.", .optional),
    ])
    /// With both, of which an answer has one.
    static let example = {
        var example = PostcodePlace(Located(postcode: "LS1 4AP", place: .example))
        example.reason = .unknown
        return example
    }()
}
