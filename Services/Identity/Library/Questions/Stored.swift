// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// How lists stand in one column.
enum Stored {
    static func roles(_ text: String) -> [PlatformRole] {
        text.split(separator: " ").compactMap { PlatformRole(String($0)) }
    }

    static func scopes(_ text: String) -> [APIKeyScope] {
        text.split(separator: " ").compactMap { APIKeyScope(rawValue: String($0)) }
    }

    /// `<organisation>=<role>,<role> …`
    static func memberships(_ text: String) -> [Membership] {
        text.split(separator: " ").compactMap { part in
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, let organisation = UUID(uuidString: String(sides[0])) else { return nil }
            let roles = sides[1].split(separator: ",").compactMap { OrganisationRole(rawValue: String($0)) }
            return Membership(organisation: organisation, roles: roles)
        }
    }
}
