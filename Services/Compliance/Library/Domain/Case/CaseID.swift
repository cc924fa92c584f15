// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
public import struct Foundation.UUID

/// How the ids of a case and of its parts follow from each other: what is asked for twice is one.
public enum CaseID {
    /// The case of an organisation's statement of compliance.
    public static func of(organisation: UUID) -> UUID {
        Identifier.derived(from: SHA256.digest("attest.case/igsoc/\(organisation.uuidString.lowercased())"))
    }

    static func assessment(of caseID: UUID) -> UUID { part("assessment", of: caseID) }
    static func plan(of caseID: UUID) -> UUID { part("plan", of: caseID) }
    static func agreement(of caseID: UUID) -> UUID { part("agreement", of: caseID) }

    static func parts(of caseID: UUID) -> [UUID] {
        [caseID, assessment(of: caseID), plan(of: caseID), agreement(of: caseID)]
    }

    private static func part(_ name: String, of caseID: UUID) -> UUID {
        Identifier.derived(from: SHA256.digest("attest.case/\(name)/\(caseID.uuidString.lowercased())"))
    }
}
