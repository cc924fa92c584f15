// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What was said between us and an SMTP server, as far as the result depends on it.
struct Conversation {
    struct Reply: Equatable {
        let code: Int
        let text: String
    }

    private enum Step { case opening, sender, recipient, content }

    private var step = Step.opening
    private var greeted = false
    private var quitting = false
    private var lines: [String] = []
    /// The complete reply to the last thing that we sent.
    private(set) var reply: Reply?
    /// Whether the last byte of the message has been handed over.
    private(set) var contentEnded = false

    /// A line that we sent. Only its verb is looked at: other lines hold the password, which may look like one.
    mutating func sends(_ line: String) {
        switch line.prefix(4).uppercased() {
        case "EHLO", "HELO":
            step = .opening
            greeted = true
        case "STAR", "AUTH": step = .opening
        case "MAIL" where line.contains(":"): step = .sender
        case "RCPT" where line.contains(":"): step = .recipient
        case "DATA" where step == .recipient: step = .content
        case "QUIT": quitting = true
        default: break
        }
        if !quitting { forgetReply() }
    }

    mutating func endsContent() {
        contentEnded = true
        forgetReply()
    }

    /// A line that the server sent.
    mutating func receives(_ line: String) {
        let line = line.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !quitting, let code = Int(line.prefix(3)) else { return }
        lines.append(String(line.dropFirst(4)))
        guard line.dropFirst(3).first != "-" else { return }
        reply = Reply(code: code, text: "\(code) \(lines.joined(separator: " "))")
        lines = []
    }

    private mutating func forgetReply() {
        lines = []
        reply = nil
    }

    /// Whether it went on over a connection from before, which may simply have gone stale: a fresh one deserves a try.
    var mayHaveGoneStale: Bool {
        step != .opening && !greeted && !contentEnded && (reply == nil || reply?.code == 421)
    }

    /// - Parameters:
    ///   - succeeded: what libcurl made of it.
    ///   - failure: libcurl's own words, for when the server said nothing.
    func result(succeeded: Bool, failure: String) -> MailResult {
        if let reply {
            if succeeded || (contentEnded && reply.code / 100 == 2) { return .sent(reply: reply.text) }
            if reply.code >= 400 {
                guard isAboutMessage(reply) else { return .unavailable(code: reply.code, reason: reply.text) }
                return reply.code / 100 == 5
                    ? .never(code: reply.code, reason: reply.text) : .tryLater(code: reply.code, reason: reply.text)
            }
        }
        if succeeded { return .sent(reply: "") }
        if contentEnded { return .inDoubt(reason: failure) }
        // A server that hangs up at one message again and again must not keep the others waiting.
        return step == .opening ? .unavailable(code: nil, reason: failure) : .tryLater(code: nil, reason: failure)
    }

    /// Whether a refusal is of this message and not of whoever hands it in: that is for time or an operator to mend, and
    /// the message waits for it, or goes by another server.
    ///
    /// 421 is a server that takes its leave (RFC 5321 §3.8); 530, 534, 535 and 538 ask for TLS or a login (RFC 4954 §6);
    /// 502 to 504 do not know what we say, our own name above all. To a recipient or a sender, "relay" and "client host"
    /// speak of us, whatever the code.
    private func isAboutMessage(_ reply: Reply) -> Bool {
        if step == .opening || [421, 502, 503, 504, 530, 534, 535, 538].contains(reply.code) { return false }
        guard step != .content else { return true }
        // Servers quote whom the message is for, who may be called anything.
        let words = redacted(reply.text, recipients: []).lowercased()
        return !["relay", "client host", "helo", "ehlo", "your ip", "blocklist", "blacklist"].contains {
            words.contains($0)
        }
    }
}
