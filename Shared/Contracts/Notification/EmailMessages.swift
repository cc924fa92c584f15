// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// E-mail. Services ask for a template; what is secret in it travels sealed and is blanked once sent.

/// Asks for an e-mail.
public struct SendEmail: Instruction {
    public static let name: MessageName = "notification.send-email.v1"
    public static let senders: Senders = [.identity, .compliance]
    public static let personal: [PersonalField] = [
        .subject("recipient"), .name("recipientName"), .text("values.*"), .secret("sealed"),
    ]

    /// Its id, and so its Message-ID.
    public var email: UUID
    public var template: String
    /// The address.
    public var recipient: String
    public var recipientName: String
    /// The case or account it concerns.
    public var about: UUID?
    /// What the template fills in.
    public var values: [String: String]
    /// A JSON object of further values, sealed for `notification`, in Base64.
    public var sealed: String?

    public init(
        email: UUID, template: String, recipient: String, recipientName: String, about: UUID? = nil,
        values: [String: String], sealed: String? = nil
    ) {
        self.email = email
        self.template = template
        self.recipient = recipient
        self.recipientName = recipientName
        self.about = about
        self.values = values
        self.sealed = sealed
    }
}

/// What became of an attempt to send; from the delivery loop.
public struct RecordDelivery: Instruction {
    public static let name: MessageName = "notification.record-delivery.v1"
    public static let senders: Senders = [.notification]
    public static let personal: [PersonalField] = [.text("outcome.*.reason")]

    public var email: UUID
    public var attempt: Int
    public var outcome: DeliveryOutcome

    public init(email: UUID, attempt: Int, outcome: DeliveryOutcome) {
        self.email = email
        self.attempt = attempt
        self.outcome = outcome
    }
}

/// An e-mail is to be sent.
public struct EmailRequested: Fact {
    public static let name: MessageName = "notification.email-requested.v1"
    public static let personal: [PersonalField] = SendEmail.personal

    public var email: UUID
    public var template: String
    public var recipient: String
    public var recipientName: String
    public var about: UUID?
    public var values: [String: String]
    public var sealed: String?

    public init(
        email: UUID, template: String, recipient: String, recipientName: String, about: UUID? = nil,
        values: [String: String], sealed: String? = nil
    ) {
        self.email = email
        self.template = template
        self.recipient = recipient
        self.recipientName = recipientName
        self.about = about
        self.values = values
        self.sealed = sealed
    }
}

/// The mail server took it.
public struct EmailSent: Fact {
    public static let name: MessageName = "notification.email-sent.v1"

    public var email: UUID
    public var template: String
    public var about: UUID?

    public init(email: UUID, template: String, about: UUID? = nil) {
        self.email = email
        self.template = template
        self.about = about
    }
}

/// It will be tried again.
public struct EmailDeferred: Fact {
    public static let name: MessageName = "notification.email-deferred.v1"
    public static let personal: [PersonalField] = [.text("reason")]

    public var email: UUID
    public var attempt: Int
    public var reason: String
    public var nextAttempt: Date

    public init(email: UUID, attempt: Int, reason: String, nextAttempt: Date) {
        self.email = email
        self.attempt = attempt
        self.reason = reason
        self.nextAttempt = nextAttempt
    }
}

/// It will not be tried again.
public struct EmailFailed: Fact {
    public static let name: MessageName = "notification.email-failed.v1"
    public static let personal: [PersonalField] = [.text("reason")]

    public var email: UUID
    public var template: String
    public var about: UUID?
    public var reason: String

    public init(email: UUID, template: String, about: UUID? = nil, reason: String) {
        self.email = email
        self.template = template
        self.about = about
        self.reason = reason
    }
}

/// An e-mail was given up, as whoever asked for it is told: what the mail server said stays here.
public struct EmailUndelivered: Fact {
    public static let name: MessageName = "notification.email-undelivered.v1"
    public static let audience: Audience = .everyone

    public var email: UUID
    public var template: String
    /// The case or account that it concerned.
    public var about: UUID

    public init(email: UUID, template: String, about: UUID) {
        self.email = email
        self.template = template
        self.about = about
    }
}

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

/// An e-mail in a list.
public struct EmailSummary: Codable, Sendable, Equatable {
    public var email: UUID
    public var template: String
    public var subjectLine: String
    public var recipient: String
    public var recipientName: String
    /// `waiting`, `sent` or `failed`.
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

/// What became of one attempt to send.
public enum DeliveryOutcome: Codable, Sendable, Equatable {
    case sent
    case tryLater(reason: String)
    case never(reason: String)
    /// The connection broke after the text and before the server's word: it may or may not have arrived.
    case inDoubt(reason: String)
}
