// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Logging

/// Keeps a partition of the inbox ready for each day to come, and drops those whose ids need not be remembered.
struct InboxDays: Sendable {
    let pool: Pool
    let options: Options
    let now: @Sendable () -> Date
    let log: Logger

    func run() async {
        let outage = Outage("lane", "inbox", log: log)
        while !Task.isCancelled {
            do {
                try await keep()
                outage.ended()
                try await Task.sleep(for: .seconds(3_600))
            } catch {
                if Task.isCancelled { return }
                outage.began(error)
                try? await Task.sleep(for: .seconds(30))
            }
        }
    }

    func keep() async throws {
        let today = Int64(now().timeIntervalSince1970) / 86_400
        let kept = max(1, options.memory.components.seconds / 86_400)
        let present = try await pool.transaction { connection in
            // One process at a time; the others find the work done.
            try await connection.query("SELECT pg_advisory_xact_lock(hashtext('attest.inbox.' || current_schema()))")
            try await connection.query(Self.patience)
            let rows = try await connection.query(
                """
                SELECT c.relname::text AS name FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
                WHERE i.inhparent = 'inbox'::regclass
                """)
            let present = Set(try rows.map { try $0.get("name", as: String.self) })
            for day in today...(today + 2) where !present.contains(Self.name(day)) {
                try await create(day, on: connection)
            }
            return present
        }
        for name in present.sorted() {
            guard let day = Self.day(name), day < today - kept else { continue }
            try await drop(name)
        }
        let limit = Date(timeIntervalSince1970: Double((today - kept) * 86_400))
        try await pool.query("DELETE FROM inbox_other WHERE at < \(limit)")
    }

    /// Whoever waits for a table's strongest lock holds up all who come after: the lanes. So the wait is short.
    private static let patience: SQL = "SET LOCAL lock_timeout = '500ms'"

    private func drop(_ name: String) async throws {
        do {
            try await pool.transaction { connection in
                try await connection.query(Self.patience)
                try await connection.query("DROP TABLE IF EXISTS \(raw: name)")
            }
            log.info("a day of remembered ids was dropped", metadata: ["day": "\(name)"])
        } catch let error as DatabaseError where error.code == .lockTimeout {
            // A backup reads it; it goes the next time.
            log.info("a day of remembered ids is in use and was not dropped", metadata: ["day": "\(name)"])
        }
    }

    /// Ids of the day that came before its partition was made lie in the default partition; they are moved.
    private func create(_ day: Int64, on connection: Connection) async throws {
        // Nobody adds one of them between the move and the end of it.
        try await connection.query("LOCK TABLE inbox_other IN ACCESS EXCLUSIVE MODE")
        let low = Self.floor(day)
        let high = Self.floor(day + 1)
        try await connection.query(
            "CREATE TABLE \(raw: Self.name(day)) (LIKE inbox INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        try await connection.query(
            """
            WITH moved AS (
                DELETE FROM inbox_other WHERE id >= \(low) AND id < \(high) RETURNING id, at, reply, digest)
            INSERT INTO \(raw: Self.name(day)) (id, at, reply, digest) SELECT id, at, reply, digest FROM moved
            """)
        try await connection.query(
            """
            ALTER TABLE inbox ATTACH PARTITION \(raw: Self.name(day))
            FOR VALUES FROM ('\(raw: low.uuidString)') TO ('\(raw: high.uuidString)')
            """)
    }

    /// The smallest id of a day: its milliseconds and zeros.
    static func floor(_ day: Int64) -> UUID {
        let milliseconds = UInt64(day) * 86_400_000
        let time = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64($0))) }
        return Identifier.uuid(time + [UInt8](repeating: 0, count: 10))
    }

    static func name(_ day: Int64) -> String {
        let date = Timestamp.format(Date(timeIntervalSince1970: Double(day) * 86_400))
        return "inbox_" + date.prefix(10).replacing("-", with: "")
    }

    static func day(_ name: String) -> Int64? {
        let digits = name.dropFirst(6)
        guard name.hasPrefix("inbox_"), digits.count == 8, Int(digits) != nil else { return nil }
        let text = "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))T00:00:00Z"
        return Timestamp.parse(text).map { Int64($0.timeIntervalSince1970) / 86_400 }
    }
}
