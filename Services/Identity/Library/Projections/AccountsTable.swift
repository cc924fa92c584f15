// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

/// Accounts, for signing in and for administrators.
enum AccountsTable: Projection {
    typealias Source = AccountDecider
    static let tables = ["accounts"]
    static let revision = 3
    static let schema = """
        CREATE TABLE accounts (
            id            uuid PRIMARY KEY,
            version       bigint NOT NULL,
            -- In lower case. The claim on it makes it unique; here it is only looked up.
            email         text COLLATE "C" NOT NULL,
            display_name  text NOT NULL,
            standing      text NOT NULL,
            password_hash text NOT NULL,
            -- Platform roles, with a space between them.
            roles         text NOT NULL,
            -- A second factor is asked for when somebody signs in.
            has_factor    boolean NOT NULL
        );
        CREATE INDEX accounts_by_email ON accounts (email);
        CREATE INDEX accounts_with_roles ON accounts (id) WHERE roles <> '';
        CREATE INDEX accounts_waiting ON accounts (id) WHERE standing = 'waiting';
        """

    static func write(_ changes: [Change<AccountDecider>]) -> [SQL] {
        let states = changes.map(\.state)
        return [
            """
            INSERT INTO accounts (id, version, email, display_name, standing, password_hash, roles, has_factor)
            SELECT * FROM unnest(\(changes.map(\.stream))::uuid[], \(changes.map(\.version))::int8[],
                \(states.map(\.email))::text[], \(states.map(\.displayName))::text[],
                \(states.map(\.standingText))::text[], \(states.map(\.passwordHash))::text[],
                \(states.map(\.rolesText))::text[], \(states.map(\.hasSecondStep))::boolean[])
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, email = excluded.email,
                display_name = excluded.display_name, standing = excluded.standing,
                password_hash = excluded.password_hash, roles = excluded.roles,
                has_factor = excluded.has_factor
            WHERE accounts.version < excluded.version
            """
        ]
    }
}

extension AccountState {
    fileprivate var standingText: String { isDisabled ? "disabled" : standing.rawValue }
    fileprivate var rolesText: String { roles.map(\.text).joined(separator: " ") }
}
