// SPDX-License-Identifier: Apache-2.0

import CGMime

/// A report of a mail system about a message that it could not deliver (RFC 3464), read by GMime.
public struct DeliveryReport: Sendable, Equatable {
    /// What became of one recipient.
    public struct Recipient: Sendable, Equatable {
        /// The address; empty when the report has none.
        public var address: String
        /// `failed`, `delayed`, `delivered`, `relayed` or `expanded`.
        public var action: String
        /// Three numbers, such as `5.1.1` (RFC 3463).
        public var status: String
        /// What the other server said, or the status where it said nothing; without anybody's address.
        public var reason: String

        /// It was not delivered and will not be by itself.
        public var isFailed: Bool { action == "failed" }
        /// The address will not take it later either. A full mailbox, which some call final, may.
        public var isFinal: Bool { isFailed && status.hasPrefix("5.") && status != "5.2.2" }
    }

    /// Whom the report itself is to: with an address of its own for each message, that says which one it is about.
    public var recipients: [String]
    /// The Message-ID of what was not delivered, without brackets; nil when the report does not hold it.
    public var messageID: String?
    public var outcomes: [Recipient]

    // GMime asks to be set up once a process.
    private static let isSetUp: Void = g_mime_init()

    /// - Parameter bytes: a whole message, as it stands in a mailbox.
    /// - Returns: nil when it is not a message, or no such report: a note of absence, or whatever else people send.
    public init?(_ bytes: [UInt8]) {
        Self.isSetUp
        let reading = Reading()
        let context = Unmanaged.passUnretained(reading).toOpaque()
        let isMessage = bytes.withUnsafeBytes { buffer in
            mime_read(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, context, takeHeader, takePart)
        }
        guard isMessage != 0, !reading.outcomes.isEmpty else { return nil }
        recipients = reading.recipients
        messageID = reading.messageID
        outcomes = reading.outcomes
    }
}

/// What is found while GMime walks through a message.
private final class Reading {
    var recipients: [String] = []
    var messageID: String?
    var outcomes: [DeliveryReport.Recipient] = []

    func take(header name: String, _ value: String) {
        guard ["to", "delivered-to", "x-original-to", "x-envelope-to"].contains(name.lowercased()) else { return }
        // No header of a report is long, and looking through one takes its length squared.
        recipients += value.prefix(2_000).matches(of: #/[^\s<>,;:"()\[\]]+@[^\s<>,;:"()\[\]]+/#).map {
            String($0.output)
        }
    }

    func take(part type: String, _ content: [UInt8]) {
        let text = String(decoding: content, as: UTF8.self)
        switch type.lowercased() {
        case "message/delivery-status", "message/global-delivery-status":
            outcomes += Self.groups(text).compactMap(Self.outcome)
        case "message/rfc822": messageID = messageID ?? Self.bare(text)
        case "text/rfc822-headers", "message/global-headers":
            messageID = messageID ?? Self.groups(text).first?["message-id"].map(Self.bare)
        default: break
        }
    }

    /// RFC 3464 §2.3; the first group is about the message as a whole and has no recipient.
    private static func outcome(_ fields: [String: String]) -> DeliveryReport.Recipient? {
        guard let action = fields["action"]?.lowercased().split(separator: " ").first.map(String.init) else {
            return nil
        }
        let address = value(fields["final-recipient"] ?? fields["original-recipient"] ?? "")
        let found = (fields["status"] ?? "").firstMatch(of: #/[245]\.\d{1,3}\.\d{1,3}/#)
        let status = found.map { String($0.output) } ?? (action == "failed" ? "5.0.0" : "4.0.0")
        let words = value(fields["diagnostic-code"] ?? "")
        return DeliveryReport.Recipient(
            address: address, action: action, status: status,
            reason: words.isEmpty ? status : redacted(words, recipients: [address]))
    }

    /// What stands after the type of a field: `rfc822; jo@example.nhs.uk`, `smtp; 550 5.1.1 No such user`.
    private static func value(_ field: String) -> String {
        let parts = field.split(separator: ";", maxSplits: 1)
        return String(parts.last ?? "").trimmingWhitespace()
    }

    private static func bare(_ identity: String) -> String {
        String(identity.trimmingWhitespace().drop { $0 == "<" }.prefix { $0 != ">" })
    }

    /// Groups of header fields, parted by empty lines; names in small letters, continued lines joined, the first of
    /// several alike.
    private static func groups(_ text: String) -> [[String: String]] {
        var groups: [[String: String]] = [[:]]
        var last: String?
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(1_000) {
            if line.allSatisfy(\.isWhitespace) {
                if groups.last?.isEmpty == false { groups.append([:]) }
                last = nil
            } else if line.first?.isWhitespace == true {
                if let last { groups[groups.count - 1][last, default: ""] += " " + String(line).trimmingWhitespace() }
            } else if let colon = line.firstIndex(of: ":") {
                let name = line[..<colon].lowercased().trimmingWhitespace()
                let isNew = groups[groups.count - 1][name] == nil
                last = isNew ? name : nil
                if isNew {
                    groups[groups.count - 1][name] = String(line[line.index(after: colon)...]).trimmingWhitespace()
                }
            }
        }
        return groups.filter { !$0.isEmpty }
    }
}

extension StringProtocol {
    fileprivate func trimmingWhitespace() -> String {
        let head = drop(while: \.isWhitespace)
        return String(head[..<(head.lastIndex { !$0.isWhitespace }.map { head.index(after: $0) } ?? head.startIndex)])
    }
}

private let takeHeader: mime_header = { context, name, value in
    guard let context, let name, let value else { return }
    Unmanaged<Reading>.fromOpaque(context).takeUnretainedValue()
        .take(header: String(cString: name), String(cString: value))
}

private let takePart: mime_part = { context, type, content, length in
    guard let context, let type, let content else { return }
    Unmanaged<Reading>.fromOpaque(context).takeUnretainedValue()
        .take(part: String(cString: type), Array(UnsafeBufferPointer(start: content, count: length)))
}
