// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// E-mail. Services ask for a template; what is secret in it travels sealed and is blanked once sent.

/// Asks for an e-mail.
public struct SendEmail: Instruction {
    public static let name: MessageName = "notification.send-email.v1"
    public static let senders: Senders = [.identity, .registry, .compliance]
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
    /// After this it is not worth sending: the link or the code in it has expired.
    public var usefulUntil: Date?

    public init(
        email: UUID, template: String, recipient: String, recipientName: String, about: UUID? = nil,
        values: [String: String], sealed: String? = nil, usefulUntil: Date? = nil
    ) {
        self.email = email
        self.template = template
        self.recipient = recipient
        self.recipientName = recipientName
        self.about = about
        self.values = values
        self.sealed = sealed
        self.usefulUntil = usefulUntil
    }
}

/// What became of an attempt to send; from the delivery loop.
public struct RecordDelivery: Instruction {
    public static let name: MessageName = "notification.record-delivery.v1"
    public static let senders: Senders = [.notification]
    public static let personal: [PersonalField] = [
        .text("outcome.*.reason"), .text("outcome.*.reply"), .text("content"),
    ]

    public var email: UUID
    public var attempt: Int
    public var outcome: DeliveryOutcome
    /// The mail server that was asked, as a URL; nil when none was.
    public var server: String?
    /// The text that was handed in, with everything secret blanked; nil when none was.
    public var content: String?

    public init(
        email: UUID, attempt: Int, outcome: DeliveryOutcome, server: String? = nil, content: String? = nil
    ) {
        self.email = email
        self.attempt = attempt
        self.outcome = outcome
        self.server = server
        self.content = content
    }
}

/// A mail system on the way sent an e-mail back after our own mail server had taken it (RFC 3464); from the loop that
/// reads such reports. IMP-09
public struct RecordBounce: Instruction {
    public static let name: MessageName = "notification.record-bounce.v1"
    public static let senders: Senders = [.notification]
    public static let personal: [PersonalField] = [.text("reason")]

    public var email: UUID
    /// The address will not take e-mails later either.
    public var isFinal: Bool
    /// What the other mail system said.
    public var reason: String

    public init(email: UUID, isFinal: Bool, reason: String) {
        self.email = email
        self.isFinal = isFinal
        self.reason = reason
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
    /// When it is given up; nil in e-mails from before there was such an end.
    public var end: Date?

    public init(
        email: UUID, template: String, recipient: String, recipientName: String, about: UUID? = nil,
        values: [String: String], sealed: String? = nil, end: Date? = nil
    ) {
        self.email = email
        self.template = template
        self.recipient = recipient
        self.recipientName = recipientName
        self.about = about
        self.values = values
        self.sealed = sealed
        self.end = end
    }
}

/// The mail server took it.
public struct EmailSent: Fact {
    public static let name: MessageName = "notification.email-sent.v1"
    public static let personal: [PersonalField] = [.text("reply"), .text("content")]

    public var email: UUID
    public var template: String
    public var about: UUID?
    /// What the mail server said to it.
    public var reply: String?
    /// Which server that was, as a URL.
    public var server: String?
    /// The text as it was sent, with everything secret blanked.
    public var content: String?

    public init(
        email: UUID, template: String, about: UUID? = nil, reply: String? = nil, server: String? = nil,
        content: String? = nil
    ) {
        self.email = email
        self.template = template
        self.about = about
        self.reply = reply
        self.server = server
        self.content = content
    }
}

/// It came back after it had been sent. IMP-09
public struct EmailBounced: Fact {
    public static let name: MessageName = "notification.email-bounced.v1"
    public static let personal: [PersonalField] = [.text("reason")]

    public var email: UUID
    public var template: String
    public var about: UUID?
    /// The address will not take e-mails later either.
    public var isFinal: Bool
    public var reason: String

    public init(email: UUID, template: String, about: UUID? = nil, isFinal: Bool, reason: String) {
        self.email = email
        self.template = template
        self.about = about
        self.isFinal = isFinal
        self.reason = reason
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
    /// Whether it may have arrived all the same: the connection broke after the text and before the server's word.
    public var isInDoubt: Bool?
    /// The mail server that was asked, as a URL.
    public var server: String?

    public init(
        email: UUID, attempt: Int, reason: String, nextAttempt: Date, isInDoubt: Bool? = nil, server: String? = nil
    ) {
        self.email = email
        self.attempt = attempt
        self.reason = reason
        self.nextAttempt = nextAttempt
        self.isInDoubt = isInDoubt
        self.server = server
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

/// What became of one attempt to send.
public enum DeliveryOutcome: Codable, Sendable, Equatable {
    /// The mail server took charge of it.
    case sent(reply: String)
    /// The mail server does not take this e-mail now, and may later.
    case tryLater(reason: String)
    /// There is no mail server that would take any e-mail now.
    case unavailable(reason: String)
    case never(reason: String)
    /// The connection broke after the text and before the server's word: it may or may not have arrived.
    case inDoubt(reason: String)
    /// Nobody was asked: its end had come before its turn.
    case expired
}
