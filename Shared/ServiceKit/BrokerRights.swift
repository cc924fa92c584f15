// SPDX-License-Identifier: Apache-2.0

public import Contracts
import Messaging

/// What one of the broker's users may do, as patterns over names: it follows from what each message says of its senders.
///
/// The broker checks a topic exchange's routing keys, so that a process publishes only types that it may send. To answer
/// a request it has to write to the broker's own exchange, which can be narrowed to no queue: what comes that way the
/// engine checks by the sender that the broker vouches for.
public struct BrokerRights: Codable, Sendable, Equatable {
    /// Over routing keys of one topic exchange: what may be published, and what a queue may be bound to.
    public struct Topic: Codable, Sendable, Equatable {
        public var write: String
        public var read: String
    }

    /// Over names of exchanges and queues.
    public var configure: String
    public var write: String
    public var read: String
    /// By topic exchange.
    public var topics: [String: Topic]

    /// Of each of our processes, and of any partner.
    public static var all: [String: BrokerRights] {
        Dictionary(uniqueKeysWithValues: (Sender.processes + [.partners]).map { ($0.name, BrokerRights(of: $0)) })
    }

    public init(of sender: Sender) {
        let published = Catalogue.published
        let sent = published.filter { $0.senders.contains(sender) }.map { $0.name }
        let instructions = Catalogue.instructions.filter { $0.senders.contains(sender) }.map { $0.name }
        let asked = Catalogue.queries.filter { $0.senders.contains(sender) }.map { $0.name }
        switch sender {
        case .operator:
            (configure, write, read) = (".*", ".*", ".*")
            // A dead letter that could not leave is sent on in its service's name, as the engine sees to.
            let facts = published.filter { !$0.senders.all.isDisjoint(with: Sender.services) }.map { $0.name }
            let led = Catalogue.instructions.filter { !$0.senders.all.isDisjoint(with: Sender.services) }.map {
                $0.name
            }
            topics = [
                Routes.events: Topic(write: Self.one(of: facts), read: ".*"),
                Routes.commands: Topic(write: Self.one(of: led), read: ".*"),
                Routes.requests: Topic(write: Self.one(of: instructions + asked), read: ".*"),
            ]
        case .gateway, .partners:
            // The gateway hears of what changes a session, by a queue that is its own.
            let hears = sender == .gateway
            let own = hears ? "gateway\\.facts\\." : nil
            configure = own.map { "^\($0)" } ?? Self.nothing
            write = Self.names(hears ? [Routes.events, Routes.requests] : [Routes.events], or: own)
            read = hears ? Self.names([Routes.events], or: own) : Self.nothing
            topics = [
                Routes.events: Topic(
                    write: Self.one(of: sent),
                    read: hears ? Self.one(of: Catalogue.sessionFacts.map { $0.name }) : Self.nothing),
                Routes.commands: Topic(write: Self.nothing, read: Self.nothing),
                Routes.requests: Topic(write: Self.one(of: instructions + asked), read: Self.nothing),
            ]
        default:
            let offers = sender == .compliance
            let own = "\(sender)\\." + (offers ? "|reviews\\." : "")
            let reviews = offers ? [Routes.reviews] : []
            configure = "^(\(own))"
            write = Self.names([Routes.events, Routes.commands, Routes.requests, "amq.default"] + reviews, or: own)
            read = Self.names([Routes.events, Routes.commands, Routes.requests] + reviews, or: own)
            topics = [
                Routes.events: Topic(write: Self.one(of: sent), read: Self.one(of: published.map { $0.name })),
                Routes.commands: Topic(write: Self.one(of: instructions), read: "^\(sender)\\."),
                Routes.requests: Topic(write: Self.one(of: asked), read: "^\(sender)\\."),
            ]
        }
    }

    private static let nothing = "^$"

    private static func one(of names: [MessageName]) -> String {
        names.isEmpty ? nothing : "^(" + names.map { escaped($0.text) }.sorted().joined(separator: "|") + ")$"
    }

    private static func names(_ names: [String], or prefixes: String? = nil) -> String {
        let whole = "(" + names.map(escaped).joined(separator: "|") + ")$"
        return prefixes.map { "^(\($0)|\(whole))" } ?? "^\(whole)"
    }

    private static func escaped(_ name: String) -> String { name.replacing(".", with: "\\.") }
}
