// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import Testing

@testable import Registry

extension DatabaseTests {
    func findICO(
        _ name: String, after: String? = nil, as actor: Actor = .account(Examples.applicant), in pool: Pool
    ) async throws -> Page<ICOEntry> {
        try await FindICOEntriesQuestion().answer(
            FindICOEntries(name: name, after: after), for: actor, at: Examples.time, from: pool)
    }

    func showICO(
        _ number: String, as actor: Actor = .account(Examples.applicant), in pool: Pool
    ) async throws -> ICOEntry? {
        try await FindICOEntryQuestion().answer(
            FindICOEntry(number: number), for: actor, at: Examples.time, from: pool)
    }

    @Test("The ICO's register is found by name, the exact one first, and an entry by its number (ISG-41)")
    func icoEntries() async throws {
        try await withSchema { pool in
            try await pool.query(
                """
                INSERT INTO ico_register (number, name, address, postcode, ends)
                VALUES ('ZX900001', 'A Canal Walk Pharmacy', '{1 Canal Walk,Leeds}', 'ZZ1 4AP', '2027-01-15'),
                    ('ZX900002', 'Canal Walk', '{}', 'ZZ1 4AP', NULL),
                    ('ZX900003', 'Canal Walk Clinic', '{}', 'ZZ1 4AP', '2027-01-14')
                """)
            let found = try await findICO("canal walk", in: pool)
            #expect(found.items.map(\.number) == ["ZX900002", "ZX900003", "ZX900001"])
            #expect(found.next == nil)
            #expect(found.items.map(\.open) == [true, false, true], "the last day counts, the day after does not")
            #expect(try await findICO("zx900003", in: pool).items.map(\.name) == ["Canal Walk Clinic"])
            #expect(
                try await showICO(" zx 900001 ", in: pool)
                    == ICOEntry(
                        number: "ZX900001", name: "A Canal Walk Pharmacy", address: ["1 Canal Walk", "Leeds"],
                        postcode: "ZZ1 4AP", ends: "2027-01-15", open: true, registered: false))
            for number in ["ZX900009", "", "\0", "%"] { #expect(try await showICO(number, in: pool) == nil) }
            for actor in [Actor.visitor, .service("identity")] {
                await #expect(throws: QuestionRefused.self) { try await findICO("canal", as: actor, in: pool) }
                await #expect(throws: QuestionRefused.self) { try await showICO("ZX900001", as: actor, in: pool) }
            }
            await #expect(throws: QuestionRefused.self) { try await findICO(" -- ", in: pool) }
        }
    }

    @Test("Pages of the ICO's register follow one another without gaps or doubles (ISG-41)")
    func icoPages() async throws {
        try await withSchema { pool in
            try await pool.query(
                """
                INSERT INTO ico_register (number, name, address, postcode)
                SELECT 'ZX' || (900000 + n), 'Clinic ' || n % 7, '{}', 'ZZ1 4AP' FROM generate_series(1, 45) AS n
                """)
            var numbers: [String] = []
            var after: String?
            repeat {
                let page = try await findICO("clinic", after: after, in: pool)
                numbers += page.items.map(\.number)
                after = page.next
            } while after != nil && numbers.count < 100
            #expect(numbers.count == 45)
            #expect(Set(numbers).count == 45)
        }
    }
}
