// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// Somebody of an organisation asks for help. The Super Administrators of its group answer, or Central Admin where there is no
// group or where they cannot. ISG-14 to ISG-17

/// Asks for help, by a member of an organisation. ISG-15
public struct RaiseTicket: Instruction {
    public static let name: MessageName = "registry.raise-ticket.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [
        .address("address"), .text("subject"), .detail("subject"), .text("matter"), .detail("matter"),
    ]

    public var ticket: UUID
    public var organisation: UUID
    /// In a few words: 200 characters.
    public var subject: String
    /// 2,000 characters.
    public var matter: String
    /// The page that it is about, below the public address; nil of none.
    public var page: String?
    /// The address of whoever asks, as their session has it.
    public var address: String

    public init(
        ticket: UUID, organisation: UUID, subject: String, matter: String, page: String? = nil, address: String
    ) {
        self.ticket = ticket
        self.organisation = organisation
        self.subject = subject
        self.matter = matter
        self.page = page
        self.address = address
    }
}

/// Adds to a ticket: an answer, or what its requester has to say besides. ISG-16
public struct AnswerTicket: Instruction {
    public static let name: MessageName = "registry.answer-ticket.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("address"), .text("text"), .detail("text")]

    public var ticket: UUID
    /// 2,000 characters.
    public var text: String
    /// The address of whoever writes, as their session has it.
    public var address: String

    public init(ticket: UUID, text: String, address: String) {
        self.ticket = ticket
        self.text = text
        self.address = address
    }
}

/// Hands a ticket to Central Admin, by a Super Administrator who cannot resolve it. ISG-17
public struct EscalateTicket: Instruction {
    public static let name: MessageName = "registry.escalate-ticket.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("address"), .text("reason"), .detail("reason")]

    public var ticket: UUID
    /// Why: 1,000 characters; the requester reads it, too.
    public var reason: String
    /// The address of whoever writes, as their session has it.
    public var address: String

    public init(ticket: UUID, reason: String, address: String) {
        self.ticket = ticket
        self.reason = reason
        self.address = address
    }
}

/// Says that a ticket is done with.
public struct ResolveTicket: Instruction {
    public static let name: MessageName = "registry.resolve-ticket.v1"
    public static let senders: Senders = [.gateway]

    public var ticket: UUID

    public init(ticket: UUID) {
        self.ticket = ticket
    }
}

/// Says that a ticket is not done with after all, by its requester, for some weeks after it was resolved.
public struct ReopenTicket: Instruction {
    public static let name: MessageName = "registry.reopen-ticket.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("address"), .text("text"), .detail("text")]

    public var ticket: UUID
    /// What is still the matter: 2,000 characters.
    public var text: String
    /// The address of whoever writes, as their session has it.
    public var address: String

    public init(ticket: UUID, text: String, address: String) {
        self.ticket = ticket
        self.text = text
        self.address = address
    }
}

/// As whom somebody writes in a ticket.
public enum TicketVoice: String, Codable, Sendable, CaseIterable {
    case requester
    case superAdministrator = "super-administrator"
    case centralAdmin = "central-admin"
}

/// Somebody asks for help. ISG-15
public struct TicketRaised: Fact, Equatable {
    public static let name: MessageName = "registry.ticket-raised.v1"
    public static let personal: [PersonalField] = [
        .address("address"), .text("subject"), .detail("subject"), .text("matter"), .detail("matter"),
    ]

    public var ticket: UUID
    public var organisation: UUID
    public var organisationName: String
    /// Whose Super Administrators answer; nil when Central Admin does, since the organisation has no group.
    public var group: UUID?
    public var account: UUID
    public var address: String
    public var subject: String
    public var matter: String
    public var page: String?
    /// The Super Administrators who are told. None: Central Admin is.
    public var told: [UUID]
    public var time: Date

    public init(
        ticket: UUID, organisation: UUID, organisationName: String, group: UUID?, account: UUID, address: String,
        subject: String, matter: String, page: String?, told: [UUID], time: Date
    ) {
        self.ticket = ticket
        self.organisation = organisation
        self.organisationName = organisationName
        self.group = group
        self.account = account
        self.address = address
        self.subject = subject
        self.matter = matter
        self.page = page
        self.told = told
        self.time = time
    }
}

/// Somebody wrote in a ticket: the requester again, or whoever answers. ISG-16
public struct TicketAnswered: Fact, Equatable {
    public static let name: MessageName = "registry.ticket-answered.v1"
    public static let personal: [PersonalField] = [.address("address"), .text("text"), .detail("text")]

    public var ticket: UUID
    public var account: UUID
    public var voice: TicketVoice
    public var address: String
    public var text: String
    /// The Super Administrators who are told of a requester's words.
    public var told: [UUID]
    public var time: Date

    public init(
        ticket: UUID, account: UUID, voice: TicketVoice, address: String, text: String, told: [UUID], time: Date
    ) {
        self.ticket = ticket
        self.account = account
        self.voice = voice
        self.address = address
        self.text = text
        self.told = told
        self.time = time
    }
}

/// A ticket is with Central Admin now. ISG-17
public struct TicketEscalated: Fact, Equatable {
    public static let name: MessageName = "registry.ticket-escalated.v1"
    public static let personal: [PersonalField] = [.address("address"), .text("reason"), .detail("reason")]

    public var ticket: UUID
    public var account: UUID
    public var address: String
    public var reason: String
    /// The Super Administrators who are told.
    public var told: [UUID]
    public var time: Date

    public init(ticket: UUID, account: UUID, address: String, reason: String, told: [UUID], time: Date) {
        self.ticket = ticket
        self.account = account
        self.address = address
        self.reason = reason
        self.told = told
        self.time = time
    }
}

/// A ticket is done with.
public struct TicketResolved: Fact, Equatable {
    public static let name: MessageName = "registry.ticket-resolved.v1"

    public var ticket: UUID
    public var account: UUID
    public var voice: TicketVoice
    public var time: Date

    public init(ticket: UUID, account: UUID, voice: TicketVoice, time: Date) {
        self.ticket = ticket
        self.account = account
        self.voice = voice
        self.time = time
    }
}

/// A ticket is not done with after all.
public struct TicketReopened: Fact, Equatable {
    public static let name: MessageName = "registry.ticket-reopened.v1"
    public static let personal: [PersonalField] = [.address("address"), .text("text"), .detail("text")]

    public var ticket: UUID
    public var account: UUID
    public var address: String
    public var text: String
    /// The Super Administrators who are told.
    public var told: [UUID]
    public var time: Date

    public init(ticket: UUID, account: UUID, address: String, text: String, told: [UUID], time: Date) {
        self.ticket = ticket
        self.account = account
        self.address = address
        self.text = text
        self.told = told
        self.time = time
    }
}
