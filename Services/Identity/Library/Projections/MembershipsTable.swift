// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

/// Who belongs to which organisation, as registry last said.
enum MembershipsTable {
    static func record(_ received: [Received<MembershipGranted>]) -> [SQL] {
        // One statement cannot touch a row twice, so that only the newest fact of a pair is written.
        var newest: [Pair: Received<MembershipGranted>] = [:]
        for fact in received {
            let pair = Pair(account: fact.fact.account, organisation: fact.fact.organisation)
            if let other = newest[pair], other.sequence >= fact.sequence { continue }
            newest[pair] = fact
        }
        let facts = Array(newest.values)
        let roles = facts.map { $0.fact.roles.map(\.rawValue).joined(separator: ",") }
        return [
            """
            INSERT INTO memberships (account, organisation, roles, sequence)
            SELECT * FROM unnest(\(facts.map(\.fact.account))::uuid[], \(facts.map(\.fact.organisation))::uuid[],
                \(roles)::text[], \(facts.map(\.sequence))::int8[])
            ON CONFLICT (account, organisation) DO UPDATE SET roles = excluded.roles, sequence = excluded.sequence
            WHERE memberships.sequence < excluded.sequence
            """
        ]
    }

    private struct Pair: Hashable {
        var account: UUID
        var organisation: UUID
    }
}
