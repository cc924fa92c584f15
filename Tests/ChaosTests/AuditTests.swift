// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

extension ChaosTests {
    @Test("The audit finds nothing in a quiet round, and names whatever is then lost, doubled or changed by hand")
    func audited() async throws {
        try await Self.withFleet { servers, fleet in
            let (audit, announced) = try await Self.quietRound(servers, fleet)
            let scene = Scene(servers: servers, audit: audit, announced: announced)
            try await scene.damageDatabases()
            try await scene.damageTap()
            try await scene.damageMail()
            #expect(try await audit.check(announced).isEmpty, "no damage outlives its audit")
            try await scene.damageQueues {
                try await Self.operatorsAudit(servers, fleet)
            }
            await audit.database.close()
        }
    }

    /// Some registrations and e-mails, and nothing that disturbs them.
    private static func quietRound(
        _ servers: FallibleServers, _ fleet: Fleet
    ) async throws -> (audit: Audit, announced: Announcer.Announced) {
        let drift = try await (SystemTopology.all + Audit.tap).apply(servers.broker)
        try #require(drift.isEmpty)
        for service in Fleet.services { try fleet.start(service) }
        for service in Fleet.services { try await fleet.awaitReady(service) }
        let audit = Audit(servers)
        try await Announcer.addDirectory(to: audit.database)
        let announcer = Announcer(servers.broker)
        async let announcing: Void = announcer.run(Chance(seed: Run.seed, stream: 3))
        try await eventually("a few of each are announced") {
            let announced = announcer.announced
            let rivals = announced.rivals.values.count { $0.count == 2 }
            return announced.emails.count >= 2 && rivals >= 2 && announced.organisations >= 10 ? true : nil
        }
        announcer.stop()
        try await announcing
        try await audit.awaitQuiet(announcer.announced, within: .seconds(30))
        try #require(try await audit.check(announcer.announced).isEmpty)
        return (audit, announcer.announced)
    }

    /// What `attestctl audit` says of the same services, from end to end.
    private static func operatorsAudit(_ servers: FallibleServers, _ fleet: Fleet) async throws {
        let sound = try await fleet.attestctl("audit")
        #expect(sound.status == 0, "\(sound.output)")
        #expect(sound.output.split(separator: "\n").count == 4)
        #expect(sound.output.split(separator: "\n").allSatisfy { $0.hasSuffix(": no fault") }, "\(sound.output)")

        let pool = Pool(DatabaseConfiguration(url: servers.postgres), limit: 1, name: "damage")
        let streams: [UUID] = try await pool.query("SELECT stream FROM registry.events WHERE version = 3 LIMIT 2")
            .map { try $0.get(0) }
        try await pool.query(
            "UPDATE registry.events SET body = replace(body, 'nhs.uk', 'other') WHERE stream = \(streams[0])")
        try await pool.query("DELETE FROM registry.events WHERE stream = \(streams[1]) AND version = 3")
        await pool.close()
        let faulty = try await fleet.attestctl("audit", "identity", "registry")
        let lines = faulty.output.split(separator: "\n")
        #expect(faulty.status == 1)
        #expect(lines.count == 4, "\(faulty.output)")
        #expect(lines.first?.hasSuffix(": no fault") == true)
        #expect(lines.dropFirst().first?.hasSuffix(": 2 faults") == true)
        #expect(faulty.output.contains("\(Identifier.text(streams[0])) is not what was written: event 2"))
        #expect(faulty.output.contains("\(Identifier.text(streams[1])) does not end where it should: events from 3 on"))
        #expect(!faulty.output.contains("@"), "nothing of a body is shown")

        try await fleet.kill("notification")
        let unread = try await fleet.attestctl("audit", "identity", "notification")
        #expect(unread.status == 2)
        #expect(unread.output.contains("notification does not answer"))
        #expect(try await fleet.attestctl("audit", "gateway").status == 64)
    }
}

/// A sound system after its round, to be damaged.
private struct Scene {
    let servers: FallibleServers
    let audit: Audit
    let announced: Announcer.Announced

    /// Each in a transaction of its own that is undone, so that the services never see it.
    func damageDatabases() async throws {
        let connection = try await Connection.open(
            DatabaseConfiguration(url: servers.postgres, applicationName: "damage"))
        for damage in Damage.all {
            try await connection.query("BEGIN")
            for statement in damage.sql.split(separator: ";") {
                let rows = try await connection.query(SQL(text: String(statement), arguments: []))
                #expect(rows.affected > 0, "\(damage.title): there was nothing to damage")
            }
            let findings = try await findings(of: aside(on: connection))
            #expect(Set(findings.map(\.what)) == damage.findings, "\(damage.title): \(findings)")
            try await connection.rollback()
        }
        try await connection.query("BEGIN")
        let order = try #require(announced.orders.first)
        try await connection.query("DELETE FROM notification.inbox WHERE id = \(order)::uuid")
        let findings = try await findings(of: aside(on: connection))
        #expect(findings.map(\.what) == ["orders of e-mails, missing"])
        #expect(findings.first?.detail.contains(order) == true, "what is missing is shown")
        try await connection.rollback()
        await connection.close()
    }

    /// What the world saw: an event too few, one again, one that nobody stored.
    func damageTap() async throws {
        let connection = try await Connection.open(
            DatabaseConfiguration(url: servers.postgres, applicationName: "damage"))
        var shown = audit.tapped
        let lost = try #require(shown.ids.sorted().first)
        shown.ids.remove(lost)
        var findings = try await findings(of: aside(on: connection, tapped: shown))
        #expect(findings.map(\.what) == ["events as the world saw them, missing"])
        #expect(findings.first?.detail.contains(lost) == true)

        let row = try #require(try await connection.query("SELECT body FROM registry.events LIMIT 1").first)
        let event: String = try row.get(0)
        try await publish(event, to: "tap")
        let again = aside(on: connection)
        findings = try await self.findings(of: again)
        #expect(findings.isEmpty, "what comes again under its id is known")
        #expect(again.tapped.count == audit.tapped.count + 1, "and counted")

        let id = try Envelope.decode(from: Array(event.utf8)).id
        let other = Identifier.text(Identifier.make())
        try await publish(event.replacing(id, with: other), to: "tap")
        findings = try await self.findings(of: aside(on: connection))
        #expect(findings.map(\.what) == ["events as the world saw them, too many"])
        #expect(findings.first?.detail.contains(other) == true)
        await connection.close()
    }

    /// The e-mails that arrived, in a copy of their folder.
    func damageMail() async throws {
        let files = FileManager.default
        let folder = NSTemporaryDirectory() + "attest-mail-\(Identifier.text(Identifier.make()))"
        defer { try? files.removeItem(atPath: folder) }
        let damages: [(expected: Set<String>, damage: (URL) throws -> Void)] = [
            (["e-mails, missing", "e-mails to whom they are for"], { try files.removeItem(at: $0) }),
            (
                ["e-mails, too many", "e-mails to whom they are for"],
                { try Self.copy($0, replacing: "Message-ID: <", with: "Message-ID: <again-") }
            ),
            (
                ["e-mails to whom they are for"],
                { try Self.copy($0, replacing: "X-Envelope-To: ", with: "X-Envelope-To: another-") }
            ),
            // In doubt an e-mail is sent again, with the same Message-ID.
            ([], { try Self.copy($0, replacing: "", with: "") }),
        ]
        let connection = try await Connection.open(
            DatabaseConfiguration(url: servers.postgres, applicationName: "damage"))
        for (expected, damage) in damages {
            try? files.removeItem(atPath: folder)
            try files.copyItem(atPath: servers.mailFolder, toPath: folder)
            let name = try #require(try files.contentsOfDirectory(atPath: folder).min())
            try damage(URL(fileURLWithPath: "\(folder)/\(name)"))
            var aside = aside(on: connection)
            aside.mailFolder = folder
            let findings = try await findings(of: aside)
            #expect(Set(findings.map(\.what)) == expected, "\(findings)")
        }
        let repeated = try audit.repetitions().emails
        var aside = aside(on: connection)
        aside.mailFolder = folder
        #expect(try aside.repetitions().emails == repeated + 1)
        await connection.close()
    }

    private static func copy(_ mail: URL, replacing old: String, with new: String) throws {
        let text = try String(contentsOf: mail, encoding: .utf8)
        let changed = old.isEmpty ? text : text.replacing(old, with: new)
        #expect(old.isEmpty || changed != text)
        try changed.write(to: mail.appendingPathExtension("again"), atomically: true, encoding: .utf8)
    }

    /// What nobody takes from a queue keeps it from being quiet. The broker counts every few seconds, which `meanwhile`
    /// fills.
    func damageQueues(meanwhile: () async throws -> Void) async throws {
        let queues = [Routes.dead("registry"), Routes.waiting("compliance", attempt: 3)]
        for queue in queues { try await publish("{}", to: queue) }
        try await meanwhile()
        let wanted = Set(queues.map { "messages in \($0)" })
        try await eventually("both are counted") {
            Set(try await audit.awaited(announced).map(\.what)) == wanted ? true : nil
        }
    }

    // MARK: Auditing

    /// An audit with less patience, since all is there already.
    private func aside(on connection: Connection, tapped: Audit.Tapped? = nil) -> Audit {
        var aside = audit.aside(on: connection, tapped: tapped ?? audit.tapped)
        aside.patience = (arrival: .milliseconds(200), settling: .milliseconds(50))
        return aside
    }

    /// All but the depths of queues, which the broker tells too late.
    private func findings(of audit: Audit) async throws -> [Finding] {
        try await audit.awaitedRows(announced) + audit.check(announced)
    }

    private func publish(_ body: String, to queue: String) async throws {
        let publisher = try await Publisher.open(servers.broker, name: "damage")
        let settled = try await publisher.publish([
            OutboundMessage(exchange: Routes.direct, routingKey: queue, body: Array(body.utf8))
        ])
        await publisher.close()
        try #require(settled == [.confirmed])
    }
}
