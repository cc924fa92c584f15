// SPDX-License-Identifier: Apache-2.0

public import Broker
public import Contracts
public import Messaging
import Metrics
import Threads

/// The engine's transport on RabbitMQ.
public struct BrokerTransport: Transport {
    private let address: BrokerAddress
    private let name: String

    /// - Parameter name: what the broker's own tools show for the connections.
    public init(_ address: BrokerAddress, name: String) {
        self.address = address
        self.name = name
    }

    public func consume(_ queue: String, prefetch: Int) async throws -> any Inlet {
        BrokerInlet(
            consumer: try await Consumer.open(address, queue: queue, prefetch: prefetch, name: "\(name) \(queue)"))
    }

    public func publish() async throws -> any Outlet {
        BrokerOutlet(publisher: try await Publisher.open(address, name: "\(name) publish"), address: address)
    }

    public func respond(to types: [MessageName], on queue: String, prefetch: Int) async throws -> any Answering {
        let drift = try await SystemTopology.transient(queue, types: types).apply(address)
        guard drift.isEmpty else { throw BrokerError(drift: drift) }
        return BrokerAnswering(
            responder: try await Responder.open(address, queue: queue, prefetch: prefetch, name: "\(name) \(queue)"),
            user: address.user)
    }

    public func inquire() async throws -> any Inquiring {
        BrokerInquiring(requester: try await Requester.open(address, name: "\(name) ask"), user: address.user)
    }
}

private struct BrokerInquiring: Inquiring {
    let requester: Requester
    let user: String

    func ask(_ question: Outgoing, deadline: Duration) async throws -> (body: [UInt8], sender: String?) {
        var message = OutboundMessage(question, from: user)
        message.properties.persistent = false
        let answer = try await requester.request(message, deadline: deadline)
        return (answer.body, answer.properties.userID)
    }

    func close() async { await requester.close() }
}

private struct BrokerInlet: Inlet {
    let consumer: Consumer

    func next(max: Int) async throws -> [Arrival] { try await consumer.next(max: max).map(Arrival.init) }
    func finish() async { await consumer.finish() }
    func acknowledge(through tag: UInt64) async throws { try await consumer.acknowledge(through: tag) }
    func close() async { await consumer.close() }
}

private struct BrokerAnswering: Answering {
    let responder: Responder
    let user: String

    func next(max: Int) async throws -> [Arrival] { try await responder.next(max: max).map(Arrival.init) }
    func finish() async { await responder.finish() }
    func reply(_ answers: [Answer]) async throws {
        try await responder.reply(answers.map { OutboundMessage($0, from: user) })
    }
    func close() async { await responder.close() }
}

private struct BrokerOutlet: Outlet {
    let publisher: Publisher
    let address: BrokerAddress

    var isBlocked: Bool { get async { await publisher.isBlocked } }

    func send(_ messages: [Outgoing]) async throws -> any Sending {
        let outbound = messages.map { OutboundMessage($0, from: address.user) }
        // One that cannot be sent keeps nobody else here.
        let faults = outbound.map { message in
            do throws(BrokerError) {
                try message.validate()
                return nil as String?
            } catch {
                return error.detail
            }
        }
        let receipt: Receipt
        do {
            receipt = try await publisher.send(zip(outbound, faults).filter { $0.1 == nil }.map(\.0))
        } catch { throw error.unacceptable ?? error }
        return BrokerSending(outlet: self, messages: messages, faults: faults, receipt: receipt)
    }

    func reply(_ answers: [Answer]) async throws {
        try await publisher.sendUnconfirmed(answers.map { OutboundMessage($0, from: address.user) })
    }

    func close() async { await publisher.close() }
}

private struct BrokerSending: Sending {
    let outlet: BrokerOutlet
    let messages: [Outgoing]
    /// Why a message cannot be sent at all.
    let faults: [String?]
    let receipt: Receipt

    func settled() async throws -> [Verdict] {
        var settled: [Verdict].Iterator
        do {
            settled = try await outlet.publisher.settled(receipt).map(Verdict.init).makeIterator()
        } catch { throw error.unacceptable ?? error }
        var verdicts = faults.map { fault in
            fault.map { .returned(reason: $0) } ?? settled.next() ?? .refused(reason: "unsettled")
        }
        for (index, verdict) in verdicts.enumerated() where messages[index].exchange == Routes.events {
            // A fact that nobody reads is no fault: its owner keeps it, and tells whoever begins to listen.
            guard case .returned = verdict, faults[index] == nil else { continue }
            verdicts[index] = .confirmed
            UnreadFacts.count(messages[index].type)
        }
        // Review work for a team that was never offered any: its queue is made, and the work published again.
        let homeless = messages.indices.filter { verdicts[$0] != .confirmed && messages[$0].exchange == Routes.reviews }
        for team in Set(homeless.map { messages[$0].key }) {
            // A queue that cannot be made holds up its own team only: the work is returned again, and stays put.
            _ = try? await SystemTopology.team(team).apply(outlet.address)
        }
        if !homeless.isEmpty {
            let again = try await outlet.publisher.publish(
                homeless.map { OutboundMessage(messages[$0], from: outlet.address.user) })
            for (index, settlement) in zip(homeless, again) { verdicts[index] = Verdict(settlement) }
        }
        return verdicts
    }
}

extension BrokerError {
    /// What is wrong with one of the messages on a connection, when the broker ended it for that: it is too large, not
    /// allowed, for an exchange that is not there, or not what it says it is.
    fileprivate var unacceptable: (any Error)? {
        guard let replyCode, [311, 403, 404, 406].contains(replyCode) else { return nil }
        return UnacceptableMessage(detail)
    }
}

extension Verdict {
    fileprivate init(_ settlement: Settlement) {
        switch settlement {
        case .confirmed: self = .confirmed
        case .returned(let code, let text): self = .returned(reason: "returned: \(code) \(text)")
        case .refused: self = .refused(reason: "refused by the broker")
        }
    }
}

/// The headers that carry what a put-off message has behind it.
enum Header {
    static let prefix = "x-attest-"
    static let attempt = "x-attest-attempt"
    static let reason = "x-attest-reason"
    static let relayedFor = "x-attest-relayed-for"
    /// Where a message was going that could not leave.
    static let exchange = "x-attest-exchange"
    static let key = "x-attest-key"
    /// RabbitMQ's own counts of how often a quorum queue handed a message out; newer ones have the second.
    static let handedOut = ["x-delivery-count", "x-acquired-count"]

    /// All headers have to fit into one frame, and a character may have any number of bytes.
    static func shortened(_ reason: String) -> String {
        String(decoding: reason.utf8.prefix(1_000), as: UTF8.self)
    }
}

extension Arrival {
    fileprivate init(_ delivery: Delivery) {
        self.init(
            tag: delivery.tag, body: delivery.body, type: delivery.properties.type,
            replyTo: delivery.properties.replyTo.flatMap { $0.hasPrefix(Self.direct) ? $0 : nil },
            correlation: delivery.properties.correlationID,
            sender: delivery.properties.userID, relayedFor: delivery.properties.headers[Header.relayedFor]?.string,
            // What came by an exchange of ours came by its type; the broker's own exchange knows names of queues only.
            key: delivery.exchange.isEmpty ? nil : delivery.routingKey,
            attempt: Self.count(delivery, [Header.attempt]), handedOut: Self.count(delivery, Header.handedOut))
    }

    /// Of the addresses for answers only those that the broker gives: by the name of a queue, our right to write there
    /// would be whoever asks.
    private static let direct = "amq.rabbitmq.reply-to."

    /// A header that counts something, whoever wrote it.
    private static func count(_ delivery: Delivery, _ names: [String]) -> Int {
        min(max(0, names.compactMap { delivery.properties.headers[$0]?.int }.max() ?? 0), 1_000)
    }
}

extension OutboundMessage {
    fileprivate init(_ message: Outgoing, from user: String) {
        var headers: [String: HeaderValue] = [:]
        if message.attempt > 0 { headers[Header.attempt] = .int(message.attempt) }
        if let sender = message.relayedFor { headers[Header.relayedFor] = .string(sender) }
        if let route = message.route {
            headers[Header.exchange] = .string(route.exchange)
            headers[Header.key] = .string(route.key)
        }
        if let reason = message.reason { headers[Header.reason] = .string(Header.shortened(reason)) }
        self.init(
            exchange: message.exchange, routingKey: message.key, body: message.body,
            properties: MessageProperties(
                messageID: message.id, type: message.type, contentType: Envelope.contentType, userID: user,
                persistent: true, headers: headers))
    }

    /// The broker vouches for who answers, as it does for who asks.
    fileprivate init(_ answer: Answer, from user: String) {
        self.init(
            exchange: "", routingKey: answer.replyTo, body: answer.body,
            properties: MessageProperties(
                contentType: "application/json", correlationID: answer.correlation, userID: user, persistent: false),
            mandatory: false)
    }
}

/// Counts facts that no queue took, by type: those that the service publishes.
private enum UnreadFacts {
    private static let counters = Lock<[String: Counter]>([:])

    static func count(_ type: String) {
        let counter = counters.withLock { counters in
            if let known = counters[type] { return known }
            let counter = Counter(label: "attest_unread_facts_total", dimensions: [("type", type)])
            counters[type] = counter
            return counter
        }
        counter.increment()
    }
}
