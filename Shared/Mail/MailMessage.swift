// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date

/// One e-mail: who, what, and how it names itself. `rendered()` makes the bytes.
public struct MailMessage: Sendable {
    /// One header line beyond those that the message writes itself, such as `Auto-Submitted: auto-generated`.
    public typealias Header = (name: String, value: String)

    public var from: Mailbox
    public var to: [Mailbox]
    public var copies: [Mailbox]
    public var subject: String
    /// The plain text. Lines may end in any way and be of any length.
    public var text: String
    /// The same as HTML; without it the message is plain text only.
    public var html: String?
    /// `something@domain`, unique for ever, with or without angle brackets. The same id renders the same bytes.
    public var messageID: String
    public var date: Date
    public var headers: [Header]
    /// Where bounces go, if not to `from`.
    public var bounceAddress: String?

    public init(
        from: Mailbox, to: [Mailbox], copies: [Mailbox] = [], subject: String, text: String, html: String? = nil,
        messageID: String, date: Date, headers: [Header] = [], bounceAddress: String? = nil
    ) {
        self.from = from
        self.to = to
        self.copies = copies
        self.subject = subject
        self.text = text
        self.html = html
        self.messageID = messageID
        self.date = date
        self.headers = headers
        self.bounceAddress = bounceAddress
    }

    /// Who receives it, each once.
    var recipients: [String] {
        var seen: Set<String> = []
        return (to + copies).map(\.address).filter { seen.insert($0).inserted }
    }
}
