// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

/// Accounts, for signing in and for administrators.
enum AccountsTable: Projection {
    typealias Source = AccountDecider
    static let tables = ["accounts"]

    static func write(_ changes: [Change<AccountDecider>]) -> [SQL] {
        let states = changes.map(\.state)
        return [
            """
            INSERT INTO accounts (id, version, email, display_name, standing, password_hash, roles)
            SELECT * FROM unnest(\(changes.map(\.stream))::uuid[], \(changes.map(\.version))::int8[],
                \(states.map(\.email))::text[], \(states.map(\.displayName))::text[],
                \(states.map(\.standing.rawValue))::text[], \(states.map(\.passwordHash))::text[],
                \(states.map(\.rolesText))::text[])
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, email = excluded.email,
                display_name = excluded.display_name, standing = excluded.standing,
                password_hash = excluded.password_hash, roles = excluded.roles
            WHERE accounts.version < excluded.version
            """
        ]
    }
}

extension AccountState {
    fileprivate var rolesText: String { roles.map(\.text).joined(separator: " ") }
}
