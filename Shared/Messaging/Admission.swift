// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Whether a message counts: what the broker vouches for decides, and nothing that the message says of itself.
///
/// The broker vouches for the user that published it. From that follow the sender, the types it may send, and on whose
/// behalf it may speak.
struct Admission: Sendable {
    /// The service that admits.
    let service: String
    /// Nil in systems whose processes share one user: everything is believed.
    let roster: Roster?

    /// The broker's user that a message counts as sent by. Only the service itself puts a message off, and only the
    /// operator sends one back: they say who sent it first. From anybody else such a word means nothing.
    func user(of arrival: Arrival) -> String? {
        guard let first = arrival.relayedFor, arrival.sender == service || arrival.sender == Sender.operator.name else {
            return arrival.sender
        }
        return first
    }

    /// The foreign system that sent a message; nil when one of our processes did.
    func partner(of arrival: Arrival) -> String? {
        user(of: arrival).flatMap { roster?.sender($0) == .partners ? $0 : nil }
    }

    /// Who sent a message first, to pass it on with; empty when nobody vouches for one, lest it become our own word.
    func origin(of arrival: Arrival) -> String { user(of: arrival) ?? "" }

    /// How often a message was put off: the word of the service itself, which alone does so.
    func attempt(of arrival: Arrival) -> Int { roster == nil || arrival.sender == service ? arrival.attempt : 0 }

    /// True when an answer comes from the service that was asked.
    func believes(_ sender: String?, toBe service: String) -> Bool { roster == nil || sender == service }

    /// True when the service itself has put a message into its queue for whoever sent it first: a moment ago it had not
    /// taken effect, however old it is.
    func isPassedOn(_ arrival: Arrival) -> Bool {
        arrival.relayedFor != nil && (roster == nil || arrival.sender == service)
    }

    /// Refuses a sender that nobody knows, of a type that nobody here knows.
    func check(_ arrival: Arrival) throws(Inadmissible) {
        if roster != nil { _ = try sender(of: arrival) }
    }

    /// Refuses a sender that may not send this type, before anything of the message is looked at.
    func check(_ arrival: Arrival, against senders: Senders, of type: MessageName) throws(Inadmissible) {
        guard roster != nil else { return }
        let sender = try sender(of: arrival)
        guard senders.contains(sender) else { throw Inadmissible("\(user(of: arrival) ?? "") may not send \(type)") }
    }

    private func sender(of arrival: Arrival) throws(Inadmissible) -> Sender {
        guard let user = user(of: arrival), !user.isEmpty else {
            throw Inadmissible("nobody vouches for its sender: it has no user id")
        }
        guard let sender = roster?.sender(user) else { throw Inadmissible("its sender is not known: \(user)") }
        return sender
    }

    /// The actor of an admitted message, as far as its sender can speak for one.
    func actor(of envelope: Envelope, isFact: Bool, from arrival: Arrival) throws(Inadmissible) -> Actor {
        // What the broker let pass by its routing key has to be what the body is.
        if let key = arrival.key, key != envelope.type.text {
            throw Inadmissible("its routing key names another type than its body: \(envelope.type)")
        }
        guard let roster, let user = user(of: arrival), let sender = roster.sender(user) else { return envelope.actor }
        let actor = envelope.actor
        switch sender {
        case .partners: return Actor(kind: .partner, id: user)
        case .gateway where actor.kind == .visitor || actor.kind == .account: return actor
        case .operator where actor.kind == .operator: return actor
        case .gateway, .operator: break
        // Who caused a service's fact is for the history to know; it gives nobody a right.
        case _ where isFact: return Actor(kind: actor.kind, id: actor.id)
        case _ where actor == .service(sender.name): return actor
        default: break
        }
        throw Inadmissible("\(user) may not act as \(actor.kind.rawValue)")
    }
}

/// Why a message was not admitted. It names users and types, which are no secrets, and nothing of the content.
struct Inadmissible: Error, Sendable {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}
