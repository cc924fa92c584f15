// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// Brings the postcodes in, and then works out the places of their sectors and outward codes.
struct PostcodeImport: Job {
    static let kind = "postcode-import"
    static let table = ReferenceTable(
        name: "postcodes", staging: "postcode_staging", key: "code", columns: ["latitude", "longitude"],
        own: "t.code LIKE '% ___'")
    /// Rows in one step.
    var stretch = 20_000
    /// Before the letter whose sectors and outward codes come next.
    private static let middles = " "

    func step(
        _ order: ImportPostcodes, from place: JobPlace, at time: Date, on connection: isolated Connection
    ) async throws -> JobStep {
        guard let cursor = place.cursor else { return try await Self.table.begin(order, on: connection) }
        if cursor.hasPrefix(Self.middles) {
            guard let letter = cursor.unicodeScalars.last, ("A"..."Z").contains(letter) else {
                throw MalformedMessage("the place of an import is no letter")
            }
            try await placeMiddles(of: letter, on: connection)
            guard letter != "Z", let next = Unicode.Scalar(letter.value + 1) else { return .finished(place) }
            return .more(moved(place, to: Self.middles + String(Character(next))))
        }
        let next = try await Self.table.merge(order, from: place, stretch: stretch, on: connection)
        guard next.cursor == nil else { return .more(next) }
        try await Self.table.clear(order.run, on: connection)
        return order.isRehearsal == true ? .finished(next) : .more(moved(next, to: Self.middles + "A"))
    }

    private func moved(_ place: JobPlace, to cursor: String) -> JobPlace {
        var next = place
        next.cursor = cursor
        return next
    }

    /// The median of the units of a sector, and of an outward code: one that lies far off does not move it.
    private func placeMiddles(of letter: Unicode.Scalar, on connection: isolated Connection) async throws {
        let (from, to) = (String(Character(letter)), String(Character(Unicode.Scalar(letter.value + 1) ?? "[")))
        try await connection.query(
            """
            WITH units AS (
                SELECT code, latitude, longitude FROM postcodes
                WHERE code >= \(from)::text AND code < \(to)::text AND code LIKE '% ___'
            ), parts AS (
                SELECT left(code, -2) AS code, latitude, longitude FROM units
                UNION ALL SELECT split_part(code, ' ', 1), latitude, longitude FROM units
            ), middles AS MATERIALIZED (
                SELECT code, percentile_cont(0.5) WITHIN GROUP (ORDER BY latitude) AS latitude,
                    percentile_cont(0.5) WITHIN GROUP (ORDER BY longitude) AS longitude
                FROM parts GROUP BY code
            ), written AS (
                INSERT INTO postcodes AS p (code, latitude, longitude) SELECT * FROM middles
                ON CONFLICT (code) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude
                WHERE (p.latitude, p.longitude) IS DISTINCT FROM (excluded.latitude, excluded.longitude)
            )
            DELETE FROM postcodes AS p
            WHERE p.code >= \(from)::text AND p.code < \(to)::text AND p.code NOT LIKE '% ___'
                AND p.code NOT IN (SELECT code FROM middles)
            """)
    }
}
