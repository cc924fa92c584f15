// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import struct Foundation.UUID

/// How the id of a statement follows from its organisation: a registration that is heard of twice begins one.
enum StatementID {
    static func of(organisation: UUID) -> UUID {
        Identifier.derived(from: SHA256.digest("attest.statement/igsoc/\(organisation.uuidString.lowercased())"))
    }
}
