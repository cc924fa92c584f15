// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import struct Foundation.UUID

/// How the id of an organisation's people follows from its own.
enum PeopleID {
    static func of(organisation: UUID) -> UUID {
        Identifier.derived(from: SHA256.digest("attest.people/\(organisation.uuidString.lowercased())"))
    }
}
