// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    /// The map.
    static let places: [Golden] = [
        query(
            FindPlaces(view: box, zoom: 9, category: "general-practice", group: Invented.organisation),
            PlacesInView(
                places: [place],
                clusters: [PlaceCluster(count: 12, latitude: 53.8, longitude: -1.55, box: box)])),
        query(
            ListPlaces(
                words: "canal", category: "general-practice", group: Invented.organisation, view: box,
                after: "b3BhcXVl"),
            Page(items: [place], next: "b3BhcXVl")),
        query(
            DescribePlace(organisation: Invented.organisation),
            PlaceDetails(
                organisation: Invented.organisation, name: "Canal Walk Surgery", category: "general-practice",
                odsCode: "B86001", town: "Leeds", postcode: "LS1 4AP", registered: Invented.time, latitude: 53.79648,
                longitude: -1.54785)),
    ].flatMap { $0 }

    private static var box: MapBox {
        guard let box = MapBox(west: -1.75, south: 53.75, east: -1.25, north: 54.25) else {
            preconditionFailure("from west to east and from south to north")
        }
        return box
    }

    private static var place: Place {
        Place(
            organisation: Invented.organisation, name: "Canal Walk Surgery", category: "general-practice",
            town: "Leeds", district: "LS1", latitude: 53.79648, longitude: -1.54785)
    }
}
