// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Foundation
import Logging
import Messaging
import ServiceKit
import TestSupport
import Testing

/// Who may say what, tried with the users that the processes have, on everything that they reach.
@Suite(
    "The broker's users",
    .enabled(if: Servers.areThere && Servers.executables != nil, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct RightsTests {
    @Test("The rights that the broker is given are those that follow from the messages")
    func exported() throws {
        let deploy = URL(filePath: try #require(Servers.deploy)).deletingLastPathComponent()
        let data = try Data(contentsOf: deploy.appending(path: "lib/broker-rights.json"))
        let given = try JSONDecoder().decode([String: BrokerRights].self, from: data)
        #expect(given == BrokerRights.all, "write them anew with: attestctl export broker-rights")
    }

    @Test("By the exchanges, each process may publish what it may send and nothing else", arguments: senders)
    func exchanges(sender: Sender) async throws {
        try await Sandbox.with { sandbox in
            #expect(try await SystemTopology.all.apply(sandbox.address).isEmpty)
            try await sandbox.grantRights()
            let user = Self.user(of: sender)
            var publisher = try await Publisher.patiently(sandbox.address(as: user), name: user)
            for type in Catalogue.messages {
                for exchange in [Routes.events, Routes.commands, Routes.requests] {
                    let message = OutboundMessage(
                        exchange: exchange, routingKey: type.name.text, body: Array("{}".utf8),
                        properties: MessageProperties(userID: user))
                    let isDenied: Bool
                    do throws(BrokerError) {
                        // Nobody has to be listening: what cannot be routed was allowed all the same.
                        _ = try await publisher.publish([message])
                        isDenied = false
                    } catch {
                        #expect(error.replyCode == 403, "\(error)")
                        isDenied = true
                        await publisher.close()
                        publisher = try await Publisher.patiently(sandbox.address(as: user), name: user)
                    }
                    #expect(isDenied == !Self.mayPublish(type, by: exchange, sender), "\(user), \(type), \(exchange)")
                }
            }
            await publisher.close()
        }
    }

    @Test("Nobody speaks in another's name", arguments: senders)
    func impostors(sender: Sender) async throws {
        try await Sandbox.with { sandbox in
            #expect(try await SystemTopology.all.apply(sandbox.address).isEmpty)
            try await sandbox.grantRights()
            let publisher = try await Publisher.open(sandbox.address(as: Self.user(of: sender)), name: "impostor")
            let message = OutboundMessage(
                exchange: Routes.events, routingKey: RegistrationSubmitted.name.text, body: Array("{}".utf8),
                properties: MessageProperties(userID: sender == .gateway ? "registry" : "gateway"))
            await #expect(throws: BrokerError.self) { try await publisher.publish([message]) }
            await publisher.close()
        }
    }

    @Test(
        "Into the queues that it reaches by their names, a process may put anything, and what it may not say is refused"
    )
    func queues() async throws {
        try await RunningSystem.with(Sender.services.map(\.name)) { system in
            let sandbox = system.sandbox
            for sender in [Sender.gateway, .partners] {
                let user = Self.user(of: sender)
                let publisher = try await Publisher.open(sandbox.address(as: user), name: user)
                let message = OutboundMessage(
                    exchange: Routes.direct, routingKey: Routes.work("identity"), body: Array("{}".utf8),
                    properties: MessageProperties(userID: user))
                let error = await #expect(throws: BrokerError.self) { try await publisher.publish([message]) }
                #expect(error?.replyCode == 403)
                await publisher.close()
            }
            for sender in Sender.services + [.operator] {
                let publisher = try await Publisher.open(sandbox.address(as: sender.name), name: sender.name)
                let requester = try await Requester.open(sandbox.address(as: sender.name), name: sender.name)
                for service in Sender.services {
                    try await Self.tryWork(of: service, as: sender, publisher, sandbox)
                    try await Self.tryRequests(of: service, as: sender, requester)
                }
                await requester.close()
                await publisher.close()
            }
        }
    }

    @Test("A forged word on whose behalf a message is passed on is not believed, by whatever queue it comes")
    func forgedRelay() async throws {
        try await RunningSystem.with(["identity"]) { system in
            let sandbox = system.sandbox
            let publisher = try await Publisher.open(sandbox.address(as: "notification"), name: "forger")
            let fact = MembershipGranted(
                organisation: Identifier.make(), account: Identifier.make(), roles: [.administrator])
            let envelope = Envelope(
                id: Identifier.text(Identifier.make()), source: "/attest/registry", type: MembershipGranted.name,
                time: Date(), sequence: 1, actor: .service("registry"))
            let body = Array(try envelope.encode(fact).utf8)
            for queue in [Routes.work("identity"), Routes.waiting("identity", attempt: 0)] {
                let message = OutboundMessage(
                    exchange: Routes.direct, routingKey: queue, body: body,
                    properties: MessageProperties(
                        messageID: envelope.id, type: envelope.type.text, userID: "notification",
                        headers: ["x-attest-relayed-for": "registry"]))
                #expect(try await publisher.publish([message]) == [.confirmed])
            }
            let reasons = try await Self.deadLetters(2, of: .identity, in: sandbox)
            #expect(reasons.allSatisfy { $0.hasPrefix("notification may not send") }, "\(reasons)")
            await publisher.close()
        }
    }

    @Test("What a forged dead letter says of itself is not believed, also when the operator has moved it")
    func forgedLetter() async throws {
        try await RunningSystem.with(["identity"]) { system in
            let sandbox = system.sandbox
            let publisher = try await Publisher.open(sandbox.address(as: "compliance"), name: "forger")
            let fact = MembershipGranted(
                organisation: Identifier.make(), account: Identifier.make(), roles: [.administrator])
            let envelope = Envelope(
                id: Identifier.text(Identifier.make()), source: "/attest/registry", type: MembershipGranted.name,
                time: Date(), sequence: 1, actor: .service("registry"))
            let letter = OutboundMessage(
                exchange: Routes.direct, routingKey: Routes.dead("identity"),
                body: Array(try envelope.encode(fact).utf8),
                properties: MessageProperties(
                    messageID: envelope.id, type: envelope.type.text, userID: "compliance",
                    headers: [
                        "x-attest-relayed-for": "registry", "x-attest-exchange": .string(Routes.events),
                        "x-attest-key": .string(MembershipGranted.name.text),
                    ]))
            #expect(try await publisher.publish([letter]) == [.confirmed])
            await publisher.close()
            let letters = DeadLetters(sandbox.address(as: "operator"), service: "identity")
            #expect(try await letters.erase(Person(address: "nobody@example.org"), isRehearsal: false) == 0)
            #expect(try await letters.list().map(\.sender) == ["compliance"])
            #expect(try await letters.replay() == 1)
            let reasons = try await Self.deadLetters(1, of: .identity, in: sandbox)
            #expect(reasons.allSatisfy { $0.hasPrefix("compliance may not send") }, "\(reasons)")
        }
    }

    @Test("An answer is believed only from a process that answers for the service")
    func answers() async throws {
        try await Sandbox.with { sandbox in
            #expect(try await SystemTopology.all.apply(sandbox.address).isEmpty)
            try await sandbox.grantRights()
            let answering = try await BrokerTransport(sandbox.address, name: "test").respond(
                to: [DescribeOrganisation.name], on: Routes.queries("registry"), prefetch: 10)
            let client = ServiceClient(
                sandbox.address(as: "gateway"), name: "gateway",
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let told: [(Sender, ClientError)] = [
                (.notification, .failed(service: "registry")), (.operator, .failed(service: "registry")),
                (.registry, .refused([.notFound])),
            ]
            for (sender, expected) in told {
                let asked = Task {
                    try await client.ask(
                        DescribeOrganisation(organisation: Identifier.make()), as: .visitor, trace: TraceContext())
                }
                let arrival = try #require(try await within { try await answering.next(max: 1) }.first)
                let publisher = try await Publisher.open(sandbox.address(as: sender.name), name: sender.name)
                try await publisher.sendUnconfirmed([
                    OutboundMessage(
                        exchange: Routes.direct, routingKey: arrival.replyTo ?? "",
                        body: Array(try JSON.bytes(Answered<OrganisationDetails>.refused([.notFound]))),
                        properties: MessageProperties(correlationID: arrival.correlation, userID: sender.name),
                        mandatory: false)
                ])
                await #expect(throws: expected, "\(sender)") { try await asked.value }
                await publisher.close()
            }
            await client.close()
            await answering.close()
        }
    }

    // MARK: What is tried

    private static let senders = Sender.processes + [.partners]

    private static func user(of sender: Sender) -> String { sender == .partners ? "partner" : sender.name }

    private static func mayPublish(_ type: any Message.Type, by exchange: String, _ sender: Sender) -> Bool {
        // The operator asks in its own name, and sends on, in the service's name, what could not leave one.
        let relays = sender == .operator && exchange != Routes.requests
        guard relays ? !type.senders.all.isDisjoint(with: Sender.services) : type.senders.contains(sender) else {
            return false
        }
        let asks = sender == .gateway || sender == .operator && !relays
        switch type {
        case let fact as any Fact.Type: return exchange == Routes.events && fact.audience == .everyone
        case is any Instruction.Type: return exchange == (asks ? Routes.requests : Routes.commands)
        default: return exchange == Routes.requests
        }
    }

    /// A message without any data: whoever may send it is told that a field is missing, and nobody else is told so much.
    private static func message(_ type: any Message.Type, to queue: String, from sender: Sender) -> OutboundMessage {
        let envelope = Envelope(
            id: Identifier.text(Identifier.make()), source: "/attest/\(type.name.service)", type: type.name,
            time: Date(), actor: .operator)
        return OutboundMessage(
            exchange: Routes.direct, routingKey: queue, body: Array(envelope.encode(data: "[]").utf8),
            properties: MessageProperties(messageID: envelope.id, type: type.name.text, userID: sender.name))
    }

    private static func tryWork(
        of service: Sender, as sender: Sender, _ publisher: Publisher, _ sandbox: Sandbox
    ) async throws {
        let types = Catalogue.instructions.filter { $0.name.service == service.name } as [any Message.Type]
        let reactions = reactions(of: service)
        let messages = (types + reactions).map { message($0, to: Routes.work(service.name), from: sender) }
        for message in messages {
            let settled = try await publisher.publish([message])
            #expect(settled == [.confirmed])
        }
        let reasons = try await reasons(of: messages, by: service, in: sandbox)
        for (type, message) in zip(types + reactions, messages) {
            let reason = reasons[message.properties.messageID ?? ""] ?? "no letter"
            #expect(
                reason.hasPrefix("\(sender) may not send") == !type.senders.contains(sender),
                "\(sender), \(type): \(reason)")
        }
    }

    private static func tryRequests(of service: Sender, as sender: Sender, _ requester: Requester) async throws {
        struct Told: Decodable {
            var problems: [Problem]?
            var reason: String?
        }
        for type in Catalogue.instructions where type.name.service == service.name {
            let answer = try await requester.request(
                message(type, to: Routes.requests(service.name), from: sender), deadline: .seconds(10))
            let told = try JSON.value(Told.self, from: answer.body)
            #expect(
                told.problems?.first?.code == (type.senders.contains(sender) ? "unreadable" : "forbidden"), "\(type)")
        }
        for type in Catalogue.queries where type.name.service == service.name {
            let answer = try await requester.request(
                message(type, to: Routes.queries(service.name), from: sender), deadline: .seconds(10))
            let told = try JSON.value(Told.self, from: answer.body)
            #expect((told.problems?.first?.code == "forbidden") == !type.senders.contains(sender), "\(type)")
        }
    }

    private static func reactions(of service: Sender) -> [any Message.Type] {
        switch service {
        case .identity: [MembershipGranted.self]
        case .registry: [RegistrationSubmitted.self]
        case .compliance: [OrganisationRegistered.self]
        default: []
        }
    }

    /// Why each of some messages is a dead letter of a service, by their ids. A letter may come twice, and in any order.
    private static func reasons(
        of messages: [OutboundMessage], by service: Sender, in sandbox: Sandbox
    ) async throws -> [String: String] {
        let consumer = try await Consumer.open(
            sandbox.address, queue: Routes.dead(service.name), prefetch: 200, name: "test")
        var missing = Set(messages.compactMap(\.properties.messageID))
        var reasons: [String: String] = [:]
        while !missing.isEmpty {
            for delivery in try await within(.seconds(30), { try await consumer.next(max: 200) }) {
                #expect(delivery.properties.headers["x-attest-relayed-for"]?.string != nil)
                let id = try Envelope.decode(from: delivery.body).id
                missing.remove(id)
                reasons[id] = delivery.properties.headers["x-attest-reason"]?.string ?? ""
                try await consumer.acknowledge(delivery.tag)
            }
        }
        await consumer.close()
        return reasons
    }

    /// The reasons of the next dead letters of a service, in order; each says who sent it.
    private static func deadLetters(_ count: Int, of service: Sender, in sandbox: Sandbox) async throws -> [String] {
        let consumer = try await Consumer.open(
            sandbox.address, queue: Routes.dead(service.name), prefetch: 200, name: "test")
        var reasons: [String] = []
        while reasons.count < count {
            let missing = count - reasons.count
            for delivery in try await within(.seconds(30), { try await consumer.next(max: missing) }) {
                #expect(delivery.properties.headers["x-attest-relayed-for"]?.string != nil)
                reasons.append(delivery.properties.headers["x-attest-reason"]?.string ?? "")
                try await consumer.acknowledge(delivery.tag)
            }
        }
        await consumer.close()
        return reasons
    }
}
