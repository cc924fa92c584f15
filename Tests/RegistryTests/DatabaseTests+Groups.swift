// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging
import Testing

@testable import Registry

extension DatabaseTests {
    private func write(_ batches: [[GroupEvent]], to pool: Pool) async throws {
        var (state, version): (GroupState?, Int64) = (nil, 0)
        for batch in batches where !batch.isEmpty {
            var recorded: [Recorded<GroupEvent>] = []
            for event in batch {
                state = GroupDecider.evolve(state, with: event)
                version += 1
                recorded.append(
                    Recorded(event: event, version: version, time: Examples.time, actor: "service:registry"))
            }
            guard let state else { continue }
            let change = Change<GroupDecider>(
                stream: GroupGiven.group, version: version, state: state, events: recorded)
            for statement in GroupsTable.write([change]) + LicencesTable.write([change])
                + SuperAdministratorsTable.write([change])
            {
                try await pool.query(statement)
            }
        }
    }

    @Test("Groups and licences are listed as they stand, and rebuilt tables are the same; ISG-05")
    func groups() async throws {
        try await withSchema { pool in
            var given = try GroupGiven(isActive: false)
            var batches = [given.events]
            func also(_ command: GroupCommand, as actor: Actor = GroupGiven.superAdministrator()) throws {
                try given.when(command, as: actor)
                batches.append(given.events)
            }
            try also(.activate, as: GroupGiven.central)
            try also(GroupGiven.name(GroupGiven.chief), as: .account(GroupGiven.chief))
            try also(GroupGiven.name(GroupGiven.deputy), as: .account(GroupGiven.chief))
            try also(GroupGiven.confirm(GroupGiven.chief), as: GroupGiven.central)
            try also(GroupGiven.name(GroupGiven.chief, false), as: .account(GroupGiven.chief))
            try also(GroupGiven.confirm(GroupGiven.deputy), as: GroupGiven.central)
            for number in 1...60 {
                try also(GroupGiven.ask(GroupGiven.organisation(number)), as: .account(Examples.applicant))
            }
            try also(GroupGiven.decide(GroupGiven.organisation(1)))
            try also(GroupGiven.decide(GroupGiven.organisation(2)))
            try also(GroupGiven.decide(GroupGiven.organisation(3), false, "Another area."))
            try also(GroupGiven.withdraw(GroupGiven.organisation(2), to: GroupGiven.organisation(4)))
            try await write(batches, to: pool)
            let all: SQL = """
                SELECT (SELECT string_agg(g::text, ' ') FROM groups g)
                    || (SELECT string_agg(l::text, ' ' ORDER BY organisation) FROM licences l)
                    || (SELECT string_agg(s::text, ' ' ORDER BY account) FROM super_administrators s)
                """
            let live: String = try #require(try await pool.query(all).first).get(0)
            let standings = try await pool.query(
                "SELECT standing, count(*) FROM licences GROUP BY standing ORDER BY standing")
            #expect(
                try standings.map { "\(try $0.get(0, as: String.self)) \(try $0.get(1, as: Int64.self))" }
                    == ["granted 2", "refused 1", "requested 56", "withdrawn 1"])
            try await pool.query("TRUNCATE groups, licences, super_administrators")
            try await write([batches.flatMap(\.self)], to: pool)
            let rebuilt: String = try #require(try await pool.query(all).first).get(0)
            #expect(rebuilt == live)
            let listed = try await ListGroupsQuestion().answer(
                ListGroups(), for: GroupGiven.superAdministrator(), at: Examples.time, from: pool)
            #expect(listed.items.map(\.title) == ["Aire Valley practices"])
            let none = try await ListGroupsQuestion().answer(
                ListGroups(), for: .account(Examples.applicant), at: Examples.time, from: pool)
            #expect(none.items.isEmpty)
        }
    }
}
