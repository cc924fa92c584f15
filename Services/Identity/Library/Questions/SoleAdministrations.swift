// SPDX-License-Identifier: Apache-2.0

import Database
import Messaging
import struct Foundation.UUID

/// Organisations that would be left without anybody to administer them, as registry last said.
enum SoleAdministrations {
    static func of(_ account: UUID, in database: Pool) async throws -> [UUID] {
        let rows = try await database.query(
            """
            SELECT m.organisation, o.account
            FROM memberships AS m LEFT JOIN memberships AS o ON o.organisation = m.organisation
                AND o.account <> m.account AND 'administrator' = ANY (string_to_array(o.roles, ','))
            WHERE m.account = \(account) AND 'administrator' = ANY (string_to_array(m.roles, ','))
            """)
        let seats = try rows.map { (organisation: try $0.get(0, as: UUID.self), other: try $0.get(1, as: UUID?.self)) }
        let others = try await database.states(of: AccountDecider.self, Array(Set(seats.compactMap(\.other))))
        let kept = Set(
            seats.filter { seat in
                guard let state = seat.other.flatMap({ others[$0]?.state }) else { return false }
                // Whoever is leaving as well is nobody to leave it to.
                return state.standing == .active && !state.isDisabled && state.erasure == nil
            }.map(\.organisation))
        return Set(seats.map(\.organisation)).subtracting(kept).sorted { $0.uuidString < $1.uuidString }
    }
}
