// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// Somebody is asked into an organisation by its administrators, and says yes or no. ISG-58, ISG-67, ISG-68

/// Asks somebody in, by e-mail.
public struct InvitePerson: Instruction {
    public static let name: MessageName = "registry.invite-person.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("email")]

    public var organisation: UUID
    public var invitation: UUID
    public var email: String
    /// What they are to be there; one at least.
    public var roles: [OrganisationRole]

    public init(organisation: UUID, invitation: UUID, email: String, roles: [OrganisationRole]) {
        self.organisation = organisation
        self.invitation = invitation
        self.email = email
        self.roles = roles
    }
}

/// Sends an invitation's e-mail once more, and lets it count from now on.
public struct SendInvitationAgain: Instruction {
    public static let name: MessageName = "registry.send-invitation-again.v1"
    public static let senders: Senders = [.gateway]

    public var organisation: UUID
    public var invitation: UUID

    public init(organisation: UUID, invitation: UUID) {
        self.organisation = organisation
        self.invitation = invitation
    }
}

/// The invitation is for another address: whoever has the old one cannot follow it any more. C-28
public struct CorrectInvitation: Instruction {
    public static let name: MessageName = "registry.correct-invitation.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("email")]

    public var organisation: UUID
    public var invitation: UUID
    public var email: String

    public init(organisation: UUID, invitation: UUID, email: String) {
        self.organisation = organisation
        self.invitation = invitation
        self.email = email
    }
}

/// Takes an invitation back.
public struct WithdrawInvitation: Instruction {
    public static let name: MessageName = "registry.withdraw-invitation.v1"
    public static let senders: Senders = [.gateway]

    public var organisation: UUID
    public var invitation: UUID

    public init(organisation: UUID, invitation: UUID) {
        self.organisation = organisation
        self.invitation = invitation
    }
}

/// Whoever has the invited address says yes, or no.
public struct AnswerInvitation: Instruction {
    public static let name: MessageName = "registry.answer-invitation.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("address")]

    public var organisation: UUID
    public var invitation: UUID
    public var accepted: Bool
    /// The address of whoever answers, as their session has it: they have shown that it is theirs.
    public var address: String

    public init(organisation: UUID, invitation: UUID, accepted: Bool, address: String) {
        self.organisation = organisation
        self.invitation = invitation
        self.accepted = accepted
        self.address = address
    }
}

/// Somebody is asked in.
public struct PersonInvited: Fact, Equatable {
    public static let name: MessageName = "registry.person-invited.v1"
    public static let personal: [PersonalField] = [.address("email")]

    public var organisation: UUID
    public var organisationName: String
    public var invitation: UUID
    public var email: String
    public var roles: [OrganisationRole]
    /// The member who asks; nil when Central Admin does.
    public var inviter: UUID?
    /// The e-mail that says so.
    public var message: UUID
    public var time: Date
    public var expires: Date

    public init(
        organisation: UUID, organisationName: String, invitation: UUID, email: String, roles: [OrganisationRole],
        inviter: UUID?, message: UUID, time: Date, expires: Date
    ) {
        self.organisation = organisation
        self.organisationName = organisationName
        self.invitation = invitation
        self.email = email
        self.roles = roles
        self.inviter = inviter
        self.message = message
        self.time = time
        self.expires = expires
    }
}

/// An invitation went out once more, to the address that it was for or to another one.
public struct InvitationSent: Fact, Equatable {
    public static let name: MessageName = "registry.invitation-sent.v1"
    public static let personal: [PersonalField] = [.address("email")]

    public var organisation: UUID
    public var invitation: UUID
    public var email: String
    /// The e-mail that says so.
    public var message: UUID
    public var time: Date
    public var expires: Date

    /// The Super Administrator who sent it for the organisation; nil when its own people did. ISG-08
    public var support: InvitationSupport?

    public init(
        organisation: UUID, invitation: UUID, email: String, message: UUID, time: Date, expires: Date,
        support: InvitationSupport? = nil
    ) {
        self.organisation = organisation
        self.invitation = invitation
        self.email = email
        self.message = message
        self.time = time
        self.expires = expires
        self.support = support
    }
}

/// The e-mail with an invitation did not arrive.
public struct InvitationUndelivered: Fact, Equatable {
    public static let name: MessageName = "registry.invitation-undelivered.v1"

    public var organisation: UUID
    public var invitation: UUID

    public init(organisation: UUID, invitation: UUID) {
        self.organisation = organisation
        self.invitation = invitation
    }
}

/// How an invitation came to an end.
public enum InvitationEnd: String, Codable, Sendable, CaseIterable {
    case accepted, declined, withdrawn
}

/// An invitation counts no more.
public struct InvitationEnded: Fact, Equatable {
    public static let name: MessageName = "registry.invitation-ended.v1"

    public var organisation: UUID
    public var invitation: UUID
    public var end: InvitationEnd

    public init(organisation: UUID, invitation: UUID, end: InvitationEnd) {
        self.organisation = organisation
        self.invitation = invitation
        self.end = end
    }
}

/// What does an invitation say? For whoever has signed in with the link of its e-mail.
public struct ReadInvitation: Query {
    public static let name: MessageName = "registry.read-invitation.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("address")]
    public typealias Answer = InvitationDetails

    public var invitation: UUID
    /// The address of whoever asks, as their session has it.
    public var address: String

    public init(invitation: UUID, address: String) {
        self.invitation = invitation
        self.address = address
    }
}

/// What an invitation says to whoever follows it.
public struct InvitationDetails: Codable, Sendable, Equatable {
    public enum Standing: String, Codable, Sendable, CaseIterable {
        /// It is the reader's, and can be answered.
        case open
        case expired
        /// It is for another address.
        case another
    }

    public var standing: Standing
    /// The invited address in part, for whoever has another one.
    public var masked: String?
    /// Nil unless it is the reader's.
    public var invitation: InvitationSummary?

    public init(standing: Standing, masked: String? = nil, invitation: InvitationSummary? = nil) {
        self.standing = standing
        self.masked = masked
        self.invitation = invitation
    }
}

/// The invitations that wait for whoever has this address.
public struct FindInvitations: Query {
    public static let name: MessageName = "registry.find-invitations.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("address")]
    public typealias Answer = [InvitationSummary]

    /// The address of whoever asks, as their session has it.
    public var address: String

    public init(address: String) {
        self.address = address
    }
}

/// An invitation, for whom it is for.
public struct InvitationSummary: Codable, Sendable, Equatable {
    public var invitation: UUID
    public var organisation: UUID
    public var organisationName: String
    public var roles: [OrganisationRole]
    public var expires: Date

    public init(
        invitation: UUID, organisation: UUID, organisationName: String, roles: [OrganisationRole], expires: Date
    ) {
        self.invitation = invitation
        self.organisation = organisation
        self.organisationName = organisationName
        self.roles = roles
        self.expires = expires
    }
}
