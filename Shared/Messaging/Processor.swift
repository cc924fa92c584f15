// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Logging

/// Turns a batch of messages into one transaction.
///
/// Two round trips: the first begins, recognises repetitions, locks and loads; between them everything is decided in
/// memory; the second writes with one statement a table and commits. Where every stream is remembered from the last
/// batch, the second alone is enough. A batch that the database rejects is split until the message that cannot be done is
/// alone.
///
/// What a decision asks of another stream of the service is decided in the same transaction, where that stream is free.
struct Processor: Sendable {
    let service: String
    let aggregates: [String: Aggregate]
    let options: Options
    let sealingKey: SealingKey?
    let now: @Sendable () -> Date
    let confirmations: Confirmations
    let memory: Memory
    let alarm: Alarm
    let busy: Outage
    let log: Logger
    /// Reads what the service tells itself; nil to send all of it by the broker.
    var intake: Intake?
    let revisions = Revisions()

    /// What came of a batch.
    struct Committed: Sendable {
        /// In the order of the messages.
        var outcomes: [Outcome] = []
        /// What has to be published now, one part for each transaction.
        var parts: [Part] = []
    }

    /// What one transaction left to publish, with its places in the outbox.
    struct Part: Sendable {
        let outgoing: [Outgoing]
        let slot: Int64
        let positions: [Int64]
    }

    enum Outcome: Sendable {
        /// It took effect, or was refused by a rule, now or when it first came; the stored reply as JSON.
        case settled(String)
        /// It cannot be done; nothing of it was.
        case poison(reason: String)
        /// The database can do nothing at the moment, and its sender rather hears that than waits.
        case busy(DatabaseError)

        var isSettled: Bool { if case .settled = self { true } else { false } }
    }

    /// Processes messages in order.
    ///
    /// - Parameter patiently: true for durable work, which waits for as long as the database is busy, full or only reads;
    ///   whoever waits for an answer is rather told.
    /// - Throws: `DatabaseError` when the database is out of reach; then the commit itself may have taken effect, and the
    ///   inbox knows.
    func process(
        _ messages: [Incoming], on connection: Connection, patiently: Bool = false
    ) async throws -> Committed {
        let ticket = busy.ticket()
        defer { busy.ended(ticket: ticket) }
        var conflicts = 0
        var pause = Pause()
        var mayFollow = intake != nil
        while true {
            let reason: String
            var hasFollowed = false
            do {
                return try await transact(messages, mayFollow, &hasFollowed, on: connection)
            } catch let error as DatabaseError {
                guard error.code != .connectionLost, error.code != .closed else {
                    // It may have taken effect all the same.
                    alarm.ring()
                    throw error
                }
                try await connection.rollback()
                try Task.checkCancellation()
                if error.isConflict || error.code == .uniqueViolation, conflicts < 5 {
                    // Somebody else was faster.
                    conflicts += 1
                    log.debug("batch is tried again", metadata: ["state": "\(error.sqlState ?? "")"])
                    try await Task.sleep(for: .milliseconds(Int64.random(in: 1...(5 << conflicts))))
                    continue
                }
                if error.isPassing {
                    guard patiently else { return Committed(outcomes: messages.map { _ in .busy(error) }) }
                    busy.began(error, ticket: ticket)
                    await pause.wait()
                    continue
                }
                reason = "the database rejected it: \(error)"
            } catch {
                try await connection.rollback()
                try Task.checkCancellation()
                // A stream that cannot be read or written as a value is the matter of its own messages.
                reason = (error as? MalformedMessage)?.reason ?? "it could not be decided: \(type(of: error))"
            }
            guard messages.count > 1 else {
                guard hasFollowed else { return Committed(outcomes: [.poison(reason: reason)]) }
                // What follows from a message is not to spoil it: it goes by the broker, and fails there by itself.
                mayFollow = false
                continue
            }
            log.warning(
                "batch is split to find the message that cannot be done",
                metadata: ["messages": "\(messages.count)", "reason": "\(reason)"])
            let middle = messages.count / 2
            var both = try await process(Array(messages[..<middle]), on: connection, patiently: patiently)
            let second = try await process(Array(messages[middle...]), on: connection, patiently: patiently)
            both.outcomes += second.outcomes
            both.parts += second.parts
            return both
        }
    }

    private func transact(
        _ messages: [Incoming], _ mayFollow: Bool, _ hasFollowed: inout Bool, on connection: Connection
    ) async throws -> Committed {
        let time = Timestamp.wholeMilliseconds(now())
        if mayFollow || intake == nil,
            let committed = try await transactFromMemory(messages, at: time, &hasFollowed, on: connection)
        {
            return committed
        }
        var batch = Batch(time: time, processor: self)
        try await load(messages, into: &batch, on: connection)
        let outcomes = messages.map { batch.take($0) }
        if mayFollow, !batch.calls.bodies.isEmpty {
            hasFollowed = true
            try await follow(&batch, on: connection)
        }
        try await eraseSecrets(&batch, on: connection)
        return try await write(&batch, outcomes: outcomes, on: connection)
    }

    // MARK: One round trip

    /// - Returns: nil when it has to be done by looking: something is not remembered, what is remembered is old, a message
    ///   came before, or the decisions prove nothing of it.
    private func transactFromMemory(
        _ messages: [Incoming], at time: Date, _ hasFollowed: inout Bool, on connection: Connection
    ) async throws -> Committed? {
        guard !revisions.hasToAsk, let streams = memory.recall(messages), !streams.isEmpty else { return nil }
        var batch = Batch(time: time, processor: self)
        batch.streams = streams
        let outcomes = messages.map { batch.take($0) }
        if intake != nil, !batch.calls.bodies.isEmpty {
            hasFollowed = true
            guard followFromMemory(&batch) else { return nil }
        }
        // Only what writes its next version proves that the one before was the newest. A no of what was remembered may
        // be wrong by now.
        guard batch.erasing.isEmpty, batch.streams.values.allSatisfy(\.isChanged), outcomes.allSatisfy(\.isSettled)
        else { return nil }
        do {
            return try await write(
                &batch, outcomes: outcomes, after: ["BEGIN", Store.lock(Array(batch.streams.keys))], on: connection)
        } catch let error as DatabaseError where error.code == .uniqueViolation {
            try await connection.rollback()
            memory.wasWrong(about: batch.streams.keys)
            return nil
        }
    }

    // MARK: The first round trip

    private func load(_ messages: [Incoming], into batch: inout Batch, on connection: Connection) async throws {
        var streams: [UUID] = []
        var aggregates: [UUID: String] = [:]
        var claims: Set<Claim> = []
        for message in messages {
            for step in message.work.steps {
                if aggregates.updateValue(step.aggregate, forKey: step.stream) == nil { streams.append(step.stream) }
                claims.formUnion(step.claims)
            }
        }
        var statements: [SQL] = ["BEGIN", Store.known(messages.map(\.id))]
        if !streams.isEmpty { statements += [Store.lock(streams), Store.load(streams)] }
        if !claims.isEmpty { statements.append(Store.holders(Array(claims))) }
        let asked = revisions.hasToAsk ? statements.count..<statements.count + Revisions.question.count : nil
        if asked != nil { statements += Revisions.question }
        let results = try await connection.pipeline(statements)
        for row in results[1] { batch.known[try row.get(0)] = try Remembered(row) }
        for stream in streams {
            batch.streams[stream] = WorkingStream(id: stream, aggregate: aggregates[stream] ?? "")
        }
        if !streams.isEmpty { try await take(results[3], of: Set(streams), into: &batch, on: connection) }
        if let asked, let answer = results[asked].last {
            batch.outdated = try revisions.outdated(ProjectedTables.all(self.aggregates.values), answer)
        }
        if !claims.isEmpty {
            for row in results[streams.isEmpty ? 2 : 4] {
                batch.holders[Claim(try row.get(0), try row.get(1))] = try row.get(2, as: UUID.self)
            }
        }
    }

    /// Takes the rows of loaded states. What this build does not read is worked out again from the events.
    func take(
        _ rows: Rows, of streams: Set<UUID>, into batch: inout Batch, on connection: Connection
    ) async throws {
        var outdated: [UUID: WorkingStream] = [:]
        for row in rows {
            let stored = try StoredState(row)
            guard streams.contains(stored.stream) else { continue }
            let state = aggregates[stored.aggregate]?.read(stored)
            let working = WorkingStream(
                id: stored.stream, aggregate: stored.aggregate, version: stored.version, digest: stored.digest,
                state: state)
            // Nobody decides about a stream of an aggregate that this build does not have: its state is not needed.
            let isOutdated = state == nil && aggregates[stored.aggregate] != nil
            if isOutdated { outdated[stored.stream] = working } else { batch.streams[stored.stream] = working }
        }
        guard !outdated.isEmpty else { return }
        log.debug("states are worked out again", metadata: ["streams": "\(outdated.count)"])
        let replay = Replay(aggregates: aggregates)
        let replayed = try await replay.run(outdated.mapValues(\.aggregate), on: connection)
        for (stream, stored) in outdated {
            do {
                guard let working = try replayed[stream]?.get(), working.digest == stored.digest else {
                    throw MalformedMessage("its events do not lead to its state")
                }
                batch.streams[stream] = WorkingStream(
                    id: stream, aggregate: stored.aggregate, version: stored.version, digest: stored.digest,
                    state: working.state)
            } catch {
                batch.streams[stream] = nil
                batch.unreadable[stream] = (error as? MalformedMessage)?.reason ?? "its events cannot be read"
            }
        }
    }

    // MARK: The second round trip

    func write(
        _ batch: inout Batch, outcomes: [Outcome], after first: [SQL] = [], on connection: Connection
    ) async throws -> Committed {
        var statements = first
        let changed = batch.streams.values.filter(\.isChanged)
        var states = StateRows()
        var replaced: (streams: [UUID], versions: [Int64]) = ([], [])
        var byAggregate: [String: [ChangedStream]] = [:]
        for stream in changed {
            guard let state = stream.state, let aggregate = aggregates[stream.aggregate] else { continue }
            try states.append(stream, of: aggregate, state)
            if stream.loadedVersion > 0 {
                replaced.streams.append(stream.id)
                replaced.versions.append(stream.loadedVersion)
            }
            byAggregate[stream.aggregate, default: []].append(
                ChangedStream(id: stream.id, version: stream.version, state: state, recorded: stream.recorded))
        }
        if !states.streams.isEmpty {
            statements += [Store.append(batch.events), Store.store(states)]
            if !replaced.streams.isEmpty { statements.append(Store.discard(replaced.streams, replaced.versions)) }
            for (name, streams) in byAggregate {
                statements += try aggregates[name]?.project(streams) { !batch.outdated.contains($0) } ?? []
            }
        }
        statements += batch.sideStatements()
        let slot = Int64(now().timeIntervalSince1970) / max(1, options.slotPeriod.components.seconds) % 4
        var outboxAt: Int?
        let sends = batch.outbox + batch.takeCalls()
        if !sends.bodies.isEmpty {
            outboxAt = statements.count
            statements.append(Store.enqueue(sends, slot: slot))
        }
        let confirmed = confirmations.take()
        if !confirmed.isEmpty { statements.append(Store.confirm(confirmed)) }
        statements.append("COMMIT")
        let results: [Rows]
        do {
            results = try await connection.pipeline(statements)
        } catch {
            confirmations.add(confirmed)
            throw error
        }
        for (id, text) in zip(states.streams, states.states) {
            if let stream = batch.streams[id] { memory.keep(stream, size: text.utf8.count) }
        }
        guard let outboxAt else { return Committed(outcomes: outcomes) }
        let positions = try results[outboxAt].map { try $0.get(0, as: Int64.self) }
        return Committed(
            outcomes: outcomes, parts: [Part(outgoing: sends.outgoing(), slot: slot, positions: positions)])
    }
}

extension OutboxRows {
    func outgoing() -> [Outgoing] {
        bodies.indices.map {
            Outgoing(
                exchange: exchanges[$0], key: keys[$0], id: ids[$0], type: types[$0], body: Array(bodies[$0].utf8))
        }
    }

    static func + (one: OutboxRows, other: OutboxRows) -> OutboxRows {
        var both = one
        for index in other.bodies.indices { both.append(other, index) }
        return both
    }

    mutating func append(_ rows: OutboxRows, _ index: Int) {
        append(
            exchange: rows.exchanges[index], key: rows.keys[index], id: rows.ids[index], type: rows.types[index],
            body: rows.bodies[index])
    }

    mutating func append(exchange: String, key: String, id: String, type: String, body: String) {
        exchanges.append(exchange)
        keys.append(key)
        ids.append(id)
        types.append(type)
        bodies.append(body)
    }
}
