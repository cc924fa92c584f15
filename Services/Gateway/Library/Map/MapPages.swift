// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Organisations on a map, and the same as a table. ISG-45
struct MapPage: PageView {
    static let template = "map"
    let title = "Organisations that have registered"
    let name: Input
    let categories: [Option]
    let groups: [Option]
    let hasGroups: Bool
    /// What the script fills the map from.
    let places: String
    /// The list as it is filtered, for what the map leads to.
    let list: String
    /// It is of one part of the map: the address that leads out of it.
    let whole: String?
    let caption: String
    let none: Bool
    let organisations: [Entry]
    let next: String?

    struct Option: Sendable {
        let value: String
        let label: String
        let selected: Bool
    }

    struct Entry: Sendable {
        let name: String
        let address: String
        let kind: String
        let town: String
        let district: String
    }

    init(_ search: PlaceSearch, _ found: Page<Place>, groups: [GroupSummary]) {
        name = Input("name", "Words of the name", FormState(filled: ["name": search.words]), kind: .search)
        categories = OrganisationCategory.all.map {
            Option(value: $0.code, label: $0.label, selected: $0 == search.category)
        }
        self.groups = groups.map {
            Option(value: $0.group.text, label: $0.title, selected: $0.group == search.group)
        }
        hasGroups = !groups.isEmpty
        let filters = search.query(words: false, view: false)
        places = "/map/places\(filters.isEmpty ? "" : "?\(filters)")"
        list = "/map\(filters.isEmpty ? "" : "?\(filters)")"
        whole = search.view.map { _ in "/map?\(search.query(view: false))" }
        caption = search.view == nil ? "Registered organisations by name" : "Registered organisations in this place"
        none = found.items.isEmpty
        organisations = found.items.map { place in
            Entry(
                name: place.name, address: "/map/\(place.organisation.text)", kind: place.kind, town: place.town,
                district: place.district)
        }
        next = found.next.map { "/map?\(search.query(after: $0))#list" }
    }
}

/// One organisation, for anybody. ISG-45
struct PublicOrganisationPage: PageView {
    static let template = "public-organisation"
    let title: String
    let back = Link("Organisations that have registered", "/map")
    let rows: [Row]
    /// Where it is, for the script.
    let pin: Pin?
    /// For those who belong to it.
    let own: String?

    struct Pin: Sendable {
        let latitude: String
        let longitude: String
    }

    init(_ details: PlaceDetails, isMember: Bool) {
        title = details.name
        rows = [
            Row("Kind", OrganisationCategory.named(details.category)?.label ?? details.category),
            Row("ODS code", details.odsCode ?? "None"), Row("Town", details.town), Row("Postcode", details.postcode),
            Row("Registered", UKTime.day(details.registered)),
        ].filter { !$0.lines.allSatisfy(\.isEmpty) }
        if let latitude = details.latitude, let longitude = details.longitude {
            pin = Pin(latitude: String(latitude), longitude: String(longitude))
        } else {
            pin = nil
        }
        own = isMember ? "/organisations/\(details.organisation.text)" : nil
    }
}

extension Place {
    /// What people call its category.
    var kind: String { OrganisationCategory.named(category)?.label ?? category }
}

/// What the map's script gets.
struct MapContent: Encodable, Sendable {
    let places: [Mark]
    let clusters: [PlaceCluster]

    struct Mark: Encodable, Sendable {
        let organisation: String
        let name: String
        let kind: String
        let town: String
        let latitude: Double
        let longitude: Double
    }

    init(_ found: PlacesInView) {
        places = found.places.compactMap { place in
            guard let latitude = place.latitude, let longitude = place.longitude else { return nil }
            return Mark(
                organisation: place.organisation.text, name: place.name, kind: place.kind,
                town: place.town.isEmpty ? place.district : place.town, latitude: latitude, longitude: longitude)
        }
        clusters = found.clusters
    }
}
