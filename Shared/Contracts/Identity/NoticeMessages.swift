// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

// E-mails about work: who has to act or to know is told at once, once a day or never, as each person has chosen.

/// One thing to do or to know.
public struct Notice: Codable, Sendable, Equatable {
    /// The same one again is one.
    public var notice: UUID
    /// One line that says what happened: `The improvement plan of The Hedgerow Surgery waits for review`.
    public var subject: String
    /// Where to act, below the public address: `/reviews`.
    public var path: String
    /// What it is one of many of, like a team's work: of one queue at most one e-mail an hour goes out, and what comes
    /// meanwhile goes into the next. Nil for what is told by itself.
    public var queue: String?
    /// It comes whatever they have chosen: it changes what they may do, or who else may.
    public var always: Bool?

    public init(notice: UUID, subject: String, path: String, queue: String? = nil, always: Bool? = nil) {
        self.notice = notice
        self.subject = subject
        self.path = path
        self.queue = queue
        self.always = always
    }
}

/// Tells the holder of an account that there is something to do or to know. Nothing comes of it when the account cannot be
/// used, or its holder wants no e-mails about work.
public struct NotifyAccount: Instruction {
    public static let name: MessageName = "identity.notify-account.v1"
    public static let senders: Senders = [.registry, .identity]
    public static let personal: [PersonalField] = [.text("notice.subject")]

    public var account: UUID
    public var notice: Notice

    public init(_ account: UUID, _ notice: Notice) {
        self.account = account
        self.notice = notice
    }
}

/// Tells all who work for a review team, or are Central Admin. Who they are identity knows, and whose queue it is one of, unless
/// the notice says.
public struct NotifyTeam: Instruction {
    public static let name: MessageName = "identity.notify-team.v1"
    public static let senders: Senders = [.registry, .compliance, .identity]
    public static let personal: [PersonalField] = [.text("notice.subject")]

    public var team: String
    public var notice: Notice
    /// Whose members are not told: nobody reviews the work of their own organisation.
    public var organisation: UUID?

    public init(_ team: String, _ notice: Notice, organisation: UUID? = nil) {
        self.team = team
        self.notice = notice
        self.organisation = organisation
    }
}

/// Tells all who administer an organisation. Who they are identity knows.
public struct NotifyAdministrators: Instruction {
    public static let name: MessageName = "identity.notify-administrators.v1"
    public static let senders: Senders = [.registry, .compliance]
    public static let personal: [PersonalField] = [.text("notice.subject"), .address("besides.*")]

    public var organisation: UUID
    public var notice: Notice
    /// E-mail addresses whose holders have an e-mail about it already.
    public var besides: [String]

    public init(of organisation: UUID, _ notice: Notice, besides: [String] = []) {
        self.organisation = organisation
        self.notice = notice
        self.besides = besides
    }
}

/// Something is told to all whom it concerns, as they were found then.
public struct NoticePosted: Fact {
    public static let name: MessageName = "identity.notice-posted.v1"
    public static let personal: [PersonalField] = [.text("notice.subject")]

    public var notice: Notice
    public var accounts: [UUID]

    public init(notice: Notice, accounts: [UUID]) {
        self.notice = notice
        self.accounts = accounts
    }
}

/// The timer for what has gathered for an account's holder.
public struct SendNotices: Instruction {
    public static let name: MessageName = "identity.send-notices.v1"
    public static let senders: Senders = [.identity]

    public var account: UUID

    public init(account: UUID) {
        self.account = account
    }
}

/// The account's holder is told of something.
public struct AccountNotified: Fact {
    public static let name: MessageName = "identity.account-notified.v1"
    public static let personal: [PersonalField] = [.text("notice.subject")]

    public var account: UUID
    public var notice: Notice
    /// It goes out with others, later.
    public var isGathered: Bool
    public var time: Date

    public init(account: UUID, notice: Notice, isGathered: Bool, time: Date) {
        self.account = account
        self.notice = notice
        self.isGathered = isGathered
        self.time = time
    }
}

/// What had gathered for the account's holder went out in one e-mail.
public struct NoticesSent: Fact {
    public static let name: MessageName = "identity.notices-sent.v1"
    public static let personal: [PersonalField] = [.text("notices.*.subject")]

    public var account: UUID
    public var notices: [Notice]
    /// How many more there were than are kept.
    public var more: Int
    public var time: Date

    public init(account: UUID, notices: [Notice], more: Int, time: Date) {
        self.account = account
        self.notices = notices
        self.more = more
        self.time = time
    }
}
