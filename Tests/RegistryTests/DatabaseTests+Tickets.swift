// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation
import Messaging
import Testing

@testable import Registry

extension DatabaseTests {
    @Test("Those who answer find who has waited longest first, page by page, and a rebuilt table is the same; ISG-16")
    func tickets() async throws {
        try await withSchema { pool in
            var group = try GroupGiven()
            try group.when(GroupGiven.name(GroupGiven.chief), as: .account(GroupGiven.chief))
            if let state = group.state {
                let event = GroupEvent.administratorChanged(
                    SuperAdministratorChanged(group: GroupGiven.group, account: GroupGiven.deputy, isNamed: true))
                let change = Change<GroupDecider>(
                    stream: GroupGiven.group, version: 4, state: state,
                    events: [Recorded(event: event, version: 4, time: Examples.time, actor: "service:registry")])
                for statement in SuperAdministratorsTable.write([change]) { try await pool.query(statement) }
            }
            var changes: [Change<TicketDecider>] = []
            for number in 1...120 {
                var given = try TicketGiven(number % 4 == 0 ? TicketGiven.alone : TicketGiven.parties)
                let seconds = Double(number) * 10
                given.state?.waiting = Examples.time.addingTimeInterval(-seconds)
                if number % 3 == 0 { given.state?.waiting = nil }
                if number % 5 == 0 { given.state?.resolved = Examples.time }
                let state = try #require(given.state)
                changes.append(
                    Change(stream: GroupGiven.organisation(number), version: 1, state: state, events: []))
            }
            for statement in TicketsTable.write(changes) { try await pool.query(statement) }
            func all(_ own: Bool, _ actor: Actor) async throws -> [TicketSummary] {
                var (found, next): ([TicketSummary], String?) = ([], nil)
                repeat {
                    let page = try await ListTicketsQuestion().answer(
                        ListTickets(after: next, own: own), for: actor, at: Examples.time, from: pool)
                    #expect(page.items.count <= Cursor.pageSize)
                    found += page.items
                    next = page.next
                } while next != nil
                return found
            }
            let assigned = try await all(false, TicketGiven.answerer)
            #expect(assigned.count == 90 && Set(assigned.map(\.ticket)).count == 90)
            let waiting = assigned.prefix { $0.standing == .waiting }
            #expect(waiting.count == assigned.count { $0.standing == .waiting })
            #expect(waiting.map(\.since) == waiting.map(\.since).sorted())
            #expect(assigned.first?.ticket == GroupGiven.organisation(119))
            #expect(assigned.last?.standing == .resolved)
            #expect(try await all(false, TicketGiven.central).count == 30)
            #expect(try await all(true, TicketGiven.asker).count == 120)
            // Named alone, or of another group, nobody finds any.
            #expect(try await all(false, GroupGiven.superAdministrator(GroupGiven.chief)).isEmpty)
            #expect(try await all(false, GroupGiven.superAdministrator(of: Examples.id(99))).isEmpty)
            #expect(try await all(false, TicketGiven.asker).isEmpty)
            let rows: SQL = "SELECT string_agg(t::text, ' ' ORDER BY id) FROM tickets AS t"
            let live: String = try #require(try await pool.query(rows).first).get(0)
            try await pool.query("TRUNCATE tickets")
            for change in changes {
                for statement in TicketsTable.write([change]) { try await pool.query(statement) }
            }
            let rebuilt: String = try #require(try await pool.query(rows).first).get(0)
            #expect(rebuilt == live)
        }
    }

    @Test(
        "Among a hundred thousand requests and many groups, each list reads what it shows by an index; ISG-16, C-16")
    func plans() async throws {
        try await withSchema { pool in
            try await pool.query(
                """
                INSERT INTO tickets
                SELECT md5('t' || n)::uuid, md5('g' || n % 1000)::uuid, 'Practice', md5('a' || n % 5000)::uuid, 'Help',
                    'waiting', n % 50 = 0, now(), n % 3, n, 1 FROM generate_series(1, 100000) AS n
                """)
            try await pool.query(
                """
                INSERT INTO super_administrators
                SELECT md5('g' || n)::uuid, md5('s' || n % 18000)::uuid, n % 1000 <> 0, now()
                FROM generate_series(1, 20000) AS n
                """)
            try await pool.query(
                """
                INSERT INTO licences SELECT md5('g' || n % 1000)::uuid, md5('o' || n)::uuid, 'Practice', 'granted', now(),
                    NULL, 1 FROM generate_series(1, 20000) AS n
                """)
            try await pool.query(
                """
                INSERT INTO groups SELECT md5('g' || n)::uuid, 1, 'Group', md5('c' || n)::uuid, 'Board', true, false
                FROM generate_series(1, 20000) AS n
                """)
            try await pool.query("ANALYZE groups")
            try await pool.query("ANALYZE tickets")
            try await pool.query("ANALYZE super_administrators")
            try await pool.query("ANALYZE licences")
            let group = try #require(
                try await pool.query("SELECT md5('g7')::uuid").first?.get(0, as: UUID.self))
            let account = try #require(
                try await pool.query("SELECT md5('s7')::uuid").first?.get(0, as: UUID.self))
            let both = Actor.account(account, roles: [.superAdministrator(group: group), .centralAdmin])
            let statements: [SQL] = [
                try #require(ListTicketsQuestion.statement(.answered(by: both), limit: 51)),
                try #require(ListTicketsQuestion.statement(.answered(by: both), waiting: true, limit: 20)),
                try #require(ListTicketsQuestion.statement(.own(account), limit: 51)),
                ReadInTrayQuestion.waitingToBeConfirmed, GroupLookup.administered(by: account),
                GroupLookup.groups(of: account),
            ]
            for statement in statements {
                let plan = try await pool.query("EXPLAIN (ANALYZE, BUFFERS) \(sql: statement)").map {
                    try $0.get(0, as: String.self)
                }
                #expect(!plan.contains { $0.contains("Seq Scan") }, "\(plan.joined(separator: "\n"))")
                let buffers = plan.compactMap { $0.firstMatch(of: /Buffers: shared hit=([0-9]+)/) }.first
                #expect((buffers.flatMap { Int($0.1) } ?? .max) < 500, "\(plan.joined(separator: "\n"))")
            }
        }
    }
}
