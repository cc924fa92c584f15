// SPDX-License-Identifier: Apache-2.0

import Database
import ServiceKit
import struct Foundation.Date
import func Glibc.pow

/// How much one network may do: so much at once, and so much an hour after that. Who goes on beyond it waits for a growing
/// time. IMP-03
///
/// The front door has limits of its own, before anything travels; these are shared by all its copies, and last.
struct Throttles: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// A password that was wrong; right ones cost nothing, so that a hospital behind one address can work.
        case wrongPassword = "wrong-password"
        case registration
        /// An e-mail to whatever address was typed.
        case link
    }

    static let standard: [String: Rate] = [
        Kind.wrongPassword.rawValue: Rate(100, hourly: 600), Kind.registration.rawValue: Rate(40, hourly: 120),
        Kind.link.rawValue: Rate(40, hourly: 120),
    ]
    /// In seconds.
    static let longestWait: Double = 3_600

    private let rates: [String: Rate]

    /// - Parameter rates: those that differ from the standard.
    init(_ rates: [String: Rate] = [:]) { self.rates = Self.standard.merging(rates) { $1 } }

    /// Until when a network has to wait; nil when it need not.
    func wait(_ kind: Kind, _ source: String?, at time: Date, in database: Pool) async throws -> Date? {
        guard let source, let rate = rates[kind.rawValue] else { return nil }
        let rows = try await database.query(
            "SELECT level, time FROM throttles WHERE kind = \(kind.rawValue) AND source = \(source)")
        guard let row = rows.first else { return nil }
        let until = Self.end(level: try row.get(0), counted: try row.get(1), rate, at: time)
        return until > time ? until : nil
    }

    /// Counts one.
    func count(_ kind: Kind, _ source: String?, at time: Date, in database: Pool) async throws {
        guard let source, let rate = rates[kind.rawValue] else { return }
        // What is a day old has long been forgiven; one statement must not touch its own row twice.
        _ = try await database.query(
            """
            WITH old AS (
                DELETE FROM throttles
                WHERE time < \(time.addingTimeInterval(-86_400)) AND (kind, source) <> (\(kind.rawValue), \(source)))
            INSERT INTO throttles AS t (kind, source, level, time)
            VALUES (\(kind.rawValue), \(source), 1, \(time))
            ON CONFLICT (kind, source) DO UPDATE SET time = greatest(t.time, excluded.time), level = 1 + greatest(
                0, t.level - greatest(0, extract(epoch FROM excluded.time - t.time)) * \(rate.hourly) / 3600)
            """)
    }

    /// When a network may go on: at once below its burst; beyond it after a second, twice as long with each one more.
    static func end(level: Double, counted: Date, _ rate: Rate, at time: Date) -> Date {
        let forgiven = max(0, time.timeIntervalSince(counted)) * rate.hourly / 3_600
        guard level - forgiven >= rate.burst else { return .distantPast }
        return counted.addingTimeInterval(min(longestWait, pow(2, level - rate.burst)))
    }
}
