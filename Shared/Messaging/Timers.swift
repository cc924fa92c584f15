// SPDX-License-Identifier: Apache-2.0

import Database
import struct Foundation.Date
import Threads

/// Fires due timers: moves them into the outbox in one statement and publishes them. A timer is fired once, because
/// it leaves its table in the transaction that enters it into the outbox.
struct Timers: Sendable {
    let pool: Pool
    let dispatcher: Dispatcher
    let quarantine: Quarantine
    let busy: Outage
    let options: Options
    let now: @Sendable () -> Date

    func run() async {
        while !Task.isCancelled {
            do {
                while try await fire() {}
                busy.ended()
                try await Task.sleep(for: options.timerTick)
            } catch {
                if Task.isCancelled { return }
                busy.began(error)
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// - Returns: true when there may be more.
    private func fire() async throws -> Bool {
        let time = now()
        let slot = Int64(time.timeIntervalSince1970) / max(1, options.slotPeriod.components.seconds) % 4
        let rows = try await pool.query(Store.fire(before: time, slot: slot, limit: options.batch))
        guard !rows.isEmpty else { return false }
        let (outgoing, positions) = try rows.outgoing(quarantine)
        _ = await dispatcher.dispatch(outgoing, slot: slot, positions: positions).value
        return rows.count == options.batch
    }
}
