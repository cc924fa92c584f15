// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging
import Testing

@testable import Registry

/// The SQL of this service against a real server; skipped unless ATTEST_TEST_POSTGRES names one.
@Suite(
    "The registry's tables",
    .enabled(
        if: ProcessInfo.processInfo.environment["ATTEST_TEST_POSTGRES"] != nil,
        "ATTEST_TEST_POSTGRES names no PostgreSQL"), .timeLimit(.minutes(5)))
struct DatabaseTests {
    /// A schema of the test's own, removed after it.
    func withSchema(_ body: (Pool) async throws -> Void) async throws {
        let url = try #require(ProcessInfo.processInfo.environment["ATTEST_TEST_POSTGRES"])
        let schema = "registry_test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let configuration = DatabaseConfiguration(url: url, schema: schema)
        try await Wiring.definition(Configuration()).migrate(configuration)
        let pool = Pool(configuration, limit: 2, name: "registry-test")
        do {
            try await body(pool)
            try await pool.query("DROP SCHEMA \(raw: schema) CASCADE")
            await pool.close()
        } catch {
            try await pool.query("DROP SCHEMA \(raw: schema) CASCADE")
            await pool.close()
            throw error
        }
    }

    func row(
        _ code: String, _ name: String, closed: String = "", status: String = "A", kind: String = "4",
        parent: String? = "16C"
    ) -> DirectoryRow {
        DirectoryRow(
            code: code, name: name,
            address: Address(lines: ["1 ROAD", "END"], town: "LEEDS", county: "", postcode: "LS1 5HN"),
            parentCode: parent, openDate: "1974-04-01", closeDate: closed, status: status, kind: kind)
    }

    /// Imports rows as a file of their own; what is no longer among them is withdrawn.
    @discardableResult
    func bring(
        _ rows: [DirectoryRow], run: UUID = UUID(), source: String = "epraccur", keep: [String]? = nil,
        insist: Bool? = true, into pool: Pool
    ) async throws -> ImportCounts {
        _ = try await StageDirectoryRowsQuestion().answer(
            StageDirectoryRows(run: run, first: 0, rows: rows), for: .operator, at: Examples.time, from: pool)
        return try await finish(
            ImportDirectory(run: run, source: source, keep: keep, insist: insist), in: pool)
    }

    struct Refused: Error {
        let problem: Problem
    }

    /// Does the job as the engine would, in small steps, of which one is done twice: its first transaction came to nothing.
    func finish(_ order: ImportDirectory, in pool: Pool) async throws -> ImportCounts {
        let job = DirectoryImport(stretch: 3)
        return try await pool.withConnection { connection in
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

    func find(
        _ name: String, category: String? = nil, after: String? = nil, as actor: Actor = .account(Examples.applicant),
        in pool: Pool
    ) async throws -> Page<DirectoryEntry> {
        try await FindDirectoryEntriesQuestion().answer(
            FindDirectoryEntries(name: name, category: category, after: after), for: actor, at: Examples.time,
            from: pool)
    }

    /// Writes what a decision gave into the tables, as the engine would.
    func project(
        _ events: [OrganisationEvent], stream: UUID = Examples.registration, by actor: Actor, into pool: Pool
    ) async throws {
        let state = try #require(Examples.state(after: events))
        let change = Change<OrganisationDecider>(
            stream: stream, version: Int64(events.count), state: state,
            events: events.enumerated().map { index, event in
                Recorded(event: event, version: Int64(index + 1), time: Examples.time, actor: actor.reference)
            })
        try await pool.query(
            """
            INSERT INTO states (stream, version, aggregate, shape, state, digest)
            VALUES (\(stream), \(change.version), \(OrganisationDecider.aggregate), \(OrganisationDecider.shape),
                \(try JSON.text(state)), '')
            """)
        // Twice: a change that comes again, or late, leaves the rows as they are.
        for _ in 0..<2 {
            for statement in OrganisationsTable.write([change]) + RegistrationsTable.write([change]) {
                try await pool.query(statement)
            }
        }
        guard let applicant = events.applicant else { return }
        let granted = PeopleEvent.granted(
            MembershipGranted(
                organisation: applicant.organisation, account: applicant.account, roles: applicant.roles))
        let people = Change<PeopleDecider>(
            stream: PeopleID.of(organisation: applicant.organisation), version: 1,
            state: PeopleDecider.evolve(nil, with: granted),
            events: [Recorded(event: granted, version: 1, time: Examples.time, actor: "service:registry")])
        try await pool.query(
            """
            INSERT INTO states (stream, version, aggregate, shape, state, digest)
            VALUES (\(people.stream), 1, \(PeopleDecider.aggregate), \(PeopleDecider.shape),
                \(try JSON.text(people.state)), '')
            """)
        for _ in 0..<2 {
            for statement in MembersTable.write([people]) { try await pool.query(statement) }
        }
    }

    @Test("A second import is a difference, a code twice in a file counts once, and what is gone is withdrawn")
    func imports() async throws {
        try await withSchema { pool in
            let rows = [row("A1001", "ONE"), row("A1002", "TWO"), row("A1003", "OLD"), row("A1003", "THREE")]
            #expect(
                try await bring(rows, into: pool)
                    == ImportCounts(added: 3, changed: 0, unchanged: 0, withdrawn: 0))
            #expect(try await find("three", in: pool).items.map(\.code) == ["A1003"])
            #expect(try await find("old", in: pool).items.isEmpty)
            try await bring([row("R1A", "TRUST", status: "", kind: "", parent: nil)], source: "etr", into: pool)
            let next = [row("A1001", "ONE"), row("A1002", "TWO B"), row("A1004", "FOUR")]
            #expect(
                try await bring(next, keep: ["A1003"], into: pool)
                    == ImportCounts(added: 1, changed: 1, unchanged: 1, withdrawn: 0))
            #expect(
                try await bring(next, into: pool) == ImportCounts(added: 0, changed: 0, unchanged: 3, withdrawn: 1))
            #expect(
                try await bring(next, into: pool) == ImportCounts(added: 0, changed: 0, unchanged: 3, withdrawn: 0))
            let entry = try await Directory.entry("A1003", at: Examples.time, from: pool)
            #expect(entry?.open == false)
            #expect(try await Directory.entry("R1A", at: Examples.time, from: pool)?.open == true)
            // It comes back when a file has it again.
            #expect(try await bring(next + [row("A1003", "THREE")], into: pool).changed == 1)
            #expect(try await Directory.entry("A1003", at: Examples.time, from: pool)?.open == true)
            let left: Int = try await pool.query("SELECT count(*) FROM directory_staging")[0].get(0)
            #expect(left == 0, "nothing stays in readiness")
        }
    }

    @Test("Rows that are brought twice, since nobody heard the first answer, are in readiness once")
    func stagedTwice() async throws {
        try await withSchema { pool in
            let run = Examples.id(50)
            for rows in [[row("A1001", "ONE"), row("A1002", "TWO")], [row("A1001", "ONE"), row("A1002", "2 \\N\tB")]] {
                let staged = try await StageDirectoryRowsQuestion().answer(
                    StageDirectoryRows(run: run, first: 0, rows: rows), for: .operator, at: Examples.time, from: pool)
                #expect(staged == 2)
            }
            #expect(try await find("one", in: pool).items.isEmpty, "nothing changes before it is imported")
            let order = ImportDirectory(run: run, source: "epraccur")
            #expect(try await finish(order, in: pool).added == 2)
            #expect(try await Directory.entry("A1002", at: Examples.time, from: pool)?.name == "2 \\N\tB")
        }
    }

    @Test("A host is known by those that have it, listed or not; whoever has nobody is no host")
    func hosts() async throws {
        try await withSchema { pool in
            try await bring([row("A1001", "ONE"), row("R1A", "TRUST", parent: nil)], into: pool)
            let isHost = { (code: String) in
                try await FindHostQuestion().answer(
                    FindHost(code: code), for: .operator, at: Examples.time, from: pool)
            }
            #expect(try await isHost("16c"), "no file lists it")
            #expect(try await !isHost("A1001"))
            #expect(try await !isHost("R1A"))
            #expect(try await !isHost(""))
        }
    }

    @Test("A file that was cut short changes nothing, and says how much is missing, unless somebody insists")
    func cutShort() async throws {
        try await withSchema { pool in
            let all = (0..<40).map { row("A10\($0 + 10)", "PRACTICE \($0)") }
            try await bring(all, into: pool)
            let short = [row("A1010", "RENAMED")] + all[1..<3]
            let refused = await #expect(throws: Refused.self) { try await bring(short, insist: nil, into: pool) }
            #expect(refused?.problem.message.contains("37 of 40") == true)
            #expect(try await Directory.entry("A1040", at: Examples.time, from: pool)?.open == true)
            #expect(try await Directory.entry("A1010", at: Examples.time, from: pool)?.name == "PRACTICE 0")
            #expect(try await bring(short, into: pool).withdrawn == 37)
        }
    }

    @Test("A run that brought nothing withdraws nothing")
    func emptyRun() async throws {
        try await withSchema { pool in
            try await bring([row("A1001", "ONE")], into: pool)
            let order = ImportDirectory(run: Examples.id(51), source: "epraccur", insist: true)
            await #expect(throws: Refused.self) { try await finish(order, in: pool) }
            #expect(try await Directory.entry("A1001", at: Examples.time, from: pool)?.open == true)
        }
    }

    @Test("Only the operator imports, and only rows that can be")
    func importRefusals() async throws {
        try await withSchema { pool in
            for actor in [Actor.visitor, .account(Examples.applicant, roles: [.centralAdmin]), .service("x")] {
                await #expect(throws: QuestionRefused.self) {
                    try await StageDirectoryRowsQuestion().answer(
                        StageDirectoryRows(run: Examples.id(50), first: 0, rows: []), for: actor,
                        at: Examples.time, from: pool)
                }
                await #expect(throws: QuestionRefused.self) {
                    try await ImportDirectoryQuestion().answer(
                        ImportDirectory(run: Examples.id(50), source: "etr"), for: actor, at: Examples.time,
                        from: pool)
                }
            }
            for bad in [row("a1", "X"), row("A1001", ""), row("A1001", "X", closed: "2023-02-30")] {
                await #expect(throws: QuestionRefused.self) { try await bring([bad], into: pool) }
            }
        }
    }

    @Test(
        "A search finds open organisations by the beginnings of all words, exact ones first, then short ones (ISG-38)")
    func search() async throws {
        try await withSchema { pool in
            try await bring(
                [
                    row("16C", "NORTH EAST BOARD", kind: "", parent: nil),
                    row("A81002", "QUEENS PARK MEDICAL CENTRE"), row("A81003", "QUEENS PARK"),
                    row("A81004", "THE QUEEN'S PARK SURGERY", parent: "99X"),
                    row("A81005", "QUEENS PARK CLINIC", kind: "0"),
                    row("A81006", "QUEENS PARK CLOSED", closed: "2020-01-01", status: "C"),
                    row("A81007", "QUEENS PARK DORMANT", status: "D"),
                    row("A81008", "QUEENS PARK LAST DAY", closed: "2027-01-15"),
                    row("A81009", "QUEENS PARK DAY BEFORE", closed: "2027-01-14"),
                    row("A81010", "O'BRIEN & PARTNERS"),
                ], into: pool)
            let found = try await find("  queens   par ", in: pool).items
            #expect(
                found.map(\.code)
                    == ["A81005", "A81008", "A81002", "A81003", "A81004"].sorted {
                        (abs(name($0).count - 10), name($0)) < (abs(name($1).count - 10), name($1))
                    })
            #expect(try await find("queens park", in: pool).items.first?.code == "A81003")
            #expect(
                try await find("queens park", category: "general-practice", in: pool).items.contains {
                    $0.code == "A81005"
                }
                    == false)
            let coded = try await find("a81004", in: pool).items
            #expect(coded.map(\.name) == ["THE QUEEN'S PARK SURGERY"])
            #expect(coded.first?.parent == ParentOrganisation(code: "99X", name: "99X"))
            #expect(found.first { $0.code == "A81002" }?.parent?.name == "NORTH EAST BOARD")
            for typed in ["o'brien", "OBRIEN partn", "brien", "o brien and partners", "o\u{2019}brien & partners"] {
                #expect(try await find(typed, in: pool).items.map(\.code) == ["A81010"], "\(typed)")
            }
            // Nothing typed is an operator, and nothing typed breaks the statement.
            for typed in [
                "queens | park", "queens:*", "'); DROP TABLE directory; --", "!queens", "a & | ! ( ) <-> b", "\0x",
            ] {
                _ = try await find(typed, in: pool)
            }
            #expect(try await find("queens | nothing", in: pool).items.isEmpty)
        }
    }

    func name(_ code: String) -> String {
        [
            "A81005": "QUEENS PARK CLINIC", "A81008": "QUEENS PARK LAST DAY",
            "A81002": "QUEENS PARK MEDICAL CENTRE", "A81003": "QUEENS PARK", "A81004": "THE QUEEN'S PARK SURGERY",
        ][code] ?? ""
    }

    @Test("Pages follow one another without gaps or doubles (ISG-38)")
    func pages() async throws {
        try await withSchema { pool in
            try await bring((0..<45).map { row("A\(1_000 + $0)", "SURGERY \($0 % 7)") }, into: pool)
            var codes: [String] = []
            var after: String?
            var pages = 0
            repeat {
                let page = try await find("surgery", after: after, in: pool)
                codes += page.items.map(\.code)
                after = page.next
                pages += 1
            } while after != nil && pages < 10
            #expect(pages == 3)
            #expect(codes.count == 45)
            #expect(Set(codes).count == 45)
            await #expect(throws: QuestionRefused.self) { try await find("surgery", after: "nonsense", in: pool) }
        }
    }

    @Test("Visitors may not search, and a search without a word is refused")
    func searchRefusals() async throws {
        try await withSchema { pool in
            for actor in [Actor.visitor, .service("identity")] {
                await #expect(throws: QuestionRefused.self) { try await find("queens", as: actor, in: pool) }
            }
            await #expect(throws: QuestionRefused.self) { try await find(" -- ", in: pool) }
        }
    }
}
