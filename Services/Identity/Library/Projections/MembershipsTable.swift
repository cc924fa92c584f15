// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

/// Who belongs to which organisation, as registry last said.
enum MembershipsTable {
    static func record(_ received: [Received<MembershipGranted>]) -> [SQL] {
        write(
            received.map {
                (
                    Pair(account: $0.fact.account, organisation: $0.fact.organisation),
                    $0.fact.roles.map(\.rawValue).joined(separator: ","), $0.sequence
                )
            })
    }

    /// A membership that has ended keeps its row, without roles: one that was granted before it, and comes late, is older.
    static func record(_ received: [Received<MembershipEnded>]) -> [SQL] {
        write(
            received.map { (Pair(account: $0.fact.account, organisation: $0.fact.organisation), "", $0.sequence) })
    }

    private static func write(_ seats: [(key: Pair, value: String, sequence: Int64)]) -> [SQL] {
        let rows = newest(seats)
        return [
            """
            INSERT INTO memberships (account, organisation, roles, sequence)
            SELECT * FROM unnest(\(rows.map(\.key.account))::uuid[], \(rows.map(\.key.organisation))::uuid[],
                \(rows.map(\.value))::text[], \(rows.map(\.sequence))::int8[])
            ON CONFLICT (account, organisation) DO UPDATE SET roles = excluded.roles, sequence = excluded.sequence
            WHERE memberships.sequence < excluded.sequence
            """
        ]
    }

    /// ISG-60
    static func record(_ received: [Received<SupportChanged>]) -> [SQL] {
        let rows = newest(received.map { ($0.fact.organisation, $0.fact.supporter, $0.sequence) })
        return [
            """
            INSERT INTO supports (organisation, supporter, sequence)
            SELECT * FROM unnest(\(rows.map(\.key))::uuid[], \(rows.map(\.value))::uuid[],
                \(rows.map(\.sequence))::int8[])
            ON CONFLICT (organisation) DO UPDATE SET supporter = excluded.supporter, sequence = excluded.sequence
            WHERE supports.sequence < excluded.sequence
            """
        ]
    }

    /// Those that an account belongs to.
    static func organisations(of account: UUID, in database: Pool) async throws -> [UUID] {
        try await database.query(
            "SELECT organisation FROM memberships WHERE account = \(account) AND roles <> '' ORDER BY organisation"
        ).map { try $0.get(0) }
    }

    private struct Pair: Hashable {
        var account: UUID
        var organisation: UUID
    }
}
