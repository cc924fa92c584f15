// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import struct Foundation.UUID

// Erasure: secrets that were used, in a batch of their own stream; a person, in whole streams.
extension Processor {
    /// Takes secrets that are no longer needed out of the log; the digest of the original stays, so the chain holds.
    func eraseSecrets(_ batch: inout Batch, on connection: Connection) async throws {
        guard !batch.erasing.isEmpty else { return }
        let rows = try await connection.query(Store.events(of: Array(batch.erasing.keys)))
        try eraseSecrets(&batch, from: Dictionary(grouping: try rows.map { try StoredEvent($0) }, by: \.stream))
    }

    private func eraseSecrets(_ batch: inout Batch, from stored: [UUID: [StoredEvent]]) throws {
        let own = Dictionary(grouping: batch.events.streams.indices) { batch.events.streams[$0] }
        for (stream, (end, cause)) in batch.erasing {
            guard let aggregate = batch.streams[stream].flatMap({ aggregates[$0.aggregate] }) else { continue }
            var erasure = Erasure(Eraser(.secrets), in: aggregate)
            for event in stored[stream] ?? [] {
                let body = try erasure.take(
                    event.version, event.type, event.body, isBlanked: event.bodyDigest != nil,
                    isNeeded: event.version >= end)
                if let body { batch.blanked.append(stream, event.version, body) }
            }
            // Those of the batch itself are not in the log yet; they enter it without their secrets.
            for index in own[stream] ?? [] {
                let (version, whole) = (batch.events.versions[index], batch.events.bodies[index])
                let body = try erasure.take(
                    version, batch.events.types[index], whole, isBlanked: false, isNeeded: version >= end)
                guard let body else { continue }
                batch.events.bodyDigests[index] = SHA256.digest(whole)
                batch.events.bodies[index] = body
            }
            if let fact = erasure.fact(because: .secretUsed) {
                try batch.record(fact, in: stream, of: aggregate, for: .service(service), because: cause)
            }
        }
    }

    /// Takes what is personal out of whole streams, in one transaction.
    ///
    /// - Parameter isRehearsal: true to change nothing.
    /// - Returns: in how many something was erased, and which of them cannot be read and were left alone.
    func erase(
        _ eraser: Eraser, because reason: ErasureReason, in streams: [UUID], for actor: Actor, isRehearsal: Bool,
        on connection: Connection
    ) async throws -> ErasureProgress {
        var statements: [SQL] = ["BEGIN", Store.lock(streams), Store.load(streams), Store.events(of: streams)]
        if revisions.hasToAsk { statements += Revisions.question }
        let results = try await connection.pipeline(statements)
        var batch = Batch(time: Timestamp.wholeMilliseconds(now()), processor: self)
        if statements.count > 4, let answer = results.last {
            batch.outdated = try revisions.outdated(ProjectedTables.all(aggregates.values), answer)
        }
        var histories = try StreamHistory.of(results[2], results[3])
        let taught = try teach(eraser, by: histories)
        let related = Set(taught.keys).subtracting(streams)
        if !related.isEmpty {
            let more = try await connection.pipeline([
                Store.lock(Array(related)), Store.load(Array(related)), Store.events(of: Array(related)),
            ])
            histories += try StreamHistory.of(more[1], more[2])
        }
        var progress = ErasureProgress()
        for history in histories {
            do {
                var eraser = eraser
                if let names = taught[history.stored.stream] { eraser.learn(from: names) }
                let erased = try erase(eraser, because: reason, in: history.stored, history.events, for: actor, &batch)
                progress.events += erased
                if erased > 0 { progress.streams += 1 }
            } catch is MalformedMessage {
                progress.unreadable.append(history.stored.stream)
            }
        }
        if isRehearsal || progress.streams == 0 {
            try await connection.rollback()
        } else {
            _ = try await write(&batch, outcomes: [], on: connection)
        }
        return progress
    }

    /// A stream with all that happened to it.
    private struct StreamHistory {
        let stored: StoredState
        let events: [StoredEvent]

        static func of(_ states: Rows, _ events: Rows) throws -> [StreamHistory] {
            let events = Dictionary(grouping: try events.map { try StoredEvent($0) }, by: \.stream)
            return try states.map { row in
                let stored = try StoredState(row)
                return StreamHistory(stored: stored, events: events[stored.stream] ?? [])
            }
        }
    }

    /// What is known of the person in the streams that others are related to, for each of these others.
    private func teach(_ eraser: Eraser, by histories: [StreamHistory]) throws -> [UUID: Eraser] {
        var taught: [UUID: Eraser] = [:]
        for history in histories {
            guard let aggregate = aggregates[history.stored.aggregate], let state = aggregate.read(history.stored)
            else { continue }
            let related = aggregate.related(state)
            guard !related.isEmpty else { continue }
            var learned = eraser
            do {
                for event in history.events { try learned.learn(from: event.body, aggregate.personal(in: event.type)) }
            } catch is MalformedMessage {
                // It is told of when the stream itself is come to.
                continue
            }
            for stream in related { taught[stream, default: eraser].learn(from: learned) }
        }
        return taught
    }

    /// - Returns: in how many events something was erased.
    private func erase(
        _ eraser: Eraser, because reason: ErasureReason, in stored: StoredState, _ events: [StoredEvent],
        for actor: Actor, _ batch: inout Batch
    ) throws -> Int {
        guard let aggregate = aggregates[stored.aggregate] else {
            throw MalformedMessage("the aggregate \(stored.aggregate) is not known")
        }
        var eraser = eraser
        for event in events { try eraser.learn(from: event.body, aggregate.personal(in: event.type)) }
        var erasure = Erasure(eraser, in: aggregate)
        var stream = WorkingStream(id: stored.stream, aggregate: stored.aggregate)
        var blanked = BlankedRows()
        var (before, after): (Set<Claim>, Set<Claim>) = ([], [])
        for var event in events {
            if !PersonalDataErasedName.isMeant(by: event.type) {
                before.apply(try aggregate.claims(event.type, event.body))
            }
            let body = try erasure.take(
                event.version, event.type, event.body, isBlanked: event.bodyDigest != nil)
            if let body {
                event.body = body
                blanked.append(event.stream, event.version, body)
            }
            if !PersonalDataErasedName.isMeant(by: event.type) {
                after.apply(try aggregate.claims(event.type, event.body))
            }
            try aggregate.replay(&stream, event)
        }
        guard let fact = erasure.fact(because: reason) else { return 0 }
        guard stream.version == stored.version, stream.digest == stored.digest else {
            throw MalformedMessage("its events do not lead to its state")
        }
        batch.streams[stream.id] = stream.rewritten
        try batch.record(fact, in: stream.id, of: aggregate, for: actor)
        batch.blanked.append(blanked)
        batch.release(before.subtracting(after), of: stream.id)
        return blanked.streams.count
    }
}
