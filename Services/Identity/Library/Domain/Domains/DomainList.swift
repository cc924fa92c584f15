// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// The domains whose addresses need no validator: one list for the whole platform, that Central Admins edit. ISG-28
enum DomainListDecider: Decider {
    static let aggregate = "instant-domains"
    /// There is one of it.
    static let stream = Identifier.derived(from: Array("instant-domains".utf8))
    static let most = 1_000

    enum Command: Sendable {
        /// - Parameter configured: the list that the deployment began with.
        case add(String, configured: [String])
        case remove(String, configured: [String])
    }

    struct State: Codable, Sendable, Equatable {
        static let kept = 50

        var domains: Set<String> = []
        /// Newest last.
        var changes: [InstantDomains.Change] = []
    }

    static func decide(
        _ command: Command, given state: State?, in context: Context
    ) throws(DomainListRefusal) -> [DomainListEvent] {
        guard context.actor.may(.editDomains) else { throw .forbidden }
        switch command {
        case .add(let typed, let configured):
            guard let domain = normalised(typed) else { throw .malformed }
            let (begun, domains) = begin(state, configured)
            if domains.contains(domain) { return [] }
            guard domains.count < most else { throw .full }
            return begun + [
                .added(InstantDomainAdded(domain: domain, by: context.actor.reference, time: context.time))
            ]
        case .remove(let typed, let configured):
            guard let domain = normalised(typed) else { throw .malformed }
            let (begun, domains) = begin(state, configured)
            guard domains.contains(domain) else { return [] }
            return begun + [
                .removed(InstantDomainRemoved(domain: domain, by: context.actor.reference, time: context.time))
            ]
        }
    }

    /// The first change takes the configured list into the log: from then on the log alone says what is on it.
    private static func begin(_ state: State?, _ configured: [String]) -> ([DomainListEvent], Set<String>) {
        if let state { return ([], state.domains) }
        return ([.taken(InstantDomainsTaken(domains: configured))], Set(configured))
    }

    static func evolve(_ state: State?, with event: DomainListEvent) -> State {
        var state = state ?? State()
        switch event {
        case .taken(let fact): state.domains = Set(fact.domains)
        case .added(let fact):
            state.domains.insert(fact.domain)
            state.note(.init(domain: fact.domain, added: true, by: fact.by, time: fact.time))
        case .removed(let fact):
            state.domains.remove(fact.domain)
            state.note(.init(domain: fact.domain, added: false, by: fact.by, time: fact.time))
        }
        return state
    }

    /// A domain as addresses have it; nil of what is none, or is so short that half a country is below it.
    static func normalised(_ typed: String) -> String? {
        let bare = typed.trimmed.drop { $0 == "@" || $0 == "." }
        return EmailAddress(folding: "someone@\(bare)")?.domain
    }
}

extension DomainListDecider.State {
    fileprivate mutating func note(_ change: InstantDomains.Change) {
        changes = (changes + [change]).suffix(Self.kept)
    }
}

/// All that can happen to the list.
enum DomainListEvent: DomainEvent {
    case taken(InstantDomainsTaken)
    case added(InstantDomainAdded)
    case removed(InstantDomainRemoved)

    static let kinds: [EventKind<DomainListEvent>] = [
        EventKind(DomainListEvent.taken), EventKind(DomainListEvent.added), EventKind(DomainListEvent.removed),
    ]

    var fact: any Fact {
        switch self {
        case .taken(let fact): fact
        case .added(let fact): fact
        case .removed(let fact): fact
        }
    }
}

/// Why the list stays as it is.
enum DomainListRefusal: DomainRefusal, Equatable {
    case forbidden
    case full
    case malformed

    var problems: [Problem] {
        switch self {
        case .forbidden: [.forbidden]
        case .full:
            [
                Problem(
                    code: "domains-full", field: "domain",
                    message: "There are \(DomainListDecider.most) domains on the list. Take one off first.")
            ]
        case .malformed:
            [
                Problem(
                    code: "domain-malformed", field: "domain",
                    message: "Enter a domain with a dot in it, like example.nhs.uk")
            ]
        }
    }
}

extension InstantDomains {
    init(_ state: DomainListDecider.State?, configured: [String]) {
        self.init(
            domains: (state?.domains ?? Set(configured)).sorted(), changes: (state?.changes ?? []).reversed())
    }
}
