// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What happened to a case.

/// An organisation’s statement of compliance is under way.
public struct CaseOpened: Fact {
    public static let name: MessageName = "compliance.case-opened.v2"

    public var subject: CaseSubject
    /// The version of the requirements that applies, for all of the case.
    public var requirementSet: String

    public init(subject: CaseSubject, requirementSet: String) {
        self.subject = subject
        self.requirementSet = requirementSet
    }
}

/// What comes before a gate is done: it is its turn.
public struct GateOpened: Fact {
    public static let name: MessageName = "compliance.gate-opened.v1"

    public var caseID: UUID
    public var gate: GateKind

    public init(caseID: UUID, gate: GateKind) {
        self.caseID = caseID
        self.gate = gate
    }
}

/// A gate stands otherwise now.
public struct GateMoved: Fact {
    public static let name: MessageName = "compliance.gate-moved.v1"

    public var caseID: UUID
    public var gate: GateKind
    public var standing: GateStanding
    /// Key requirements below level 2, of a submitted assessment.
    public var findings: [String]
    /// Of the submitted assessment, in hexadecimal.
    public var digest: String?

    public init(caseID: UUID, gate: GateKind, standing: GateStanding, findings: [String] = [], digest: String? = nil) {
        self.caseID = caseID
        self.gate = gate
        self.standing = standing
        self.findings = findings
        self.digest = digest
    }
}

/// An e-mail about the case to the organisation's contact did not arrive, and will not. IMP-09
public struct ContactNotReached: Fact {
    public static let name: MessageName = "compliance.contact-not-reached.v1"

    public var caseID: UUID
    public var email: UUID
    /// Which e-mail it was.
    public var template: String

    public init(caseID: UUID, email: UUID, template: String) {
        self.caseID = caseID
        self.email = email
        self.template = template
    }
}
