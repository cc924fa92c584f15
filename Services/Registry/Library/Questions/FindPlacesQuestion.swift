// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// What of the map is in view. Anybody may ask. ISG-45
///
/// A grid lies over the world whose cells are as wide on every screen: what is alone in its cell is shown itself, and the
/// others as a cluster a cell. It does not move with the view, so that clusters stay where they are.
struct FindPlacesQuestion: Question {
    /// No more things are answered than this, however much is asked for.
    static let most = 500
    /// The width of a cell, in degrees, at zoom 0: a third of a tile of 256 pixels.
    private static let cell = 120.0
    /// A degree of latitude is that much longer than one of longitude in the middle of the country.
    private static let flattening = 0.6

    func answer(
        _ query: FindPlaces, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> PlacesInView {
        let view = query.view
        guard view.isOrdered else {
            throw QuestionRefused(
                Problem(
                    code: "view-unusable", field: "west",
                    message: "Give the view from west to east and from south to north, in degrees."))
        }
        let (width, height) = Self.grid(for: view, zoom: query.zoom)
        let condition = Places.condition(category: query.category, group: query.group, view: view)
        let rows = try await database.query(
            """
            SELECT c.count, c.latitude AS y, c.longitude AS x, c.west, c.south, c.east, c.north, \(sql: Places.columns)
            FROM (
                SELECT count(*) AS count, avg(o.latitude) AS latitude, avg(o.longitude) AS longitude,
                    min(o.longitude) AS west, min(o.latitude) AS south, max(o.longitude) AS east,
                    max(o.latitude) AS north, (array_agg(o.id))[1] AS id
                FROM organisations AS o WHERE \(sql: condition)
                GROUP BY floor(o.longitude / \(width)::float8), floor(o.latitude / \(height)::float8)
                LIMIT \(Self.most)
            ) AS c LEFT JOIN organisations AS o ON c.count = 1 AND o.id = c.id
            ORDER BY c.latitude DESC, c.longitude
            """)
        var answer = PlacesInView()
        for row in rows {
            if try row.get("count", as: Int.self) == 1 {
                answer.places.append(try Places.place(row))
            } else if let box = MapBox(
                west: try row.get("west"), south: try row.get("south"), east: try row.get("east"),
                north: try row.get("north"))
            {
                answer.clusters.append(
                    PlaceCluster(
                        count: try row.get("count"), latitude: try row.get("y"), longitude: try row.get("x"), box: box))
            }
        }
        return answer
    }

    /// The width and height of the cells, in degrees: wider ones where a view that nobody's screen can show would have too
    /// many of them.
    static func grid(for view: MapBox, zoom: Int) -> (width: Double, height: Double) {
        var width = Self.cell
        for _ in 0..<min(max(zoom, 0), 22) { width /= 2 }
        func count(_ width: Double) -> Double {
            ((view.east - view.west) / width + 2) * ((view.north - view.south) / (width * Self.flattening) + 2)
        }
        while count(width) > Double(Self.most) { width *= 2 }
        return (width, width * Self.flattening)
    }
}
