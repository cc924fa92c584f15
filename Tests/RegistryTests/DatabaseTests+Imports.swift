// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging
import Testing

@testable import Registry

/// Imports of the ICO's register and of postcodes. ISG-41, ISG-44
extension DatabaseTests {
    /// Does a job as the engine would; each step is done twice: its first transaction came to nothing.
    func doing<J: Job>(_ job: J, _ order: J.Order, in pool: Pool) async throws -> ImportCounts {
        try await pool.withConnection { connection in
            try await connection.onItsThread { connection in
                var place = JobPlace()
                while true {
                    for end in ["ROLLBACK", "COMMIT"] as [SQL] {
                        try await connection.query("BEGIN")
                        let step = try await job.step(order, from: place, at: Examples.time, on: connection)
                        try await connection.query(end)
                        guard end.text == "COMMIT" else { continue }
                        switch step {
                        case .more(let next): place = next
                        case .finished(let last): return ImportCounts(last.counts)
                        case .refused(let problem): throw Refused(problem: problem)
                        }
                    }
                }
            }
        }
    }

    func entry(_ number: String, _ name: String, ends: String = "2030-01-01") -> ICORow {
        ICORow(
            number: number, name: name, address: ["1 \"Old\\Road\", North", "Leeds"], postcode: "ZZ1 4AP", ends: ends)
    }

    @discardableResult
    func bringICO(
        _ rows: [ICORow], run: UUID = UUID(), keep: [String]? = nil, insist: Bool? = true, rehearsing: Bool? = nil,
        into pool: Pool
    ) async throws -> ImportCounts {
        for first in stride(from: 0, to: rows.count, by: 2) {
            // What nobody heard the answer to is brought again.
            for _ in 0..<2 {
                _ = try await StageICORowsQuestion().answer(
                    StageICORows(run: run, first: first, rows: Array(rows[first..<min(first + 2, rows.count)])),
                    for: .operator, at: Examples.time, from: pool)
            }
        }
        return try await doing(
            ICOImport(stretch: 3),
            ImportICORegister(run: run, source: "register", keep: keep, insist: insist, isRehearsal: rehearsing),
            in: pool)
    }

    @discardableResult
    func bringPostcodes(
        _ places: [String: (Double, Double)], keep: [String]? = nil, insist: Bool? = true, rehearsing: Bool? = nil,
        into pool: Pool
    ) async throws -> ImportCounts {
        let run = UUID()
        _ = try await StagePostcodesQuestion().answer(
            StagePostcodes(
                run: run, first: 0,
                rows: places.map { PostcodeRow(postcode: $0, latitude: $1.0, longitude: $1.1) }), for: .operator,
            at: Examples.time, from: pool)
        return try await doing(
            PostcodeImport(stretch: 3),
            ImportPostcodes(run: run, source: "postcodes", keep: keep, insist: insist, isRehearsal: rehearsing),
            in: pool)
    }

    @Test("A second register is a difference, a number twice counts once, and what is no longer listed is not kept")
    func importsICO() async throws {
        try await withSchema { pool in
            let rows = (1...8).map { entry("ZX90000\($0)", "Clinic \($0)") }
            #expect(
                try await bringICO(rows + [entry("ZX900003", "Renamed")], into: pool)
                    == ImportCounts(added: 8, changed: 0, unchanged: 0, withdrawn: 0))
            let shown = try await showICO("ZX900003", in: pool)
            #expect(shown?.name == "Renamed" && shown?.address == ["1 \"Old\\Road\", North", "Leeds"])
            let next = rows[..<2] + [entry("ZX900004", "Clinic 4", ends: ""), entry("ZX900009", "Clinic 9")]
            let counts = ImportCounts(added: 1, changed: 1, unchanged: 2, withdrawn: 4)
            let keep = ["ZX900005"]
            #expect(try await bringICO(Array(next), keep: keep, rehearsing: true, into: pool) == counts)
            #expect(try await showICO("ZX900009", in: pool) == nil, "a rehearsal changes nothing")
            #expect(try await showICO("ZX900008", in: pool) != nil)
            #expect(try await bringICO(Array(next), keep: keep, into: pool) == counts)
            #expect(try await showICO("ZX900004", in: pool)?.ends == nil)
            #expect(try await showICO("ZX900005", in: pool) != nil, "its line could not be read")
            for gone in ["ZX900003", "ZX900006", "ZX900007", "ZX900008"] {
                #expect(try await showICO(gone, in: pool) == nil)
            }
            let left: Int = try await pool.query("SELECT count(*) FROM ico_staging")[0].get(0)
            #expect(left == 0, "nothing stays in readiness")
        }
    }

    @Test(
        "A register that was cut short changes nothing, and one that somebody else brings meanwhile stays in readiness")
    func cutShortICO() async throws {
        try await withSchema { pool in
            let rows = (10...59).map { entry("ZX9000\($0)", "Clinic \($0)") }
            try await bringICO(rows, into: pool)
            let other = UUID()
            _ = try await StageICORowsQuestion().answer(
                StageICORows(run: other, first: 0, rows: [rows[0]]), for: .operator, at: Examples.time, from: pool)
            let refused = await #expect(throws: Refused.self) {
                try await bringICO(Array(rows[..<40]), insist: nil, into: pool)
            }
            #expect(refused?.problem.message.contains("10 of 50 entries") == true)
            #expect(try await showICO("ZX900059", in: pool) != nil)
            let left: Int = try await pool.query("SELECT count(*) FROM ico_staging WHERE run = \(other)")[0].get(0)
            #expect(left == 1)
            #expect(try await bringICO(Array(rows[..<45]), insist: nil, into: pool).withdrawn == 5)
            await #expect(throws: Refused.self) { try await bringICO([], into: pool) }
        }
    }

    @Test("Sectors and outward codes lie in the middle of their postcodes, and go when these have gone (ISG-44)")
    func importsPostcodes() async throws {
        try await withSchema { pool in
            let places = [
                "ZZ1 4AA": (53.0, -1.0), "ZZ1 4AB": (53.2, -1.2), "ZZ1 4AC": (56.0, -3.0), "ZZ1 5AA": (53.4, -1.4),
                "A1 1AA": (51.0, 0.0),
            ]
            #expect(try await bringPostcodes(places, rehearsing: true, into: pool).added == 5)
            #expect(try await locate("A1 1AA", in: pool).reason == .unknown)
            #expect(try await bringPostcodes(places, into: pool).added == 5)
            let at = { (typed: String) in try await locate(typed, in: pool).place }
            #expect(try await at("ZZ1 4ZZ") == Location(latitude: 53.2, longitude: -1.2, precision: .sector))
            let district = try #require(try await at("ZZ1 9ZZ"))
            #expect(district.precision == .outcode)
            #expect(abs(district.latitude - 53.3) < 1e-9 && abs(district.longitude + 1.3) < 1e-9)
            var next = places
            next["ZZ1 5AA"] = nil
            next["ZZ1 4AB"] = (53.1, -1.1)
            let counts = ImportCounts(added: 0, changed: 1, unchanged: 3, withdrawn: 1)
            #expect(try await bringPostcodes(next, into: pool) == counts)
            #expect(try await at("ZZ1 5AA")?.precision == .outcode, "its sector has gone with it")
            #expect(try await at("ZZ1 4ZZ")?.latitude == 53.1)
        }
    }

    @Test("Only the operator brings registers and postcodes, and only rows that can be kept")
    func referenceRefusals() async throws {
        try await withSchema { pool in
            for actor in [Actor.visitor, .account(Examples.applicant, roles: [.centralAdmin]), .service("x")] {
                await #expect(throws: QuestionRefused.self) {
                    try await StageICORowsQuestion().answer(
                        StageICORows(run: UUID(), first: 0, rows: []), for: actor, at: Examples.time, from: pool)
                }
                await #expect(throws: QuestionRefused.self) {
                    try await ImportICORegisterQuestion().answer(
                        ImportICORegister(run: UUID(), source: "x"), for: actor, at: Examples.time, from: pool)
                }
                await #expect(throws: QuestionRefused.self) {
                    try await StagePostcodesQuestion().answer(
                        StagePostcodes(run: UUID(), first: 0, rows: []), for: actor, at: Examples.time, from: pool)
                }
                await #expect(throws: QuestionRefused.self) {
                    try await ImportPostcodesQuestion().answer(
                        ImportPostcodes(run: UUID(), source: "x"), for: actor, at: Examples.time, from: pool)
                }
            }
            for bad in [entry("zx1", "X"), entry("ZX900001", ""), entry("ZX900001", "X", ends: "2023-02-30")] {
                await #expect(throws: QuestionRefused.self) { try await bringICO([bad], into: pool) }
            }
            for (postcode, place) in [("LS14AP", (53.0, -1.0)), ("LS1 4AP", (0.0, 0.0)), ("LS1 4AP", (53.0, 99.9))] {
                await #expect(throws: QuestionRefused.self) {
                    try await bringPostcodes([postcode: place], into: pool)
                }
            }
        }
    }

    @Test("A dry run of a directory file says what would come, and changes nothing")
    func rehearsesODS() async throws {
        try await withSchema { pool in
            try await bring([row("A1001", "ONE"), row("A1002", "TWO")], into: pool)
            let run = UUID()
            _ = try await StageDirectoryRowsQuestion().answer(
                StageDirectoryRows(run: run, first: 0, rows: [row("A1001", "ONE B"), row("A1003", "THREE")]),
                for: .operator, at: Examples.time, from: pool)
            let order = ImportDirectory(run: run, source: "epraccur", insist: true, isRehearsal: true)
            #expect(
                try await finish(order, in: pool) == ImportCounts(added: 1, changed: 1, unchanged: 0, withdrawn: 1))
            #expect(try await Directory.entry("A1001", at: Examples.time, from: pool)?.name == "ONE")
            #expect(try await Directory.entry("A1002", at: Examples.time, from: pool)?.open == true)
            #expect(try await Directory.entry("A1003", at: Examples.time, from: pool) == nil)
        }
    }
}
