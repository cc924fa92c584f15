// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging
import Testing

@testable import Registry

extension DatabaseTests {
    private static let people = PeopleID.of(organisation: PeopleGiven.organisation)

    /// What the projections make of events, a batch each, or all at once as a rebuild does.
    private func write(_ batches: [[PeopleEvent]], to pool: Pool) async throws {
        var (state, version): (PeopleState?, Int64) = (nil, 0)
        for batch in batches {
            var recorded: [Recorded<PeopleEvent>] = []
            for event in batch {
                state = PeopleDecider.evolve(state, with: event)
                version += 1
                recorded.append(
                    Recorded(event: event, version: version, time: Examples.time, actor: "service:registry"))
            }
            guard let state else { continue }
            let change = Change<PeopleDecider>(stream: Self.people, version: version, state: state, events: recorded)
            for statement in MembersTable.write([change]) + InvitationsTable.write([change]) {
                try await pool.query(statement)
            }
        }
    }

    @Test(
        "Who belongs to it, and who is invited, is found as it stands, and rebuilt tables are the same; ISG-67, IMP-10")
    func people() async throws {
        try await withSchema { pool in
            var given = try PeopleGiven()
            var batches = [[PeopleEvent]]()
            func note() { batches.append(given.events) }
            note()
            for number: UInt8 in 0..<3 {
                try given.when(inviting("person\(number)@example.nhs.uk", 50 + number))
                note()
            }
            try given.when(answering("person0@example.nhs.uk", 50), as: .account(guest))
            note()
            try given.when(correcting("right@example.nhs.uk", 51), at: 90)
            note()
            try given.when(
                .remove(RemoveMember(organisation: PeopleGiven.organisation, account: guest)), as: .account(guest))
            note()
            try await write(batches, to: pool)
            let all: SQL = """
                SELECT (SELECT string_agg(m::text, ' ' ORDER BY account) FROM members m)
                    || (SELECT string_agg(i::text, ' ' ORDER BY id) FROM invitations i)
                """
            let live: String = try #require(try await pool.query(all).first).get(0)
            #expect(
                try await pool.query("SELECT account FROM members").map { try $0.get(0, as: UUID.self) } == [
                    PeopleGiven.administrator
                ])
            let open = try await pool.query("SELECT email FROM invitations ORDER BY email")
            #expect(
                try open.map { try $0.get(0, as: String.self) } == ["person2@example.nhs.uk", "right@example.nhs.uk"])
            try await pool.query("TRUNCATE members, invitations")
            try await write([batches.flatMap(\.self)], to: pool)
            let rebuilt: String = try #require(try await pool.query(all).first).get(0)
            #expect(rebuilt == live)
        }
    }
}
