// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging

/// The smallest service there is: meters that are read.

struct ReadMeter: Instruction {
    static let name: MessageName = "meters.read-meter.v1"
    static let senders: Senders = [.operator]
    var meter: UUID
    /// Makes the message as long as ours commonly are.
    var note: String
}

struct MeterRead: Fact {
    static let name: MessageName = "meters.meter-read.v1"
    static let audience: Audience = .everyone
    var meter: UUID
    var note: String
}

enum MeterEvent: DomainEvent {
    case read(MeterRead)

    static let kinds: [EventKind<MeterEvent>] = [EventKind(MeterEvent.read)]

    var fact: any Fact {
        switch self {
        case .read(let fact): fact
        }
    }
}

struct MeterState: Codable, Sendable, Equatable {
    var readings = 0
}

/// Never given.
struct MeterRefusal: DomainRefusal {
    var problems: [Problem] { [] }
}

enum MeterDecider: Decider {
    static let aggregate = "meter"

    static func decide(
        _ command: ReadMeter, given state: MeterState?, in context: Context
    ) throws(MeterRefusal) -> [MeterEvent] { [.read(MeterRead(meter: command.meter, note: command.note))] }

    static func evolve(_ state: MeterState?, with event: MeterEvent) -> MeterState {
        MeterState(readings: (state?.readings ?? 0) + 1)
    }
}

enum Meters {
    static let definition = Definition(
        service: "meters", migrations: [], aggregates: [Aggregate(MeterDecider.self)],
        handlers: [.instruction(ReadMeter.self, MeterDecider.self, stream: { $0.meter }, command: { $0 })],
        questions: [])
}
