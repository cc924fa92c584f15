// SPDX-License-Identifier: Apache-2.0

/// Something that a case needs before it is complete.
public enum GateKind: String, Codable, Sendable, CaseIterable {
    /// An ODS code, and with it the host.
    case code = "ods-code"
    /// Signatory and contact.
    case contacts
    case assessment
    case plan
    case declaration
}

/// Where a gate stands.
public enum GateStanding: String, Codable, Sendable, CaseIterable {
    /// What comes before it is not done.
    case closed
    /// Its owner has something to do.
    case open
    /// Somebody else has: a reviewer.
    case waiting
    /// It cannot go on by itself: an e-mail did not arrive.
    case stuck
    case met
}

/// Who has to see to a gate.
public enum GateOwner: String, Codable, Sendable, CaseIterable {
    case practice, host, signatory
}

/// A gate of a case, as the rules have it.
public struct CaseGate: Codable, Sendable, Equatable {
    public var kind: GateKind
    public var standing: GateStanding
    /// Who has to see to it now.
    public var owner: GateOwner
    /// The gates before it that are not met.
    public var waitsFor: [GateKind]
    /// The rule that it comes from: `SOC-029`.
    public var because: String

    public init(kind: GateKind, standing: GateStanding, owner: GateOwner, waitsFor: [GateKind], because: String) {
        self.kind = kind
        self.standing = standing
        self.owner = owner
        self.waitsFor = waitsFor
        self.because = because
    }
}
