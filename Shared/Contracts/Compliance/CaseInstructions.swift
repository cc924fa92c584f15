// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What the parts of a case ask of it.

/// Begins a case; from a statement that needs one.
public struct OpenCase: Instruction {
    public static let name: MessageName = "compliance.open-case.v1"
    public static let senders: Senders = [.compliance]

    public var subject: CaseSubject
    public var requirementSet: String

    public init(subject: CaseSubject, requirementSet: String) {
        self.subject = subject
        self.requirementSet = requirementSet
    }
}

/// Says how a gate stands; from the part that it is about.
public struct MoveGate: Instruction {
    public static let name: MessageName = "compliance.move-gate.v1"
    public static let senders: Senders = [.compliance]

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
