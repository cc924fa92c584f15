// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// What is asked about e-mails.

/// Every e-mail about a subject, newest first.
public struct ListEmails: Query {
    public static let name: MessageName = "notification.list-emails.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Page<EmailSummary>

    public var about: UUID
    public var after: String?

    public init(about: UUID, after: String? = nil) {
        self.about = about
        self.after = after
    }
}

/// One e-mail whole: what was written, and what was said to each attempt.
public struct ReadEmail: Query {
    public static let name: MessageName = "notification.read-email.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = EmailDetails

    public var email: UUID

    public init(email: UUID) {
        self.email = email
    }
}

/// One e-mail, whole.
public struct EmailDetails: Codable, Sendable, Equatable {
    /// Something that became of an e-mail.
    public struct Attempt: Codable, Sendable, Equatable {
        /// `sent`, `put-off`, `in-doubt`, `failed` or `bounced`.
        public var outcome: String
        public var at: Date
        /// What the mail server said, or why there was none to say something.
        public var words: String?

        public init(outcome: String, at: Date, words: String? = nil) {
            self.outcome = outcome
            self.at = at
            self.words = words
        }
    }

    public var summary: EmailSummary
    /// What it is about; nil when nothing.
    public var about: UUID?
    /// The text as it was sent, with everything secret blanked; nil before.
    public var content: String?
    /// The newest attempts, newest first.
    public var attempts: [Attempt]

    public init(summary: EmailSummary, about: UUID? = nil, content: String? = nil, attempts: [Attempt]) {
        self.summary = summary
        self.about = about
        self.content = content
        self.attempts = attempts
    }
}

/// Every kind of e-mail as people get it, filled in with the longest and oddest values that there may be.
public struct PreviewEmails: Query {
    public static let name: MessageName = "notification.preview-emails.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = [EmailPreview]

    public init() {}
}

/// One kind of e-mail.
public struct EmailPreview: Codable, Sendable, Equatable {
    public var template: String
    /// The version of the wording: the first digits of the digest of its templates.
    public var version: String
    public var subjectLine: String
    public var text: String
    public var html: String

    public init(template: String, version: String, subjectLine: String, text: String, html: String) {
        self.template = template
        self.version = version
        self.subjectLine = subjectLine
        self.text = text
        self.html = html
    }
}

/// Whether e-mails to an address come back, as far as the newest of them tells.
public struct ReadMailbox: Query {
    public static let name: MessageName = "notification.read-mailbox.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = MailboxStanding

    public var address: String

    public init(address: String) {
        self.address = address
    }
}

/// How an address takes e-mails.
public struct MailboxStanding: Codable, Sendable, Equatable {
    /// Since when the newest e-mail is known not to have arrived; nil when it was taken, or none was sent.
    public var unreachableSince: Date?
    /// What the mail server said.
    public var reason: String?

    public init(unreachableSince: Date? = nil, reason: String? = nil) {
        self.unreachableSince = unreachableSince
        self.reason = reason
    }
}

/// An e-mail in a list.
public struct EmailSummary: Codable, Sendable, Equatable {
    public var email: UUID
    public var template: String
    public var subjectLine: String
    public var recipient: String
    public var recipientName: String
    /// `waiting`, `sent`, `failed` or `bounced`.
    public var standing: String
    public var requested: Date
    public var sent: Date?
    public var attempts: Int
    public var reason: String?

    public init(
        email: UUID, template: String, subjectLine: String, recipient: String, recipientName: String, standing: String,
        requested: Date, sent: Date? = nil, attempts: Int, reason: String? = nil
    ) {
        self.email = email
        self.template = template
        self.subjectLine = subjectLine
        self.recipient = recipient
        self.recipientName = recipientName
        self.standing = standing
        self.requested = requested
        self.sent = sent
        self.attempts = attempts
        self.reason = reason
    }
}
