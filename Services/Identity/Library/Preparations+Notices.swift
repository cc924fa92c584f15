// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

// Whom something concerns is looked up before it is posted: those who hold the role, or administer the
// organisation or the one that supports it, then.
extension Preparations {
    /// No team and no organisation has as many.
    private static let most = 1_000

    func post(_ message: NotifyTeam, from database: Pool) async throws -> Preparation<NoticeBoardDecider.Command> {
        let team = ReviewTeam.named(message.team) ?? message.team
        // Nobody becomes one of them by a team of that name.
        var roles = [team == ReviewTeam.centralAdmin ? PlatformRole.centralAdmin : .reviewer(team: team)]
        // ISG-25: they decide about accounts as validators do.
        if team == AccountDecider.validators { roles.append(.centralAdmin) }
        // The condition on roles is the index's.
        let rows = try await database.query(
            """
            SELECT id FROM accounts AS a
            WHERE roles <> '' AND string_to_array(roles, ' ') && \(roles.map(\.text))::text[] AND standing = 'active'
                AND NOT EXISTS (
                    SELECT FROM memberships AS m
                    WHERE m.account = a.id AND m.organisation = \(message.organisation)::uuid AND m.roles <> '')
            ORDER BY id LIMIT \(Self.most)
            """)
        var notice = message.notice
        notice.queue = notice.queue ?? "team/\(team)"
        return .decide(
            stream: NoticeBoardDecider.board(of: team), .post(notice, to: try rows.map { try $0.get(0) }))
    }

    func post(
        _ message: NotifyAdministrators, from database: Pool
    ) async throws -> Preparation<NoticeBoardDecider.Command> {
        let rows = try await database.query(
            """
            SELECT DISTINCT a.id
            FROM (
                SELECT \(message.organisation)::uuid AS organisation
                UNION ALL
                SELECT supporter FROM supports WHERE organisation = \(message.organisation) AND supporter IS NOT NULL
            ) AS o JOIN memberships AS m ON m.organisation = o.organisation JOIN accounts AS a ON a.id = m.account
            WHERE \(OrganisationRole.administrator.rawValue)::text = ANY (string_to_array(m.roles, ','))
                AND a.standing = 'active' AND a.email <> ALL (\(message.besides.map { $0.lowercased() })::text[])
            ORDER BY a.id LIMIT \(Self.most)
            """)
        return .decide(
            stream: NoticeBoardDecider.board(ofAdministratorsOf: message.organisation),
            .post(message.notice, to: try rows.map { try $0.get(0) }))
    }
}
