// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What can be asked about tickets.

/// Tickets: those that the actor answers, or their own. Those that wait for an answer come first, and of these whoever has
/// waited longest. ISG-16
public struct ListTickets: Query {
    public static let name: MessageName = "registry.list-tickets.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Page<TicketSummary>

    public var after: String?
    /// Those that the actor has raised.
    public var own: Bool

    public init(after: String? = nil, own: Bool) {
        self.after = after
        self.own = own
    }
}

/// A ticket in a list.
public struct TicketSummary: Codable, Sendable, Equatable {
    public enum Standing: String, Codable, Sendable, CaseIterable {
        /// Awaiting response.
        case waiting
        case answered
        case resolved
    }

    public var ticket: UUID
    public var organisationName: String
    public var subject: String
    public var standing: Standing
    /// Central Admin answers it.
    public var isCentral: Bool
    /// Since when it waits, or when something last happened to it.
    public var since: Date

    public init(
        ticket: UUID, organisationName: String, subject: String, standing: Standing, isCentral: Bool, since: Date
    ) {
        self.ticket = ticket
        self.organisationName = organisationName
        self.subject = subject
        self.standing = standing
        self.isCentral = isCentral
        self.since = since
    }
}

/// A ticket with all that was written in it, for its requester and those who answer it.
public struct DescribeTicket: Query {
    public static let name: MessageName = "registry.describe-ticket.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = TicketDetails

    public var ticket: UUID

    public init(ticket: UUID) {
        self.ticket = ticket
    }
}

/// A ticket.
public struct TicketDetails: Codable, Sendable, Equatable {
    /// Something that was written in it, or done with it.
    public struct Entry: Codable, Sendable, Equatable {
        public enum Kind: String, Codable, Sendable, CaseIterable {
            case raised, answered, escalated, resolved, reopened
        }

        public var kind: Kind
        public var account: UUID
        public var voice: TicketVoice
        /// Empty of one that was resolved.
        public var text: String
        public var time: Date

        public init(kind: Kind, account: UUID, voice: TicketVoice, text: String, time: Date) {
            self.kind = kind
            self.account = account
            self.voice = voice
            self.text = text
            self.time = time
        }
    }

    public var summary: TicketSummary
    public var organisation: UUID
    /// Whose Super Administrators answer it, and what it is called; nil when the organisation had none.
    public var group: UUID?
    public var groupTitle: String?
    public var page: String?
    /// Oldest first.
    public var entries: [Entry]
    /// Until when its requester can reopen it; nil unless it is resolved.
    public var reopening: Date?
    public var may: Permissions<RegistryPermission>

    public init(
        summary: TicketSummary, organisation: UUID, group: UUID? = nil, groupTitle: String? = nil, page: String? = nil,
        entries: [Entry], reopening: Date? = nil, may: Permissions<RegistryPermission>
    ) {
        self.summary = summary
        self.organisation = organisation
        self.group = group
        self.groupTitle = groupTitle
        self.page = page
        self.entries = entries
        self.reopening = reopening
        self.may = may
    }

    public func allows(_ permission: RegistryPermission) -> Bool { may.contains(permission) }
}
