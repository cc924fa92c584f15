// SPDX-License-Identifier: Apache-2.0

public import Broker
public import Contracts
public import struct Foundation.Date
public import struct Foundation.UUID
public import Logging
import Messaging
import Threads

/// Talks to the services over the broker: asks, tells, and announces facts. Any number of calls at once; connections
/// that are lost are replaced with the next call.
public final class ServiceClient: Sendable {
    private let source: String
    private let user: String
    private let lines: Lines
    private let log: Logger

    /// - Parameter source: who speaks, as CloudEvents names it: `/attest/gateway`.
    public init(_ address: BrokerAddress, name: String, log: Logger) {
        source = "/attest/\(name)"
        user = address.user
        lines = Lines(address: address, name: name)
        self.log = log
    }

    /// Asks a query.
    ///
    /// - Throws: `refused` when the actor may not know, `unavailable` when nobody answers in time.
    public func ask<Q: Query>(
        _ query: Q, as actor: Actor, trace: TraceContext, deadline: Duration = .seconds(5)
    ) async throws(ClientError) -> Q.Answer {
        let service = Q.name.service
        let body = try await exchange(
            query, id: Identifier.make(), to: Routes.queries(service), as: actor, trace: trace, deadline: deadline)
        let answered: Answered<Q.Answer>
        do {
            answered = try JSON.value(Answered<Q.Answer>.self, from: body)
        } catch {
            log.error("an answer cannot be read", metadata: ["type": "\(Q.name)", "reason": "\(error.reason)"])
            throw .failed(service: service)
        }
        switch answered {
        case .answer(let answer): return answer
        case .refused(let problems): throw .refused(problems)
        case .failed: throw .failed(service: service)
        }
    }

    /// Tells a service to do something, and waits until it is done.
    ///
    /// - Parameter id: the instruction's id; the same id again has no second effect and gets the same answer.
    public func tell<I: Instruction>(
        _ instruction: I, id: UUID, as actor: Actor, trace: TraceContext, deadline: Duration = .seconds(10)
    ) async throws(ClientError) -> Acceptance {
        let service = I.name.service
        let body = try await exchange(
            instruction, id: id, to: Routes.requests(service), as: actor, trace: trace, deadline: deadline)
        let reply: Reply
        do {
            reply = try JSON.value(Reply.self, from: body)
        } catch {
            log.error("a reply cannot be read", metadata: ["type": "\(I.name)", "reason": "\(error.reason)"])
            throw .failed(service: service)
        }
        switch reply {
        case .accepted(let stream, let version): return Acceptance(stream: stream, version: version)
        case .refused(let problems): throw .refused(problems)
        case .failed: throw .failed(service: service)
        }
    }

    /// Publishes a fact, and waits until the broker has it safe. Nobody needs to be listening.
    public func announce<F: Fact>(
        _ fact: F, id: UUID, subject: UUID, as actor: Actor, trace: TraceContext
    ) async throws(ClientError) {
        let message = try outbound(
            fact, id: id, exchange: Routes.events, key: F.name.text, subject: subject, as: actor, trace: trace,
            persistent: true)
        for attempt in 0..<3 {
            do {
                let publisher = try await lines.publisher()
                guard try await publisher.publish([message]).first == .confirmed else { break }
                return
            } catch {
                await lines.forgetPublisher()
                log.warning("a fact could not be published", metadata: ["attempt": "\(attempt)", "error": "\(error)"])
            }
        }
        throw .unavailable(service: "broker")
    }

    public func close() async { await lines.close() }

    /// True when the broker can be reached now.
    public func isConnected() async -> Bool { (try? await lines.requester()) != nil }

    private func exchange(
        _ message: some Message, id: UUID, to queue: String, as actor: Actor, trace: TraceContext, deadline: Duration
    ) async throws(ClientError) -> [UInt8] {
        let service = Swift.type(of: message).name.service
        let outbound = try outbound(
            message, id: id, exchange: Routes.direct, key: queue, subject: nil, as: actor, trace: trace,
            persistent: false)
        let end = ContinuousClock.now + deadline
        // A service that restarts is back in a moment; one that is down is reported soon.
        let patience = ContinuousClock.now + min(deadline, .seconds(2))
        while true {
            do {
                let requester = try await lines.requester()
                do {
                    return try await requester.request(outbound, deadline: max(.milliseconds(1), end - .now)).body
                } catch {
                    if error.code == .timedOut { break }
                    // A connection that stands is everybody's: one caller who left, or a broker that takes nothing for
                    // the moment, is no reason to replace it.
                    let stands = error.code == .notFound || error.code == .blocked || Task.isCancelled
                    if !stands { await lines.forgetRequester(requester) }
                    throw error
                }
            } catch {
                guard ContinuousClock.now < patience, !Task.isCancelled else { break }
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
        log.warning("a service does not answer", metadata: ["service": "\(service)"])
        throw .unavailable(service: service)
    }

    private func outbound(
        _ message: some Message, id: UUID, exchange: String, key: String, subject: UUID?, as actor: Actor,
        trace: TraceContext, persistent: Bool
    ) throws(ClientError) -> OutboundMessage {
        let type = Swift.type(of: message).name
        let envelope = Envelope(
            id: Identifier.text(id), source: source, type: type, subject: subject?.uuidString.lowercased(),
            time: Date(), trace: trace.child(), actor: actor)
        guard let body = try? envelope.encode(message) else { throw .failed(service: type.service) }
        return OutboundMessage(
            exchange: exchange, routingKey: key, body: Array(body.utf8),
            properties: MessageProperties(
                messageID: envelope.id, type: type.text, contentType: Envelope.contentType, userID: user,
                persistent: persistent))
    }
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
    /// Nobody answered in time; the same id may be sent again.
    case unavailable(service: String)
    /// The service could not.
    case failed(service: String)
}

/// The connections of a client, opened when they are needed.
private actor Lines {
    private let address: BrokerAddress
    private let name: String
    private var openRequester: Task<Requester, any Error>?
    private var openPublisher: Task<Publisher, any Error>?

    init(address: BrokerAddress, name: String) {
        self.address = address
        self.name = name
    }

    func requester() async throws -> Requester {
        let task = openRequester ?? Task { [address, name] in try await Requester.open(address, name: "\(name) ask") }
        openRequester = task
        do {
            return try await task.value
        } catch {
            if openRequester == task { openRequester = nil }
            throw error
        }
    }

    func publisher() async throws -> Publisher {
        let task =
            openPublisher ?? Task { [address, name] in try await Publisher.open(address, name: "\(name) publish") }
        openPublisher = task
        do {
            return try await task.value
        } catch {
            if openPublisher == task { openPublisher = nil }
            throw error
        }
    }

    func forgetRequester(_ lost: Requester) async {
        guard let task = openRequester, let current = try? await task.value, current === lost else { return }
        openRequester = nil
    }

    func forgetPublisher() { openPublisher = nil }

    func close() async {
        if let requester = try? await openRequester?.value { await requester.close() }
        if let publisher = try? await openPublisher?.value { await publisher.close() }
        openRequester = nil
        openPublisher = nil
    }
}
