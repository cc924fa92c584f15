// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Who belongs to which organisation, and who did: nobody leaves one to review it. IMP-17
enum MembersTable {
    static func record(_ received: [Received<MembershipGranted>]) -> [SQL] {
        write(received.map { (Pair(organisation: $0.fact.organisation, account: $0.fact.account), nil, $0.sequence) })
    }

    static func record(_ received: [Received<MembershipEnded>]) -> [SQL] {
        write(
            received.map { (Pair(organisation: $0.fact.organisation, account: $0.fact.account), $0.time, $0.sequence) })
    }

    private static func write(_ seats: [(key: Pair, value: Date?, sequence: Int64)]) -> [SQL] {
        let rows = newest(seats)
        return [
            """
            INSERT INTO members (organisation, account, ended, sequence)
            SELECT * FROM unnest(\(rows.map(\.key.organisation))::uuid[], \(rows.map(\.key.account))::uuid[],
                \(rows.map(\.value))::timestamptz[], \(rows.map(\.sequence))::int8[])
            ON CONFLICT (organisation, account) DO UPDATE SET ended = excluded.ended, sequence = excluded.sequence
            WHERE members.sequence < excluded.sequence
            """
        ]
    }

    /// Whether somebody has belonged to the organisation of a task at any time since its case was opened.
    static func includes(_ actor: Actor, ofTask task: UUID, in database: Pool) async throws -> Bool {
        guard let account = actor.account,
            let subject = try await database.state(of: ReviewTaskDecider.self, task)?.state.subject
        else { return false }
        return try await !database.query(
            """
            SELECT 1 FROM members
            WHERE organisation = \(subject.organisation) AND account = \(account)
                AND (ended IS NULL OR ended > (SELECT opened FROM cases WHERE id = \(subject.caseID)))
            """
        ).isEmpty
    }

    private struct Pair: Hashable {
        var organisation: UUID
        var account: UUID
    }
}
