// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.UUID

/// How the public's questions about places read the organisations. ISG-45
enum Places {
    /// The columns of a `Place`, of organisations called `o`.
    static let columns: SQL = """
        o.id, o.name, o.category, o.town, split_part(o.postcode, ' ', 1) AS district, o.latitude, o.longitude
        """

    static func place(_ row: Row) throws -> Place {
        Place(
            organisation: try row.get("id"), name: try row.get("name"), category: try row.get("category"),
            town: try row.get("town"), district: try row.get("district"), latitude: try row.get("latitude"),
            longitude: try row.get("longitude"))
    }

    /// Those of a category and of a group that are in view. One that is on its way here is not registered yet.
    ///
    /// A licence that is only asked for is nobody's business but the group's and the organisation's.
    static func condition(category: String?, group: UUID?, view: MapBox?) -> SQL {
        var condition: SQL = "o.registered IS NOT NULL"
        if let category { condition = "\(sql: condition) AND o.category = \(category)::text" }
        if let group {
            condition = """
                \(sql: condition) AND EXISTS (
                    SELECT FROM licences AS l
                    WHERE l.group_id = \(group)::uuid AND l.organisation = o.id AND l.standing = 'granted')
                """
        }
        if let view {
            condition = """
                \(sql: condition) AND o.latitude IS NOT NULL AND point(o.longitude, o.latitude) <@ box(
                    point(\(view.west)::float8, \(view.south)::float8), point(\(view.east)::float8, \(view.north)::float8))
                """
        }
        return condition
    }
}

extension MapBox {
    /// What came over the wire is read again: JSON does not ask for order.
    var isOrdered: Bool { MapBox(west: west, south: south, east: east, north: north) != nil }
}
