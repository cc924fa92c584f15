// SPDX-License-Identifier: Apache-2.0

/// Asks a service for what happened of one type before somebody began to listen to it: `registry.read-facts.v1`. Every
/// engine answers it under the name of its own service, and answers services only.
public struct ReadFacts<Keeper: HistoryKeeper>: Query {
    public static var name: MessageName { ReadFactsName.of(Keeper.service) }
    public static var senders: Senders { [.identity, .registry, .compliance, .notification] }
    public typealias Answer = FactPage

    /// A type of fact that the service publishes. What it has recorded as an older type comes in the form of this one.
    public var type: String
    /// Where the page before ended; 0 for the first.
    public var after: Int64

    public init(type: MessageName, after: Int64 = 0) {
        self.type = type.text
        self.after = after
    }
}

/// Some facts of one type, in the order in which they were recorded.
public struct FactPage: Codable, Sendable, Equatable {
    /// Each as it was published, envelope and all.
    public var facts: [String]
    /// Where the next page begins; it may hold nothing.
    public var next: Int64
    /// True when whatever comes after it was, or will be, published after the question was asked.
    public var isLast: Bool

    public init(facts: [String], next: Int64, isLast: Bool) {
        self.facts = facts
        self.next = next
        self.isLast = isLast
    }
}

/// A name that is made and not written, like that of `VerifyHistory`.
public enum ReadFactsName {
    public static func of(_ service: String) -> MessageName { MessageName(stringLiteral: "\(service).read-facts.v1") }
}
