// SPDX-License-Identifier: Apache-2.0

import Broker
import TestSupport
import Testing

@Suite(
    "Requests and answers", .enabled(if: TestBroker.isThere, "needs ATTEST_TEST_BROKER and its management"),
    .timeLimit(.minutes(1)))
struct RequestTests {
    /// Answers every request with its own text twice, until cancelled; `mute` requests get no answer.
    private func answer(_ responder: Responder) async throws {
        while true {
            let requests = try await responder.next(max: 64)
            try await responder.reply(
                requests.filter { $0.text != "mute" }.map { request in
                    OutboundMessage(
                        exchange: "ignored", routingKey: request.properties.replyTo ?? "",
                        body: request.body + request.body,
                        properties: MessageProperties(
                            correlationID: request.properties.correlationID, persistent: false))
                })
        }
    }

    private func withResponder(_ body: @escaping @Sendable (BrokerAddress, Requester) async throws -> Void) async throws
    {
        try await TestBroker.withVirtualHost { address in
            _ = try await Topology(queues: [.transient("questions", expiry: .seconds(60))]).apply(address)
            let responder = try await Responder.open(address, queue: "questions", prefetch: 100, name: "responder")
            let requester = try await Requester.open(address, name: "requester")
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await answer(responder) }
                group.addTask { try await body(address, requester) }
                // The answering task ends only by an error or by being cancelled: the first to end is the test.
                try await group.next()
                group.cancelAll()
            }
            await requester.close()
            await responder.close()
        }
    }

    @Test("Three hundred requests in flight get each its own answer")
    func many() async throws {
        try await withResponder { _, requester in
            for _ in 0..<3 {
                try await withThrowingTaskGroup(of: (Int, String).self) { group in
                    for number in 0..<300 {
                        group.addTask {
                            let answer = try await requester.request(
                                message("<\(number)>", to: "questions"), deadline: .seconds(15))
                            return (number, answer.text)
                        }
                    }
                    for try await (number, text) in group { #expect(text == "<\(number)><\(number)>") }
                }
            }
            #expect(await requester.inFlight == 0)
        }
    }

    @Test("A request without an answer ends at its deadline, and the next one is answered")
    func deadline() async throws {
        try await withResponder { _, requester in
            let begin = ContinuousClock.now
            let error = await #expect(throws: BrokerError.self) {
                try await requester.request(message("mute", to: "questions"), deadline: .milliseconds(300))
            }
            #expect(error?.code == .timedOut)
            let took = ContinuousClock.now - begin
            #expect(took >= .milliseconds(300) && took < .seconds(2))
            #expect(await requester.inFlight == 0)
            let answer = try await requester.request(message("a", to: "questions"), deadline: .seconds(10))
            #expect(answer.text == "aa")
        }
    }

    @Test("A request that no queue takes fails at once")
    func nobody() async throws {
        try await withResponder { _, requester in
            let begin = ContinuousClock.now
            let error = await #expect(throws: BrokerError.self) {
                try await requester.request(message("x", to: "nobody"), deadline: .seconds(30))
            }
            #expect(error?.code == .notFound)
            #expect(ContinuousClock.now - begin < .seconds(5))
        }
    }

    @Test("A cancelled request frees its place")
    func cancellation() async throws {
        try await withResponder { _, requester in
            let asking = Task { try await requester.request(message("mute", to: "questions"), deadline: .seconds(60)) }
            while await requester.inFlight == 0 { await Task.yield() }
            asking.cancel()
            let error = await #expect(throws: BrokerError.self) { try await value(of: asking) }
            #expect(error?.code == .closed)
            #expect(await requester.inFlight == 0)
        }
    }

    @Test("A responder holds no more than its prefetch, and what it did not take goes to the next one")
    func prefetch() async throws {
        try await TestBroker.withVirtualHost { address in
            _ = try await Topology(queues: [.transient("questions", expiry: .seconds(60))]).apply(address)
            let publisher = try await Publisher.open(address, name: "publisher")
            _ = try await publisher.publish((0..<30).map { message("\($0)", to: "questions") })
            let first = try await Responder.open(address, queue: "questions", prefetch: 20, name: "first")
            var taken = 0
            while taken < 5 { taken += try await within { try await first.next(max: 1) }.count }
            let second = try await Responder.open(address, queue: "questions", prefetch: 20, name: "second")
            var rest: [String] = []
            while rest.count < 5 { rest += try await within { try await second.next(max: 5) }.map(\.text) }
            #expect(rest == (25..<30).map { "\($0)" })
            await first.close()
            while rest.count < 25 { rest += try await within { try await second.next(max: 25) }.map(\.text) }
            #expect(Set(rest) == Set((5..<30).map { "\($0)" }))
            await second.close()
            await publisher.close()
        }
    }
}
