// SPDX-License-Identifier: Apache-2.0

public import Contracts

/// What the engine needs of a message broker. `ServiceKit` provides it on RabbitMQ; the engine knows no broker.
///
/// Each call opens a connection of its own. When a connection is lost every call on it throws, and the engine opens
/// another; nothing reconnects behind its back.
public protocol Transport: Sendable {
    /// Consumes a durable queue with manual acknowledgement.
    func consume(_ queue: String, prefetch: Int) async throws -> any Inlet
    /// Publishes with confirms.
    func publish() async throws -> any Outlet
    /// Serves a transient queue of requests of some types.
    func respond(to types: [MessageName], on queue: String, prefetch: Int) async throws -> any Answering
    /// Asks other services.
    func inquire() async throws -> any Inquiring
}

public protocol Inlet: Sendable {
    /// What has arrived, at least one and at most `max`; nothing when it is finished.
    func next(max: Int) async throws -> [Arrival]
    /// Hands out nothing more; what was handed out can still be settled.
    func finish() async
    /// Settles everything up to a tag. Tags must be given in order.
    func acknowledge(through tag: UInt64) async throws
    func close() async
}

public protocol Outlet: Sendable {
    /// True while the broker takes nothing, and says so.
    var isBlocked: Bool { get async }
    /// Writes messages in order without waiting for the broker's word.
    ///
    /// - Throws: `UnacceptableMessage`, as `settled` does, when one of the messages on the connection ended it.
    func send(_ messages: [Outgoing]) async throws -> any Sending
    /// Answers a request; lost if nobody waits for it any more.
    func reply(_ answers: [Answer]) async throws
    func close() async
}

/// Messages on their way.
public protocol Sending: Sendable {
    /// Waits for the broker's word on each message.
    func settled() async throws -> [Verdict]
}

/// The broker's word on a message.
public enum Verdict: Sendable, Equatable {
    case confirmed
    /// There is no queue for it.
    case returned(reason: String)
    /// It cannot be taken now.
    case refused(reason: String)
}

/// The broker ended the connection because of a message on it, without saying which: it goes to an exchange that is not
/// there, or where its sender may not write.
public struct UnacceptableMessage: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

public protocol Answering: Sendable {
    /// What has arrived, at least one and at most `max`; nothing when it is finished.
    func next(max: Int) async throws -> [Arrival]
    /// Hands out nothing more; what was handed out can still be answered.
    func finish() async
    func reply(_ answers: [Answer]) async throws
    func close() async
}

public protocol Inquiring: Sendable {
    /// Sends a request and waits for the answer, and for the broker's word on who gave it.
    ///
    /// - Throws: when nobody answers within the deadline, or nobody is there.
    func ask(_ question: Outgoing, deadline: Duration) async throws -> (body: [UInt8], sender: String?)
    func close() async
}

/// A message as it arrived.
public struct Arrival: Sendable {
    public var tag: UInt64
    public var body: [UInt8]
    /// The message's type, where the sender set the property; saves reading the body twice.
    public var type: String?
    public var replyTo: String?
    public var correlation: String?
    /// The broker's user who sent it, as the broker vouches for; nil when the sender did not say.
    public var sender: String?
    /// For whom the sender passes it on: who sent it first, when it was put off or replayed.
    public var relayedFor: String?
    /// The routing key by which an exchange of ours took it; nil when it was put into the queue by the queue's name.
    public var key: String?
    /// How often it was put off already, as its sender says.
    public var attempt: Int
    /// How often the broker had handed it out before, to whomever, without hearing of it again.
    public var handedOut: Int

    public init(
        tag: UInt64, body: [UInt8], type: String? = nil, replyTo: String? = nil, correlation: String? = nil,
        sender: String? = nil, relayedFor: String? = nil, key: String? = nil, attempt: Int = 0, handedOut: Int = 0
    ) {
        self.tag = tag
        self.body = body
        self.type = type
        self.replyTo = replyTo
        self.correlation = correlation
        self.sender = sender
        self.relayedFor = relayedFor
        self.key = key
        self.attempt = attempt
        self.handedOut = handedOut
    }
}

/// A message to publish.
public struct Outgoing: Sendable {
    public var exchange: String
    public var key: String
    public var id: String
    public var type: String
    public var body: [UInt8]
    /// Set on what is put off or given up: how often it was tried, and why it was not done.
    public var attempt: Int
    public var reason: String?
    /// Who sent it first, when it is passed on.
    public var relayedFor: String?
    /// Where a message was going that could not leave.
    public var route: (exchange: String, key: String)?

    public init(
        exchange: String, key: String, id: String, type: String, body: [UInt8], attempt: Int = 0, reason: String? = nil,
        relayedFor: String? = nil
    ) {
        self.exchange = exchange
        self.key = key
        self.id = id
        self.type = type
        self.body = body
        self.attempt = attempt
        self.reason = reason
        self.relayedFor = relayedFor
    }
}

/// An answer to a request.
public struct Answer: Sendable {
    public var replyTo: String
    public var correlation: String?
    public var body: [UInt8]

    public init(replyTo: String, correlation: String?, body: [UInt8]) {
        self.replyTo = replyTo
        self.correlation = correlation
        self.body = body
    }
}
