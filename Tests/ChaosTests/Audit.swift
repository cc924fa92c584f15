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

/// Looks whether everything that was announced came true, once.
struct Audit: Sendable {
    let servers: FallibleServers
    let database: Pool
    private let faults = Lock(0)
    /// Ids of the events that the tap has shown, and how often all of them came.
    private let tapped = Lock<(ids: Set<String>, count: Int)>(([], 0))

    init(_ servers: FallibleServers) {
        self.servers = servers
        database = Pool(DatabaseConfiguration(url: servers.postgres), limit: 2, name: "audit")
    }

    /// A queue that gets every event.
    static let tap = Topology(
        queues: [.quorum("tap")], bindings: [Binding(queue: "tap", exchange: Routes.events, key: "#")])

    // MARK: Quiet

    /// Waits until nothing is on its way any more.
    ///
    /// - Throws: `NotInTime` that names what is missing.
    func awaitQuiet(_ announced: Announcer.Announced, within deadline: Duration) async throws {
        let end = ContinuousClock.now + deadline
        while true {
            // The database may have been away until a moment ago.
            let missing = try? await missing(announced)
            if let missing, missing.isEmpty { return }
            guard ContinuousClock.now < end else {
                throw NotInTime(description: "after \(deadline): \(missing?.joined(separator: "; ") ?? "no answer")")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func missing(_ announced: Announcer.Announced) async throws -> [String] {
        var missing: [String] = []
        func expect(_ what: String, _ sql: SQL, _ wanted: Int) async throws {
            let found = try await count(sql)
            if found != wanted { missing.append("\(what): \(found) of \(wanted)") }
        }
        try await expect("registrations", "SELECT count(*) FROM registry.registrations", announced.applicants.count)
        try await expect("cases", "SELECT count(*) FROM compliance.cases", announced.organisations)
        try await expect("memberships", "SELECT count(*) FROM identity.memberships", announced.organisations)
        try await expect(
            "e-mails", "SELECT count(*) FROM notification.emails WHERE standing = 'sent'", announced.emails.count)
        for service in Fleet.services {
            try await expect("unconfirmed rows of \(service)", unconfirmed(service), 0)
        }
        guard missing.isEmpty else { return missing }
        let depths = try await servers.depths()
        for service in Fleet.services {
            let queues =
                [Routes.work(service), Routes.dead(service)]
                + (0..<Routes.delays.count).map {
                    Routes.waiting(service, attempt: $0)
                }
            for queue in queues where depths[queue] != 0 {
                missing.append("\(queue) holds \(depths[queue].map(String.init) ?? "nobody knows what")")
            }
        }
        return missing
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

    /// False once anything was lost, doubled or astray.
    var isSound: Bool { faults.withLock { $0 == 0 } }

    private func same<Value: Equatable>(_ what: String, _ found: Value, _ wanted: Value) {
        guard found != wanted else { return }
        faults.withLock { $0 += 1 }
        Issue.record(
            "\(what): \(String(describing: found).prefix(2_000)), not \(String(describing: wanted).prefix(2_000))")
    }

    /// Shows what the one has and the other has not.
    private func same<Value: Hashable>(_ what: String, _ found: Set<Value>, _ wanted: Set<Value>) {
        same("\(what), missing", wanted.subtracting(found).map { "\($0)" }, [])
        same("\(what), too many", found.subtracting(wanted).map { "\($0)" }, [])
    }

    /// Checks everything, when it is quiet.
    func check(_ announced: Announcer.Announced) async throws {
        try await checkRegistry(announced)
        try await checkReactions(announced)
        try await checkMemories(announced)
        for service in Fleet.services { try await checkHistory(service) }
        try await checkTap(announced)
        try await checkMail(announced)
    }

    private func checkRegistry(_ announced: Announcer.Announced) async throws {
        let all = Set(announced.applicants.keys)
        same("registrations", try await ids("SELECT registration FROM registry.registrations"), all)
        let kinds = try await database.query(
            """
            SELECT stream, string_agg(split_part(type, '.', 2), ' ' ORDER BY version) AS kinds
            FROM registry.events GROUP BY stream
            """)
        var accepted: Set<UUID> = []
        var refused: Set<UUID> = []
        for row in kinds {
            let stream: UUID = try row.get(0)
            let events: String = try row.get(1)
            if events == "registration-refused" {
                refused.insert(stream)
            } else {
                same("the events of \(stream)", events, "organisation-registered membership-granted")
                accepted.insert(stream)
            }
        }
        same("decided registrations", accepted.union(refused), all)
        for (code, rivals) in announced.rivals {
            same("organisations with the code \(code)", rivals.intersection(accepted).count, 1)
        }
        let rivals = announced.rivals.values.reduce(into: Set<UUID>()) { $0.formUnion($1) }
        same("refused without a rival", refused.subtracting(rivals), [])
        same("organisations", try await ids("SELECT id FROM registry.organisations"), accepted)
        same("claims", try await count("SELECT count(*) FROM registry.claims"), announced.rivals.count)
    }

    private func checkReactions(_ announced: Announcer.Announced) async throws {
        let organisations = try await ids("SELECT id FROM registry.organisations")
        same("cases", try await ids("SELECT organisation FROM compliance.cases"), organisations)
        same("number of cases", try await count("SELECT count(*) FROM compliance.cases"), organisations.count)
        same("openings", try await count("SELECT count(*) FROM compliance.events"), organisations.count)
        let members = try await database.query("SELECT organisation, account FROM identity.memberships")
        same("number of memberships", members.count, organisations.count)
        for row in members {
            let organisation: UUID = try row.get(0)
            same("the member of \(organisation)", try row.get(1, as: UUID.self), announced.applicants[organisation])
        }
    }

    /// Each message took effect under its id, and under no other.
    private func checkMemories(_ announced: Announcer.Announced) async throws {
        same("registry's inbox", try await texts("SELECT id::text FROM registry.inbox"), announced.submissions)
        for (service, type) in [("compliance", OrganisationRegistered.name), ("identity", MembershipGranted.name)] {
            same(
                "the inbox of \(service)", try await texts("SELECT id::text FROM \(raw: service).inbox"),
                try await texts("SELECT body::jsonb->>'id' FROM registry.events WHERE type = \(type.text)"))
        }
        // Its inbox also holds what the delivery loop recorded, under ids of its own.
        let remembered = try await texts("SELECT id::text FROM notification.inbox")
        same("orders of e-mails", remembered.intersection(announced.orders), announced.orders)
        let requested: SQL = "SELECT count(*) FROM notification.events WHERE type LIKE '%.email-requested.%'"
        same("requested e-mails", try await count(requested), announced.orders.count)
    }

    /// Computes every digest anew, in the database; each stream's state is that of its last event.
    private func checkHistory(_ service: String) async throws {
        let broken = try await count(
            """
            SELECT count(*) FROM (
                SELECT version, digest, row_number() OVER one AS place,
                    sha256(coalesce(lag(digest) OVER one, ''::bytea)
                        || coalesce(body_digest, sha256(convert_to(body, 'UTF8')))) AS right_digest
                FROM \(raw: service).events WINDOW one AS (PARTITION BY stream ORDER BY version)) AS e
            WHERE version <> place OR digest <> right_digest
            """)
        same("broken digests of \(service)", broken, 0)
        let astray = try await count(
            """
            SELECT count(*) FROM (
                SELECT DISTINCT ON (stream) * FROM \(raw: service).events ORDER BY stream, version DESC) AS e
            FULL JOIN (
                SELECT DISTINCT ON (stream) * FROM \(raw: service).states ORDER BY stream, version DESC) AS s
            USING (stream) WHERE (e.version, e.digest) IS DISTINCT FROM (s.version, s.digest)
            """)
        same("states of \(service) astray", astray, 0)
    }

    /// Every event that is stored was shown to the world, and nothing that is not stored.
    private func checkTap(_ announced: Announcer.Announced) async throws {
        let published: SQL = """
            SELECT body::jsonb->>'id' FROM registry.events
            UNION ALL SELECT body::jsonb->>'id' FROM compliance.events
            UNION ALL SELECT body::jsonb->>'id' FROM notification.events WHERE type = \(EmailSent.name.text)
            """
        let stored = try await texts(published)
        same("distinct ids of events", stored.count, try await count("SELECT count(*) FROM (\(sql: published)) AS e"))
        let events = stored.union(announced.submissions)
        let consumer = try await Consumer.open(servers.broker, queue: "tap", prefetch: 2_000, name: "tap")
        let end = ContinuousClock.now + .seconds(30)
        var isComplete = false
        // Once more after the last is there: what comes twice may come later.
        while !isComplete, ContinuousClock.now < end {
            isComplete = tapped.withLock { events.isSubset(of: $0.ids) }
            guard let deliveries = try await Self.next(of: consumer, within: isComplete ? .seconds(1) : .seconds(5)),
                let last = deliveries.last
            else { continue }
            isComplete = false
            let ids = try deliveries.map { try Envelope.decode(from: $0.body).id }
            tapped.withLock { tapped in
                tapped.ids.formUnion(ids)
                tapped.count += ids.count
            }
            try await consumer.acknowledge(through: last.tag)
        }
        await consumer.close()
        let ids = tapped.withLock { $0.ids }
        same("events as the world saw them", ids, events)
    }

    private static func next(of consumer: Consumer, within time: Duration) async throws -> [Delivery]? {
        try await withThrowingTaskGroup(of: [Delivery]?.self) { tasks in
            tasks.addTask {
                do {
                    return try await consumer.next(max: 1_000)
                } catch is BrokerError where Task.isCancelled {
                    return nil
                }
            }
            tasks.addTask {
                try? await Task.sleep(for: time)
                return nil
            }
            defer { tasks.cancelAll() }
            var first = try await tasks.next() ?? nil
            tasks.cancelAll()
            // What was taken at the very end of the time is not thrown away.
            while let other = try await tasks.next() { first = first ?? other }
            return first
        }
    }

    // MARK: Mail

    /// Every e-mail arrived, and one that came twice has the same Message-ID.
    private func checkMail(_ announced: Announcer.Announced) async throws {
        var recipients: [String: Set<String>] = [:]
        for mail in try mails() { recipients[mail.id, default: []].insert(mail.recipient) }
        let wanted = Dictionary(
            uniqueKeysWithValues: announced.emails.map { id, address in
                ("<\(id.uuidString.lowercased())@attest.example>", Set([address]))
            })
        same("e-mails", Set(recipients.keys), Set(wanted.keys))
        same("e-mails to whom they are for", recipients, wanted)
    }

    private func mails() throws -> [(id: String, recipient: String)] {
        try FileManager.default.contentsOfDirectory(atPath: servers.mailFolder).map { name in
            let text = try String(contentsOfFile: "\(servers.mailFolder)/\(name)", encoding: .utf8)
            func header(_ name: String) -> String {
                let line = text.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix(name) } ?? ""
                return line.dropFirst(name.count).trimmingCharacters(in: .whitespaces)
            }
            return (header("message-id:"), header("x-envelope-to:"))
        }
    }

    // MARK: What was found

    /// How often events and e-mails came again.
    func repetitions() throws -> (events: Int, emails: Int) {
        let mails = try mails()
        return (tapped.withLock { $0.count - $0.ids.count }, mails.count - Set(mails.map(\.id)).count)
    }

    func count(_ sql: SQL) async throws -> Int {
        guard let row = try await database.query(sql).first else { return 0 }
        return Int(try row.get(0, as: Int64.self))
    }

    private func ids(_ sql: SQL) async throws -> Set<UUID> {
        Set(try await database.query(sql).map { try $0.get(0, as: UUID.self) })
    }

    private func texts(_ sql: SQL) async throws -> Set<String> {
        Set(try await database.query(sql).map { try $0.get(0, as: String.self) })
    }
}
