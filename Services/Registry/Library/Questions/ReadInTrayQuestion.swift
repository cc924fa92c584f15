// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// What waits for somebody, and for whom they wait.
struct ReadInTrayQuestion: Question {
    /// Of what others wait for: who has more opens the lists.
    private static let shown: Int64 = 20

    func answer(
        _ query: ReadInTray, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> InTray {
        guard let account = actor.person, actor.may(.askToJoin) else { throw QuestionRefused.forbidden }
        async let invitations = FindInvitationsQuestion().answer(
            FindInvitations(address: query.address), for: actor, at: time, from: database)
        async let groups = ListGroupsQuestion().answer(ListGroups(), for: actor, at: time, from: database)
        async let unplaced =
            actor.may(.keepGroups)
            ? ListUnplacedQuestion().answer(ListUnplaced(), for: actor, at: time, from: database).items.prefix(5) : nil
        async let confirmations = confirmations(for: actor, in: database)
        async let tickets = ListTicketsQuestion.rows(
            .answered(by: actor), waiting: true, limit: Self.shown, in: database)
        async let own = ListTicketsQuestion.rows(.own(account), limit: Self.shown, in: database)
        let oldest = time.addingTimeInterval(-PeopleDecider.requestLife)
        let administered = actor.memberships.filter {
            $0.roles.contains(.administrator) || $0.roles.contains(.supporter)
        }.map { PeopleID.of(organisation: $0.organisation) }
        // Those of the actor, and those that the actor answers.
        let rows = try await database.query(
            """
            (SELECT id, people, true FROM join_requests WHERE account = \(account) AND asked > \(oldest)
                ORDER BY asked, id LIMIT \(Self.shown))
            UNION ALL
            (SELECT id, people, false FROM join_requests WHERE people = ANY (\(administered)::uuid[]) AND asked > \(oldest)
                ORDER BY asked, id LIMIT \(Self.shown))
            """)
        let found = try rows.map { row in
            (
                id: try row.get(0, as: UUID.self), people: try row.get(1, as: UUID.self),
                isOwn: try row.get(2, as: Bool.self)
            )
        }
        let states = try await database.states(of: PeopleDecider.self, Array(Set(found.map(\.people))))
        var tray = InTray()
        for found in found {
            guard let state = states[found.people]?.state,
                let request = state.requests.first(where: { $0.request == found.id })
            else { continue }
            if found.isOwn {
                tray.requests.append(
                    OwnJoinRequest(
                        request: request.request, organisation: state.organisation,
                        organisationName: state.organisationName, note: request.note, asked: request.asked))
                // The session may be older than what is known here.
            } else if actor.may(RegistryPermission.managePeople, in: state.area) {
                tray.waiting.append(
                    WaitingRequest(
                        request: request.request, organisation: state.organisation,
                        organisationName: state.organisationName, account: request.account))
            }
        }
        tray.invitations = try await invitations
        tray.groups = try await groups.items
        tray.unplaced = try await unplaced.map(Array.init)
        tray.confirmations = try await confirmations
        tray.tickets = try await tickets.map { try TicketSummary($0) }
        tray.ownTickets = try await own.map { try TicketSummary($0) }.filter { $0.standing != .resolved }
        return tray
    }

    static let waitingToBeConfirmed: SQL = """
        SELECT s.group_id, g.title, s.account, s.named
        FROM super_administrators AS s JOIN groups AS g ON g.id = s.group_id
        WHERE NOT s.confirmed AND s.named IS NOT NULL
        ORDER BY s.named, s.group_id, s.account LIMIT \(shown)
        """

    /// C-16
    private func confirmations(for actor: Actor, in database: Pool) async throws -> [NamedAdministrator] {
        guard actor.may(RegistryPermission.confirmSuperAdministrators) else { return [] }
        return try await database.query(Self.waitingToBeConfirmed).map {
            NamedAdministrator(group: try $0.get(0), title: try $0.get(1), account: try $0.get(2), named: try $0.get(3))
        }
    }
}
