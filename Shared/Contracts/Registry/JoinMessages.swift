// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// Somebody asks to be let into an organisation that is registered already, and its administrators answer. IMP-08

/// What whoever has found that an organisation is here already is told of it.
public struct DescribeJoining: Query {
    public static let name: MessageName = "registry.describe-joining.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = JoiningDetails

    public var organisation: UUID

    public init(organisation: UUID) {
        self.organisation = organisation
    }
}

/// An organisation that one may ask to join.
public struct JoiningDetails: Codable, Sendable, Equatable {
    public var organisation: UUID
    public var organisationName: String
    /// Whoever asks belongs to it already.
    public var isMember: Bool
    /// When whoever asks has asked to join; nil of one who has not, or has an answer.
    public var asked: Date?

    public init(organisation: UUID, organisationName: String, isMember: Bool, asked: Date? = nil) {
        self.organisation = organisation
        self.organisationName = organisationName
        self.isMember = isMember
        self.asked = asked
    }
}

/// A request of one's own.
public struct OwnJoinRequest: Codable, Sendable, Equatable {
    public var request: UUID
    public var organisation: UUID
    public var organisationName: String
    public var note: String
    public var asked: Date

    public init(request: UUID, organisation: UUID, organisationName: String, note: String, asked: Date) {
        self.request = request
        self.organisation = organisation
        self.organisationName = organisationName
        self.note = note
        self.asked = asked
    }
}

/// Somebody who waits for an answer.
public struct WaitingRequest: Codable, Sendable, Equatable {
    public var request: UUID
    public var organisation: UUID
    public var organisationName: String
    public var account: UUID

    public init(request: UUID, organisation: UUID, organisationName: String, account: UUID) {
        self.request = request
        self.organisation = organisation
        self.organisationName = organisationName
        self.account = account
    }
}

/// Asks the administrators to be let in.
public struct AskToJoin: Instruction {
    public static let name: MessageName = "registry.ask-to-join.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("address"), .text("note"), .detail("note")]

    public var organisation: UUID
    public var request: UUID
    /// The address of whoever asks, as their session has it.
    public var address: String
    /// What the administrators are to know: 1,000 characters, or none.
    public var note: String

    public init(organisation: UUID, request: UUID, address: String, note: String) {
        self.organisation = organisation
        self.request = request
        self.address = address
        self.note = note
    }
}

/// Lets somebody in, or not.
public struct DecideJoining: Instruction {
    public static let name: MessageName = "registry.decide-joining.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.text("reason")]

    public var organisation: UUID
    public var request: UUID
    /// What they are to be there; none refuses.
    public var roles: [OrganisationRole]
    /// Why not: 1,000 characters; they read it.
    public var reason: String

    public init(organisation: UUID, request: UUID, roles: [OrganisationRole], reason: String) {
        self.organisation = organisation
        self.request = request
        self.roles = roles
        self.reason = reason
    }
}

/// Somebody asks to be let in.
public struct JoiningAsked: Fact, Equatable {
    public static let name: MessageName = "registry.joining-asked.v1"
    public static let personal: [PersonalField] = [.address("address"), .text("note"), .detail("note")]

    public var organisation: UUID
    public var organisationName: String
    public var request: UUID
    public var account: UUID
    public var address: String
    public var note: String
    public var time: Date

    public init(
        organisation: UUID, organisationName: String, request: UUID, account: UUID, address: String, note: String,
        time: Date
    ) {
        self.organisation = organisation
        self.organisationName = organisationName
        self.request = request
        self.account = account
        self.address = address
        self.note = note
        self.time = time
    }
}

/// Somebody was let in, or not.
public struct JoiningDecided: Fact, Equatable {
    public static let name: MessageName = "registry.joining-decided.v1"
    public static let personal: [PersonalField] = [
        .address("address"), .text("reason"), .detail("reason"),
    ]

    public var organisation: UUID
    public var request: UUID
    public var account: UUID
    public var address: String
    public var accepted: Bool
    /// Empty of a yes.
    public var reason: String
    public var time: Date

    public init(
        organisation: UUID, request: UUID, account: UUID, address: String, accepted: Bool, reason: String, time: Date
    ) {
        self.organisation = organisation
        self.request = request
        self.account = account
        self.address = address
        self.accepted = accepted
        self.reason = reason
        self.time = time
    }
}
