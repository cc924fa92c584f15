// SPDX-License-Identifier: Apache-2.0

public import Broker
public import Contracts
public import struct Foundation.Date
public import struct Foundation.UUID
public import Logging
public import Messaging

/// Talks to the services over the broker: asks, tells, and announces facts. Any number of calls at once; connections
/// that are lost are replaced with the next call.
public final class ServiceClient: Sendable {
    private let address: BrokerAddress
    private let name: String
    private let source: String
    private let user: String
    private let roster: Roster?
    private let asking: Connector<Requester>
    private let announcing: Connector<Publisher>
    private let log: Logger

    /// - Parameters:
    ///   - name: who speaks: `gateway`.
    ///   - roster: nil believes every answer, for systems whose processes share one of the broker's users.
    public init(_ address: BrokerAddress, name: String, roster: Roster? = Roster(), log: Logger) {
        self.address = address
        self.name = name
        source = "/attest/\(name)"
        self.roster = roster
        user = address.user
        asking = Connector { () throws(BrokerError) in try await Requester.open(address, name: "\(name) ask") }
        announcing = Connector { () throws(BrokerError) in try await Publisher.open(address, name: "\(name) publish") }
        self.log = log
    }

    /// Asks a query.
    ///
    /// - Throws: `refused` when the actor may not know, `unavailable` when nobody answers in time, or too many ask.
    public func ask<Q: Query>(
        _ query: Q, as actor: Actor, trace: TraceContext, deadline: Duration = .seconds(5)
    ) async throws(ClientError) -> Q.Answer {
        let service = Q.name.service
        let answered: Answered<Q.Answer> = try await exchange(
            query, id: Identifier.make(), as: actor, trace: trace, deadline: deadline)
        switch answered {
        case .answer(let answer): return answer
        case .refused(let problems):
            guard problems.contains(where: \.isBusy) else { throw .refused(problems) }
            log.warning("a service is busy", metadata: ["service": "\(service)"])
            throw .unavailable(service: service)
        case .failed, .unknown: throw .failed(service: service)
        }
    }

    /// Tells a service to do something, and waits until it is done.
    ///
    /// - Parameter id: the instruction's id; the same id again has no second effect and gets the same answer.
    public func tell<I: Instruction>(
        _ instruction: I, id: UUID, as actor: Actor, trace: TraceContext, deadline: Duration = .seconds(10)
    ) async throws(ClientError) -> Acceptance {
        let service = I.name.service
        let reply: Reply = try await exchange(instruction, id: id, as: actor, trace: trace, deadline: deadline)
        switch reply {
        case .accepted(let stream, let version): return Acceptance(stream: stream, version: version)
        case .refused(let problems): throw .refused(problems)
        case .failed, .unknown: throw .failed(service: service)
        }
    }

    /// Publishes a fact, and waits until the broker has it safe in the queue of whoever listens.
    ///
    /// Nobody but the broker keeps it: without a queue that takes it, it is not safe. It is published again until it is,
    /// always under the same id, so that a reader recognises a double.
    ///
    /// - Throws: `unavailable` when the broker does not have it in time; it may have it nonetheless.
    public func announce<F: Fact>(
        _ fact: F, id: UUID, subject: UUID, as actor: Actor, trace: TraceContext, deadline: Duration = .seconds(10)
    ) async throws(ClientError) {
        let message = try outbound(
            fact, id: id, exchange: Routes.events, subject: subject, as: actor, trace: trace, persistent: true)
        let end = ContinuousClock.now + deadline
        var backoff = Backoff(most: .seconds(1))
        while true {
            do {
                let publisher = try await announcing.connection(by: end)
                let settlements = try await within(end) { () throws(BrokerError) in
                    try await publisher.publish([message])
                }
                if settlements == [.confirmed] { return }
                log.warning("a fact was not taken", metadata: ["type": "\(F.name)"])
            } catch {
                log.warning("a fact could not be published", metadata: ["type": "\(F.name)", "error": "\(error)"])
            }
            let next = ContinuousClock.now + backoff.next()
            guard next < end, !Task.isCancelled else { throw .unavailable(service: "broker") }
            try? await Task.sleep(until: next, clock: .continuous)
        }
    }

    /// Begins to listen to facts as they happen.
    public func hear(_ facts: [any Fact.Type]) async throws -> FactFeed {
        try await FactFeed.open(address, to: facts, name: name)
    }

    public func close() async {
        await asking.close()
        await announcing.close()
    }

    /// True when the connection to the broker stands, or could be made again within the deadline.
    public func isConnected(deadline: Duration = .seconds(2)) async -> Bool {
        let end = ContinuousClock.now + deadline
        return (try? await asking.connection(by: end)) != nil
    }

    private func exchange<Said: Saying>(
        _ message: some Message, id: UUID, as actor: Actor, trace: TraceContext, deadline: Duration
    ) async throws(ClientError) -> Said {
        let type = Swift.type(of: message).name
        let outbound = try outbound(
            message, id: id, exchange: Routes.requests, subject: nil, as: actor, trace: trace, persistent: false)
        let end = ContinuousClock.now + deadline
        // A service that restarts is back in a moment; one that is down is reported soon.
        let patience = ContinuousClock.now + min(deadline, .seconds(2))
        while true {
            var answer: Delivery?
            do {
                let requester = try await asking.connection(by: patience)
                answer = try await requester.request(outbound, deadline: max(.milliseconds(1), end - .now))
            } catch {
                if error.code == .timedOut { break }
            }
            if let answer {
                // The broker vouches for who answers.
                let sender = answer.properties.userID
                guard roster == nil || sender == type.service else {
                    log.error(
                        "an answer is not believed", metadata: ["type": "\(type)", "sender": "\(sender ?? "unknown")"])
                    throw .failed(service: type.service)
                }
                let said: Said
                do {
                    said = try JSON.value(Said.self, from: answer.body)
                } catch {
                    log.error("an answer cannot be read", metadata: ["type": "\(type)", "reason": "\(error.reason)"])
                    throw .failed(service: type.service)
                }
                // In the middle of an upgrade the next copy that takes it may know it.
                guard said.isUnknown, ContinuousClock.now < patience, !Task.isCancelled else { return said }
            }
            guard ContinuousClock.now < patience, !Task.isCancelled else { break }
            try? await Task.sleep(for: .milliseconds(50))
        }
        if !Task.isCancelled { log.warning("a service does not answer", metadata: ["service": "\(type.service)"]) }
        throw .unavailable(service: type.service)
    }

    private func outbound(
        _ message: some Message, id: UUID, exchange: String, subject: UUID?, as actor: Actor, trace: TraceContext,
        persistent: Bool
    ) throws(ClientError) -> OutboundMessage {
        let type = Swift.type(of: message).name
        let envelope = Envelope(
            id: Identifier.text(id), source: source, type: type, subject: subject?.uuidString.lowercased(),
            time: Date(), trace: trace.child(), actor: actor)
        guard let body = try? envelope.encode(message) else { throw .failed(service: type.service) }
        guard body.utf8.count <= Envelope.largestBody else { throw .refused([.tooLarge]) }
        return OutboundMessage(
            exchange: exchange, routingKey: type.text, body: Array(body.utf8),
            properties: MessageProperties(
                messageID: envelope.id, type: type.text, contentType: Envelope.contentType, userID: user,
                persistent: persistent))
    }
}

extension Problem {
    fileprivate static let tooLarge = Problem(
        code: "too-large",
        message: "This is more than can be sent at once. Shorten the longest texts, and send it again.")
}

/// What is said to a request; whoever was asked may not know what it is.
private protocol Saying: Decodable, Sendable {
    var isUnknown: Bool { get }
}

extension Reply: Saying {
    fileprivate var isUnknown: Bool { if case .unknown = self { true } else { false } }
}

extension Answered: Saying {
    fileprivate var isUnknown: Bool { if case .unknown = self { true } else { false } }
}

/// What an accepted instruction changed.
public struct Acceptance: Sendable, Equatable {
    public var stream: UUID
    public var version: Int64

    public init(stream: UUID, version: Int64) {
        self.stream = stream
        self.version = version
    }
}

/// Why a service did not do or say it.
public enum ClientError: Error, Sendable, Equatable {
    /// A rule says no.
    case refused([Problem])
    /// Nobody answered in time, or the service has no time for it; the same id may be sent again.
    case unavailable(service: String)
    /// The service could not.
    case failed(service: String)
}
