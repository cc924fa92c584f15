// SPDX-License-Identifier: Apache-2.0

import Contracts
import HTTPTypes
import Testing

@testable import Gateway

@Suite("The map's pages")
struct MapPageTests {
    private func search(_ values: [String: String]) throws -> PlaceSearch { try PlaceSearch { values[$0] } }

    @Test(
        "What nobody can search for is refused by name (ISG-45)",
        arguments: [
            (["category": "x"], "category"), (["group": "x"], "group"), (["west": "1"], "west"),
            (["west": "2", "south": "1", "east": "1", "north": "2"], "west"),
            (["west": "nan", "south": "1", "east": "1", "north": "2"], "west"),
            (["west": "-1", "south": "1", "east": "1", "north": "91"], "west"),
            (["name": String(repeating: "a", count: 201)], "name"),
        ])
    func refusals(_ values: [String: String], _ field: String) throws {
        let failure = #expect(throws: Failure.self) { try search(values) }
        #expect(failure?.problems.first?.field == field)
        #expect(failure?.status == .unprocessableContent)
    }

    @Test("A search is in its address again, and what is empty is not given (ISG-45)")
    func addresses() throws {
        let given = ["name": " st  mary & co ", "category": "pharmacy", "west": "-2", "south": "53", "east": "-1"]
        let found = try search(given.merging(["north": "54.5", "after": ""]) { first, _ in first })
        #expect(
            found.query() == "name=st%20mary%20%26%20co&category=pharmacy&west=-2.0&south=53.0&east=-1.0&north=54.5")
        #expect(found.query(words: false, view: false) == "category=pharmacy")
        #expect(try search(["name": "", "category": "", "west": ""]).query().isEmpty)
    }
}
