// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date
import struct Foundation.UUID

/// What an account's holder is told of by e-mail, as they have chosen: at once, once a day or never.
struct WorkNotices: Codable, Sendable, Equatable {
    /// The link that ends these e-mails: one for all of them, so that it works in an old one too.
    struct Link: Codable, Sendable, Equatable {
        var digest: String
        /// The token, legible to `notification` only.
        var sealed: String?
    }

    private(set) var choice = WorkEmail.atOnce
    var link: Link?
    /// What goes out with the next e-mail, oldest first.
    private(set) var waiting: [Notice] = []
    /// How many more there are than are kept.
    private(set) var more = 0
    /// Those told of last: the same one again is one.
    private(set) var known: [UUID] = []
    /// When something of a queue was last sent, for an hour.
    private(set) var sent: [String: Date] = [:]

    static let mostWaiting = 200
    static let mostKnown = 50
    /// How long a queue is quiet after an e-mail about it, in seconds.
    static let pause: Double = 3_600
    /// When the e-mail of those who want one a day goes out, in the United Kingdom.
    static let hour = 8

    func knows(_ notice: UUID) -> Bool { known.contains(notice) || waiting.contains { $0.notice == notice } }

    /// When something that comes at a time goes out with others; nil when it goes at once.
    func due(_ notice: Notice, at time: Date) -> Date? {
        if notice.always == true { return nil }
        if choice == .daily { return UKTime.next(hour: Self.hour, after: time) }
        guard let end = notice.queue.flatMap({ sent[$0] })?.addingTimeInterval(Self.pause), time < end else {
            return nil
        }
        return end
    }

    mutating func choose(_ choice: WorkEmail) {
        // Whoever was forwarded an old e-mail ends those that are wanted again no second time.
        if self.choice == .never { link = nil }
        self.choice = choice
        if choice == .never { drop() }
    }

    mutating func take(_ fact: AccountNotified) {
        known = (known + [fact.notice.notice]).suffix(Self.mostKnown)
        guard fact.isGathered else { return note([fact.notice], at: fact.time) }
        if waiting.count < Self.mostWaiting { waiting.append(fact.notice) } else { more += 1 }
    }

    mutating func send(_ fact: NoticesSent) {
        note(fact.notices, at: fact.time)
        drop()
    }

    /// Nobody is there to read it.
    mutating func drop() {
        waiting = []
        more = 0
    }

    private mutating func note(_ notices: [Notice], at time: Date) {
        sent = sent.filter { $0.value.addingTimeInterval(Self.pause) > time }
        for notice in notices { if let queue = notice.queue { sent[queue] = time } }
    }
}
