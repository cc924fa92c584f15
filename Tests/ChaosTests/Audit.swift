// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing
import Threads

/// Something that is not as it was announced.
struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// What was looked at; it names no row, so that two runs say the same.
    let what: String
    let detail: String

    var description: String { "\(what): \(detail)" }
}

/// Looks whether everything that was announced came true, once.
struct Audit: Sendable {
    let servers: FallibleServers
    let database: Pool
    /// Where the e-mails lie that arrived.
    var mailFolder: String
    /// How long the tap may take to show everything, and how long to listen on for what comes twice.
    var patience = (arrival: Duration.seconds(30), settling: Duration.seconds(1))
    let query: @Sendable (SQL) async throws -> Rows
    let seen: Lock<Tapped>

    /// What the tap has shown: the events' ids, and how often all of them came.
    struct Tapped: Sendable {
        var ids: Set<String> = []
        var count = 0
    }

    init(_ servers: FallibleServers) {
        let database = Pool(DatabaseConfiguration(url: servers.postgres), limit: 2, name: "audit")
        self.init(servers, database, tapped: Tapped()) { try await database.query($0) }
    }

    private init(
        _ servers: FallibleServers, _ database: Pool, tapped: Tapped,
        query: @escaping @Sendable (SQL) async throws -> Rows
    ) {
        self.servers = servers
        self.database = database
        self.query = query
        mailFolder = servers.mailFolder
        seen = Lock(tapped)
    }

    /// A second audit, as somebody makes it who sees a connection's open transaction. It knows what the first has seen
    /// of the tap; what it sees itself is its own.
    func aside(on connection: Connection, tapped: Tapped) -> Audit {
        Audit(servers, database, tapped: tapped) { try await connection.query($0) }
    }

    var tapped: Tapped { seen.withLock { $0 } }

    /// A queue that gets every event.
    static let tap = Topology(
        queues: [.quorum("tap")], bindings: [Binding(queue: "tap", exchange: Routes.events, key: "#")])

    // MARK: Quiet

    /// Waits until nothing is on its way any more.
    ///
    /// - Returns: how long each kind of row took from now on; what was complete at once is left out. What lies in queues is
    ///   waited for too, and not timed: the broker counts it up to five seconds late.
    /// - Throws: `NotInTime` that names what is missing.
    @discardableResult
    func awaitQuiet(_ announced: Announcer.Announced, within deadline: Duration) async throws -> [String: Duration] {
        let begun = ContinuousClock.now
        let end = begun + deadline
        var took: [String: Duration] = [:]
        while true {
            // The database may have been away until a moment ago.
            let rows = try? await awaitedRows(announced)
            for finding in rows ?? [] { took[finding.what] = begun.duration(to: .now) }
            let awaited = rows?.isEmpty == true ? try? await awaitedMessages() : rows
            if let awaited, awaited.isEmpty { return took }
            guard ContinuousClock.now < end else {
                let missing = awaited?.map(\.description).joined(separator: "; ")
                throw NotInTime(description: "after \(deadline): \(missing ?? "no answer")")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// What is on its way still.
    func awaited(_ announced: Announcer.Announced) async throws -> [Finding] {
        let rows = try await awaitedRows(announced)
        return rows.isEmpty ? try await awaitedMessages() : rows
    }

    /// What the databases lack still.
    func awaitedRows(_ announced: Announcer.Announced) async throws -> [Finding] {
        var findings: [Finding] = []
        func expect(_ what: String, _ sql: SQL, _ wanted: Int) async throws {
            let found = try await count(sql)
            if found != wanted { findings.append(Finding(what: what, detail: "\(found) of \(wanted)")) }
        }
        try await expect(
            "awaited registrations", "SELECT count(*) FROM registry.registrations", announced.applicants.count)
        try await expect("awaited cases", "SELECT count(*) FROM compliance.cases", announced.organisations)
        try await expect("awaited memberships", "SELECT count(*) FROM identity.memberships", announced.organisations)
        try await expect(
            "awaited e-mails", "SELECT count(*) FROM notification.emails WHERE standing = 'sent'",
            announced.emails.count)
        for service in Fleet.services {
            try await expect("unconfirmed rows of \(service)", unconfirmed(service), 0)
        }
        return findings
    }

    /// What lies in queues, as the broker counted it up to five seconds ago.
    private func awaitedMessages() async throws -> [Finding] {
        var findings: [Finding] = []
        let depths = try await servers.depths()
        for service in Fleet.services {
            let queues =
                [Routes.work(service), Routes.dead(service)]
                + (0..<Routes.delays.count).map {
                    Routes.waiting(service, attempt: $0)
                }
            for queue in queues where depths[queue] != 0 {
                findings.append(
                    Finding(what: "messages in \(queue)", detail: depths[queue].map(String.init) ?? "nobody knows"))
            }
        }
        return findings
    }

    /// Rows of the outbox that no confirmed range covers.
    private func unconfirmed(_ service: String) -> SQL {
        """
        SELECT count(*) FROM \(raw: service).outbox AS o WHERE NOT o.position <@ (
            SELECT coalesce(range_agg(int8range(low, high, '[]')), '{}'::int8multirange)
            FROM \(raw: service).sent AS s WHERE s.slot = o.slot)
        """
    }

    // MARK: Once

    func same<Value: Equatable>(
        _ what: String, _ found: Value, _ wanted: Value, of whom: String = ""
    ) -> [Finding] {
        guard found != wanted else { return [] }
        let detail = "\(String(describing: found).prefix(2_000)), not \(String(describing: wanted).prefix(2_000))"
        return [Finding(what: what, detail: whom.isEmpty ? detail : "\(whom): \(detail)")]
    }

    /// Shows what the one has and the other has not.
    func same<Value: Hashable>(_ what: String, _ found: Set<Value>, _ wanted: Set<Value>) -> [Finding] {
        same("\(what), missing", wanted.subtracting(found).map { "\($0)" }, [])
            + same("\(what), too many", found.subtracting(wanted).map { "\($0)" }, [])
    }

    /// Checks everything, when it is quiet.
    ///
    /// - Returns: what is amiss; nothing when all came true, once.
    func check(_ announced: Announcer.Announced) async throws -> [Finding] {
        var findings = try await checkRegistry(announced)
        findings += try await checkReactions(announced)
        findings += try await checkMemories(announced)
        for service in Fleet.services { findings += try await checkHistory(service) }
        findings += try await checkTap(announced)
        findings += try await checkMail(announced)
        return findings
    }

    // MARK: What was found

    /// How often events and e-mails came again.
    func repetitions() throws -> (events: Int, emails: Int) {
        let mails = try mails()
        return (tapped.count - tapped.ids.count, mails.count - Set(mails.map(\.id)).count)
    }

    func count(_ sql: SQL) async throws -> Int {
        guard let row = try await query(sql).first else { return 0 }
        return Int(try row.get(0, as: Int64.self))
    }

    func ids(_ sql: SQL) async throws -> Set<UUID> {
        Set(try await query(sql).map { try $0.get(0, as: UUID.self) })
    }

    func texts(_ sql: SQL) async throws -> Set<String> {
        Set(try await query(sql).map { try $0.get(0, as: String.self) })
    }
}
