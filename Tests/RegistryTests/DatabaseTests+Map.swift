// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging
import Testing

@testable import Registry

extension DatabaseTests {
    /// Invented organisations on a grid over the country, one every few hundred metres at 100,000.
    private func settle(_ count: Int, in pool: Pool) async throws {
        try await pool.query(
            """
            INSERT INTO organisations (id, version, name, name_key, ods_code, town, postcode, category, latitude,
                longitude, registered)
            SELECT md5(n::text)::uuid, 1, 'Practice ' || lpad(n::text, 6, '0'), 'practice ' || n, NULL, 'LEEDS',
                'LS' || n % 30 || ' 4AP', CASE WHEN n % 10 = 0 THEN 'pharmacy' ELSE 'general-practice' END,
                50 + 8 * (n * 0.618033988749895 - floor(n * 0.618033988749895)),
                -5 + 6 * (n::float8 / \(count)::int8), \(Examples.time)
            FROM generate_series(1, \(count)::int8) AS n
            """)
        try await pool.query("ANALYZE organisations")
    }

    private func find(
        _ view: MapBox?, zoom: Int, category: String? = nil, group: UUID? = nil, in pool: Pool
    ) async throws -> PlacesInView {
        try await FindPlacesQuestion().answer(
            FindPlaces(view: try #require(view), zoom: zoom, category: category, group: group), for: .visitor,
            at: Examples.time, from: pool)
    }

    private func list(_ query: ListPlaces, in pool: Pool) async throws -> Page<Place> {
        try await ListPlacesQuestion().answer(query, for: .visitor, at: Examples.time, from: pool)
    }

    private func total(_ found: PlacesInView) -> Int { found.places.count + found.clusters.map(\.count).reduce(0, +) }

    @Test("What is in view is shown once, alone or in a cluster, and never more than fits on a screen (ISG-45)")
    func view() async throws {
        try await withSchema { pool in
            try await settle(5_000, in: pool)
            let whole = MapBox(west: -12, south: 48, east: 4, north: 62)
            let all = try await find(whole, zoom: 5, in: pool)
            #expect(total(all) == 5_000)
            #expect(all.places.count + all.clusters.count < 100)
            // However close somebody says to be, no answer is long.
            let claimed = try await find(whole, zoom: 22, in: pool)
            #expect(total(claimed) == 5_000)
            #expect(claimed.places.count + claimed.clusters.count <= FindPlacesQuestion.most)
            let part = try #require(MapBox(west: -2.01, south: 53.9, east: -2, north: 53.95))
            let near = try await find(part, zoom: 15, in: pool)
            let expected: Int = try await pool.query(
                "SELECT count(*) FROM organisations WHERE longitude BETWEEN -2.01 AND -2 AND latitude BETWEEN 53.9 AND 53.95"
            )[0].get(0)
            #expect(total(near) == expected)
            #expect(try await total(find(whole, zoom: 5, category: "pharmacy", in: pool)) == 500)
            #expect(try await total(find(MapBox(west: 2, south: 49, east: 3, north: 50), zoom: 9, in: pool)) == 0)
            for cluster in all.clusters {
                #expect(cluster.box.west...cluster.box.east ~= cluster.longitude)
                #expect(cluster.box.south...cluster.box.north ~= cluster.latitude)
            }
        }
    }

    @Test("Whoever shares a place is a cluster at every zoom, and who has no place is in the list alone (ISG-45)")
    func samePlace() async throws {
        try await withSchema { pool in
            try await settle(4, in: pool)
            try await pool.query("UPDATE organisations SET latitude = 53.8, longitude = -1.5")
            try await pool.query(
                "UPDATE organisations SET latitude = NULL, longitude = NULL WHERE name = 'Practice 000004'")
            let view = MapBox(west: -1.6, south: 53.7, east: -1.4, north: 53.9)
            let found = try await find(view, zoom: 15, in: pool)
            #expect(found.places.isEmpty && found.clusters.map(\.count) == [3])
            #expect(found.clusters.first?.box == MapBox(west: -1.5, south: 53.8, east: -1.5, north: 53.8))
            #expect(try await list(ListPlaces(), in: pool).items.count == 4)
            #expect(try await list(ListPlaces(view: view), in: pool).items.count == 3)
        }
    }

    @Test("The list goes by name in pages, and narrows by words, kind and granted licences of a group (ISG-45)")
    func placeList() async throws {
        try await withSchema { pool in
            try await settle(120, in: pool)
            var (names, after, pages): ([String], String?, Int) = ([], nil, 0)
            repeat {
                let page = try await list(ListPlaces(after: after), in: pool)
                names += page.items.map(\.name)
                after = page.next
                pages += 1
            } while after != nil && pages < 10
            let expected = (1...120).map { (number: Int) -> String in
                "Practice " + String(repeating: "0", count: 6 - String(number).count) + String(number)
            }
            #expect(names == expected)
            #expect(try await list(ListPlaces(words: "pract 000007"), in: pool).items.map(\.district) == ["LS7"])
            #expect(try await list(ListPlaces(words: "'; --"), in: pool).items.isEmpty)
            #expect(try await list(ListPlaces(category: "pharmacy"), in: pool).items.count == 12)
            let group = Examples.id(60)
            try await pool.query(
                """
                INSERT INTO licences (group_id, organisation, name, standing, version)
                SELECT \(group), id, name, CASE WHEN name < 'Practice 000003' THEN 'granted' ELSE 'requested' END, 1
                FROM organisations WHERE name < 'Practice 000006'
                """)
            #expect(try await list(ListPlaces(group: group), in: pool).items.count == 2)
            let whole = MapBox(west: -12, south: 48, east: 4, north: 62)
            #expect(try await total(find(whole, zoom: 5, group: group, in: pool)) == 2)
            await #expect(throws: QuestionRefused.self) { try await list(ListPlaces(after: "nonsense"), in: pool) }
        }
    }

    @Test("Anybody learns what is public of an organisation, and nothing of one that is not registered (ISG-45)")
    func onePlace() async throws {
        try await withSchema { pool in
            try await settle(2, in: pool)
            let id: UUID = try await pool.query("SELECT id FROM organisations WHERE name = 'Practice 000001'")[0].get(0)
            let describe = { (id: UUID) in
                try await DescribePlaceQuestion().answer(
                    DescribePlace(organisation: id), for: .visitor, at: Examples.time, from: pool)
            }
            let found = try await describe(id)
            #expect(found.name == "Practice 000001" && found.postcode == "LS1 4AP" && found.town == "LEEDS")
            await #expect(throws: QuestionRefused.self) { try await describe(Examples.id(61)) }
            try await pool.query("UPDATE organisations SET registered = NULL WHERE id = \(id)")
            await #expect(throws: QuestionRefused.self) { try await describe(id) }
            #expect(try await list(ListPlaces(), in: pool).items.count == 1)
        }
    }

    @Test("The map and its list are read by an index, among 20,000 organisations (ISG-45)")
    func mapPlans() async throws {
        try await withSchema { pool in
            try await settle(20_000, in: pool)
            let view = MapBox(west: -1.6, south: 53.7, east: -1.4, north: 53.9)
            let asked: [(SQL, String)] = [
                (Places.condition(category: nil, group: nil, view: view), "organisations_by_point"),
                (Places.condition(category: "pharmacy", group: nil, view: view), "organisations_by_point"),
            ]
            for (condition, index) in asked {
                let plan: [String] = try await pool.query(
                    "EXPLAIN SELECT count(*) FROM organisations AS o WHERE \(sql: condition)"
                ).map { try $0.get(0) }
                #expect(plan.contains { $0.contains(index) }, "\(plan)")
            }
            let started = ContinuousClock.now
            let all = try await find(MapBox(west: -12, south: 48, east: 4, north: 62), zoom: 5, in: pool)
            #expect(total(all) == 20_000)
            // It takes some tens of milliseconds: the bound is for a machine that does much else.
            #expect(ContinuousClock.now - started < .seconds(2))
        }
    }
}
