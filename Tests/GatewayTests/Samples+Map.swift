// SPDX-License-Identifier: Apache-2.0

import Contracts

@testable import Gateway

extension Samples {
    /// The map, its list, and what anybody may know of one organisation.
    var mapPages: [(name: String, page: any PageView)] {
        let group = GroupSummary(
            group: id, title: text("Aire Valley practices"), contractorName: text("Aire Valley Board"), isActive: true)
        let place = Place(
            organisation: id, name: text("Canal Walk Surgery"), category: "general-practice", town: text("Leeds"),
            district: "LS1", latitude: 53.79648, longitude: -1.54785)
        var search = PlaceSearch()
        search.words = text("canal")
        search.category = .generalPractice
        search.group = id
        search.view = MapBox(west: -2, south: 53, east: -1, north: 54)
        func details(_ latitude: Double?) -> PlaceDetails {
            PlaceDetails(
                organisation: id, name: text("Canal Walk Surgery"), category: "general-practice",
                odsCode: text("B86001"), town: text("Leeds"), postcode: text("LS1 4AP"), registered: time,
                latitude: latitude, longitude: latitude.map { _ in -1.54785 })
        }
        return [
            ("map", MapPage(search, Page(items: [place], next: text("cursor")), groups: [group])),
            ("map-empty", MapPage(PlaceSearch(), Page(items: []), groups: [])),
            ("public-organisation", PublicOrganisationPage(details(53.79648), isMember: true)),
            ("public-organisation-unlocated", PublicOrganisationPage(details(nil), isMember: false)),
        ]
    }
}
