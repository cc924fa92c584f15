// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Logging
import Threads

/// Keeps the outbox honest and small: publishes again what nobody confirmed, and empties slots that are done with.
struct Sweeper: Sendable {
    let pool: Pool
    let dispatcher: Dispatcher
    let confirmations: Confirmations
    let quarantine: Quarantine
    let alarm: Alarm
    let options: Options
    let now: @Sendable () -> Date
    let log: Logger

    func run() async {
        let outage = Outage("lane", "sweep", log: log)
        // At the start for what a killed predecessor left, once more when its last rows are old enough, and so after each
        // alarm.
        let clock = ContinuousClock()
        var due = [clock.now]
        alarm.ring()
        while !Task.isCancelled {
            if alarm.take() {
                due = [clock.now, clock.now + options.sweepAge + .milliseconds(500), clock.now + options.sweepAge * 2]
            }
            let next = due.first ?? clock.now + options.slotPeriod
            due = due.isEmpty ? [next] : due
            do {
                guard next <= clock.now else {
                    try await Task.sleep(until: min(next, clock.now + Self.tick), clock: .continuous)
                    continue
                }
                due.removeFirst()
                if try await !sweep() { due.insert(clock.now + .seconds(1), at: 0) }
                outage.ended()
            } catch {
                if Task.isCancelled { return }
                outage.began(error)
                due.insert(clock.now + .seconds(1), at: 0)
            }
        }
    }

    /// How soon an alarm is heard.
    private static let tick = Duration.milliseconds(200)

    /// Writes down confirmations that no batch took along.
    func flush() async {
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .milliseconds(200))
            } catch {
                break
            }
            await flushOnce()
        }
        // In a task of its own: this one is cancelled, and the database would not be asked.
        await Task { await flushOnce() }.value
    }

    func flushOnce() async {
        do {
            // Nothing is borrowed for nothing.
            guard !confirmations.isEmpty else { return }
            try await pool.withConnection { await flushOnce(on: $0) }
        } catch {
            log.debug("confirmations wait to be written down", metadata: ["error": "\(error)"])
        }
    }

    private func flushOnce(on connection: Connection) async {
        let ranges = confirmations.take()
        guard !ranges.isEmpty else { return }
        do {
            try await connection.query(Store.confirm(ranges))
        } catch {
            confirmations.add(ranges)
        }
    }

    /// Sweeps, unless another copy of the service is at it, or this one could do nothing and would only keep it from
    /// others.
    ///
    /// - Returns: false when it should be tried again soon.
    func sweep() async throws -> Bool {
        guard await dispatcher.isAbleToPublish else { return false }
        return try await pool.withConnection { connection in
            let lock: SQL = "hashtext('attest sweep'), hashtext(current_schema())"
            let row = try await connection.query("SELECT pg_try_advisory_lock(\(sql: lock))").first
            guard try row?.get(0, as: Bool.self) == true else { return false }
            do {
                try await sweepAlone(on: connection)
            } catch {
                _ = try? await connection.query("SELECT pg_advisory_unlock(\(sql: lock))")
                throw error
            }
            try await connection.query("SELECT pg_advisory_unlock(\(sql: lock))")
            return true
        }
    }

    private func sweepAlone(on connection: Connection) async throws {
        await flushOnce(on: connection)
        let current = Int64(now().timeIntervalSince1970) / max(1, options.slotPeriod.components.seconds) % 4
        for slot in Int64(0)..<4 {
            let drained = try await republish(slot: slot, on: connection)
            // The slot before the current one may still be written to by a transaction that began in it.
            if drained, slot != current, slot != (current + 3) % 4 { try await empty(slot, on: connection) }
        }
    }

    /// Publishes a slot's unconfirmed rows again, a thousand at a time, each once: a thousand that the broker does not
    /// take hold up nothing behind them, and confirmations that cannot be written down now make no circle.
    ///
    /// - Returns: true when nothing unconfirmed is left.
    private func republish(slot: Int64, on connection: Connection) async throws -> Bool {
        var isDone = true
        var last: Int64 = 0
        while true {
            let rows = try await connection.query(
                Store.unsent(
                    slot: slot, age: options.sweepAge, homeless: options.homelessAge, after: last, limit: 1_000))
            guard let newest = try rows.map({ try $0.get(0, as: Int64.self) }).last else { return isDone }
            last = newest
            let (outgoing, positions) = try rows.outgoing(quarantine)
            log.info("unconfirmed messages are published again", metadata: ["messages": "\(outgoing.count)"])
            // Another copy may have a better way to the broker.
            guard let verdicts = await dispatched(outgoing, slot, positions) else { return false }
            // What no queue has taken for long never will be taken: an operator sees it, and it holds up nothing.
            var letters: [Outgoing] = []
            var places: [Int64] = []
            for (index, row) in rows.enumerated() {
                guard try row.get(4, as: Bool.self), case .returned(let reason) = verdicts[index] else { continue }
                letters.append(quarantine.letter(outgoing[index], .unroutable, reason))
                places.append(positions[index])
            }
            guard let buried = await dispatched(letters, slot, places) else { return false }
            await flushOnce(on: connection)
            // What the broker still does not take waits for the next sweep.
            let open = verdicts.count { $0 != .confirmed } - buried.count { $0 == .confirmed }
            if open > 0 { isDone = false }
            try Task.checkCancellation()
        }
    }

    private func dispatched(_ messages: [Outgoing], _ slot: Int64, _ positions: [Int64]) async -> [Verdict]? {
        await dispatcher.dispatch(messages, slot: slot, positions: positions).value(within: options.confirmDeadline)
    }

    private func empty(_ slot: Int64, on connection: Connection) async throws {
        let used = try await connection.query(
            "SELECT 1 FROM outbox WHERE slot = \(slot)::int2 UNION ALL SELECT 1 FROM sent WHERE slot = \(slot)::int2 LIMIT 1"
        )
        guard !used.isEmpty else { return }
        do {
            try await connection.pipeline([
                "BEGIN", "SET LOCAL lock_timeout = '100ms'",
                "LOCK TABLE \(raw: "outbox_\(slot)"), \(raw: "sent_\(slot)") IN ACCESS EXCLUSIVE MODE",
            ])
            if try await connection.query(Store.unsent(slot: slot, age: nil, limit: 1)).isEmpty {
                try await connection.query("TRUNCATE \(raw: "outbox_\(slot)"), \(raw: "sent_\(slot)")")
            }
            try await connection.query("COMMIT")
        } catch {
            try await connection.rollback()
            guard error.code == .lockTimeout else { throw error }
            // A backup or a long transaction reads the table; the slot grows until the next turn.
            log.info("a slot of the outbox is in use and was not emptied", metadata: ["slot": "\(slot)"])
        }
    }
}

extension Rows {
    /// Rows of `position, exchange, key, body` as messages, with their places. One that cannot be read is a letter to the
    /// dead-letter queue, in its place.
    func outgoing(_ quarantine: Quarantine) throws -> ([Outgoing], [Int64]) {
        var messages: [Outgoing] = []
        var positions: [Int64] = []
        for row in self {
            let position: Int64 = try row.get(0)
            let body = Array(try row.get(3, as: String.self).utf8)
            var message = Outgoing(
                exchange: try row.get(1), key: try row.get(2), id: "outbox-\(position)", type: "unknown", body: body)
            do {
                let envelope = try Envelope.decode(from: body)
                message.id = envelope.id
                message.type = envelope.type.text
            } catch {
                message = quarantine.letter(
                    message, .unreadable, "a row of the outbox cannot be read: \(error.reason)")
            }
            positions.append(position)
            messages.append(message)
        }
        return (messages, positions)
    }
}
