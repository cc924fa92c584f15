// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.UUID

// What a decision asks of other streams of its service.
//
// It is decided in the same transaction when those streams are free, so that whoever reads what they have just written
// finds all that follows from it, and the broker is spared the way. A stream that somebody else works on is not waited
// for, lest two transactions wait for each other: then the instruction goes by the outbox, as it does between services.
extension Processor {
    /// How far one thing may lead to another before the broker carries it on.
    private static let rounds = 8

    func follow(_ batch: inout Batch, on connection: Connection) async throws {
        var round = 0
        while !batch.calls.bodies.isEmpty, round < Self.rounds {
            round += 1
            let calls = batch.takeCalls()
            let read = calls.bodies.indices.map { incoming(calls, $0) }
            let wanted = Set(read.compactMap { $0 }.flatMap { $0.work.steps.map(\.stream) })
            let missing = wanted.filter { batch.streams[$0] == nil }
            if !missing.isEmpty { try await load(Array(missing), into: &batch, on: connection) }
            for index in calls.bodies.indices {
                guard let call = read[index],
                    call.work.steps.allSatisfy({ batch.streams[$0.stream] != nil }), batch.follow(call)
                else {
                    batch.outbox.append(calls, index)
                    continue
                }
            }
        }
    }

    /// - Returns: false when one of the streams is not remembered.
    func followFromMemory(_ batch: inout Batch) -> Bool {
        var round = 0
        while !batch.calls.bodies.isEmpty, round < Self.rounds {
            round += 1
            let calls = batch.takeCalls()
            for index in calls.bodies.indices {
                guard let call = incoming(calls, index) else {
                    batch.outbox.append(calls, index)
                    continue
                }
                let unknown = call.work.steps.contains { batch.streams[$0.stream] == nil }
                if unknown {
                    guard let recalled = memory.recall([call]) else { return false }
                    batch.streams.merge(recalled) { own, _ in own }
                }
                guard batch.follow(call) else { return false }
            }
        }
        return true
    }

    /// A call as a message that arrived; nil when more than its own streams is needed to decide it.
    private func incoming(_ calls: OutboxRows, _ index: Int) -> Incoming? {
        let arrival = Arrival(
            tag: 0, body: Array(calls.bodies[index].utf8), type: calls.types[index], sender: service)
        guard case .ready(let call)? = intake?.read(arrival, at: now()), !call.work.steps.isEmpty,
            call.work.records.isEmpty, call.work.steps.allSatisfy(\.claims.isEmpty)
        else { return nil }
        return call
    }

    /// Loads those of the streams that nobody else works on.
    private func load(_ streams: [UUID], into batch: inout Batch, on connection: Connection) async throws {
        let results = try await connection.pipeline([Store.tryLock(streams), Store.load(streams)])
        let free = Set(try results[0].map { try $0.get(0, as: Int64.self) })
        let taken = streams.filter { free.contains(Store.lockKey($0)) }
        for stream in taken { batch.streams[stream] = WorkingStream(id: stream, aggregate: "") }
        try await take(results[1], of: Set(taken), into: &batch, on: connection)
    }
}
