// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Logging
import Testing

@testable import Messaging

private struct Moved: Fact {
    static let name: MessageName = "shelf.moved.v1"
    var to: String
}

private enum ShelfEvent: DomainEvent {
    case moved(Moved)
    static let kinds = [EventKind(ShelfEvent.moved)]
    var fact: any Fact { if case .moved(let fact) = self { fact } else { fatalError("there is one case") } }
}

private struct ShelfState: Codable, Sendable {
    var place: String?
}

private struct ShelfRefusal: DomainRefusal {
    var problems: [Problem] { [] }
}

/// Gives back a place, whoever holds it.
private enum ShelfDecider: Decider {
    static let aggregate = "shelf"

    static func decide(
        _ command: String, given state: ShelfState?, in context: Context
    ) throws(ShelfRefusal) -> [ShelfEvent] { [.moved(Moved(to: command))] }

    static func evolve(_ state: ShelfState?, with event: ShelfEvent) -> ShelfState { ShelfState() }

    static func claims(of event: ShelfEvent) -> [ClaimChange] {
        guard case .moved(let fact) = event else { return [] }
        return [.release(Claim("place", fact.to))]
    }
}

@Suite("A batch in memory")
struct BatchTests {
    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func batch() -> Batch {
        Batch(
            time: Date(),
            processor: Processor(
                service: "shelf", aggregates: [:], options: Options(), sealingKey: nil, now: { Date() },
                confirmations: Confirmations(), memory: Memory(capacity: 0), alarm: Alarm(),
                busy: Outage("service", "test", log: silent),
                log: silent))
    }

    private static func message(_ stream: UUID, _ place: String) -> Incoming {
        let id = Identifier.make()
        let envelope = Envelope(
            id: id.uuidString, source: "/test", type: Moved.name, time: Date(), actor: .operator)
        return Incoming(
            id: id, envelope: envelope,
            work: Work(steps: [Step(ShelfDecider.self, stream, [Claim("place", place)], place)]))
    }

    @Test("A message for a stream of another aggregate is put aside and changes nothing")
    func otherAggregate() {
        var batch = Self.batch()
        let stream = Identifier.make()
        batch.streams[stream] = WorkingStream(
            id: stream, aggregate: "box", version: 4, digest: [], state: nil)
        guard case .poison = batch.take(Self.message(stream, "a")) else {
            Issue.record("it was decided")
            return
        }
        #expect(batch.streams[stream]?.isChanged == false)
        #expect(batch.events.bodies.isEmpty)
    }

    @Test("A stream gives back only what it holds itself")
    func foreignClaim() {
        var batch = Self.batch()
        let stream = Identifier.make()
        let holder = Identifier.make()
        batch.streams[stream] = WorkingStream(id: stream, aggregate: "shelf")
        batch.holders[Claim("place", "a")] = holder
        _ = batch.take(Self.message(stream, "a"))
        #expect(batch.holders[Claim("place", "a")] == holder)
        // Only that the message is remembered.
        #expect(batch.sideStatements().count == 1)
    }
}
