// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import Testing

@testable import Registry

extension DatabaseTests {
    private static let practices = [
        ("B90001", "ST MARY'S SURGERY"), ("B90002", "SMITH & JONES"), ("B90003", "HARTLEY WOOD MEDICAL CENTRE"),
        ("B90004", "HARTLEY DENTAL CARE"), ("B90005", "OAKENSHAW ROAD PRACTICE"), ("B90006", "MEDICAL CENTRE"),
        ("B90007", "SMITHFIELD SURGERY"),
    ]

    @Test(
        "Find forgives typing errors, st and saint, & and and, words in any order and part of the town (ISG-38, ISG-41)",
        arguments: [
            ("Saint Marys Surgery", "B90001"), ("st mary's surgery", "B90001"), ("Surgery St Mary", "B90001"),
            ("st marys surgrey", "B90001"), ("Smith and Jones", "B90002"), ("Smth & Jones", "B90002"),
            ("hartly wood medical centre", "B90003"), ("Hartley Wood Medical Center", "B90003"),
            ("wood hartley", "B90003"), ("HARTLEYY WODO", "B90003"), ("hartley wood leeds", "B90003"),
            ("hartley dentla care lee", "B90004"), ("okenshaw rd practice", "B90005"),
            ("oakenshawe street pratcice", "B90005"), ("Smithfeild", "B90007"), ("smithf", "B90007"),
        ])
    func forgives(typed: String, code: String) async throws {
        try await withSchema { pool in
            try await bring(Self.practices.map { row($0, $1) }, into: pool)
            let found = try await find(typed, in: pool)
            #expect(found.items.first?.code == code, "\(found.items.map(\.name))")
            try await bringICO(
                Self.practices.map {
                    ICORow(number: "Z\($0)", name: $1, address: ["1 ROAD", "LEEDS"], postcode: "LS1 5HN", ends: "")
                }, into: pool)
            let register = try await findICO(typed, in: pool)
            #expect(register.items.first?.number == "Z\(code)", "\(register.items.map(\.name))")
        }
    }

    @Test("The exact name stays first, what is like nothing finds nothing, and what has closed is not guessed (ISG-38)")
    func forgivesNotEverything() async throws {
        try await withSchema { pool in
            try await bring(
                Self.practices.map { row($0, $1) } + [row("B90008", "ELMSWELL CLINIC", closed: "2020-01-01")],
                into: pool)
            #expect(try await find("medical centre", in: pool).items.map(\.code) == ["B90006", "B90003"])
            for typed in [
                "xylophone", "zzzz qqqq", "elmswel clinic", "elmswell", "'; -- surgrey' | !", "a b c d e f g",
            ] {
                #expect(try await find(typed, in: pool).items.filter { $0.code == "B90008" }.isEmpty)
            }
            #expect(try await find("xylophone", in: pool).items.isEmpty)
        }
    }

    @Test("Words are learnt with an import and forgotten with one (ISG-38)")
    func learns() async throws {
        try await withSchema { pool in
            try await bring([row("B90001", "OAKENSHAW CLINIC")], into: pool)
            #expect(try await find("okenshaw", in: pool).items.count == 1)
            try await bring([row("B90001", "ELMSWELL CLINIC")], into: pool)
            #expect(try await find("elmswel", in: pool).items.count == 1)
            let words = try await pool.query("SELECT word FROM directory_words ORDER BY word").map {
                try $0.get(0, as: String.self)
            }
            #expect(words == ["clinic", "elmswell", "leeds"])
        }
    }

    @Test(
        "Letters that are left out, put in, changed or exchanged are counted",
        arguments: [
            ("abc", "abc", 0), ("abc", "ab", 1), ("ab", "abc", 1), ("abc", "axc", 1), ("abcd", "abdc", 1),
            ("", "ab", 2),
            ("kitten", "sitting", 3),
        ])
    func distances(one: String, other: String, distance: Int) {
        #expect(Likeness.distance(one, other) == distance)
    }
}
