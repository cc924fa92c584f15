// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
public import struct Foundation.UUID

/// How the id of a case follows from its organisation: a registration that is heard of twice opens one case.
public enum CaseID {
    /// The case of an organisation's statement of compliance.
    public static func of(organisation: UUID) -> UUID {
        Identifier.derived(from: SHA256.digest("attest.case/igsoc/\(organisation.uuidString.lowercased())"))
    }
}
