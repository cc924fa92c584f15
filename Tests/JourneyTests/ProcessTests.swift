// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite(
    "Processes at their beginning and their end", .enabled(if: canTravel, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct ProcessTests {
    @Test(
        "Told to end while it waits for the broker or the database, a process ends in order, and has said once that it waits",
        arguments: [
            ("ATTEST_BROKER_URL", "amqp://nobody:nothing@127.0.0.1:1", "the broker is not ready"),
            ("ATTEST_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing", "the database is not ready"),
        ])
    func waiting(key: String, value: String, line: String) async throws {
        try await RunningSystem.with([]) { system in
            try system.start("registry", environment: [key: value])
            let path = system.folder + "/registry.log"
            func log() throws -> [Substring] {
                try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            }
            try await eventually("it waits") { try log().contains { $0.contains(line) } ? true : nil }
            #expect(await system.terminate("registry") == 0)
            let lines = try log()
            #expect(lines.allSatisfy { $0.hasPrefix("{") && !$0.contains("critical") && !$0.contains("error\",") })
            #expect(lines.count { $0.contains(line) } == 1)
        }
    }

    @Test(
        "A message with which the process ends each time becomes a dead letter, alone; its neighbours take effect once")
    func crashLoop() async throws {
        try await RunningSystem.with(["notification"]) { system in
            await system.kill("notification")
            let emails = (0..<40).map { _ in UUID() }
            let bad = emails[17]
            var patient = system.database("notification")
            patient.idleInTransactionTimeout = .zero
            let holder = try await Connection.open(patient)
            // Whoever decides about this e-mail stands still, and is killed there.
            try await holder.query("BEGIN")
            try await holder.query("SELECT pg_advisory_xact_lock(\(Self.lockKey(bad)))")
            try await Self.ask(for: emails, system)
            let pool = Pool(system.database("notification"), limit: 1, name: "look")
            let letters = DeadLetters(system.sandbox.address, service: "notification")
            var kills = 0
            while try await Self.isInHand(bad, pool, letters, system) {
                await system.kill("notification")
                kills += 1
                // The server does not notice by itself that nobody waits for the lock any more.
                try await pool.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE application_name = 'attest-notification' AND datname = current_database()
                    """)
            }
            // Four times among others, and five times alone; the server may show one that is gone as waiting still.
            #expect((9...16).contains(kills))
            try await holder.query("COMMIT")
            try await eventually("the others are asked for") {
                let row = try await pool.query("SELECT count(*) FROM emails").first
                return try row?.get(0, as: Int64.self) == 39 ? true : nil
            }
            let dead = try await letters.list()
            #expect(dead.count == 1)
            #expect(dead.first?.reason.contains("the process ended 5 times") == true)
            await pool.close()
            await holder.close()
        }
    }

    /// Starts the service, and waits until it has the e-mail in hand.
    ///
    /// - Returns: false when the e-mail is a dead letter.
    private static func isInHand(
        _ email: UUID, _ pool: Pool, _ letters: DeadLetters, _ system: RunningSystem
    ) async throws -> Bool {
        try system.start("notification")
        return try await eventually("it is in hand, or given up", within: .seconds(30)) {
            let rows = try await pool.query(
                """
                SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
                    AND (classid::int8 << 32 | objid::int8) = \(lockKey(email))
                """)
            if !rows.isEmpty { return true }
            return try await letters.list().isEmpty ? nil : false
        }
    }

    private static func ask(for emails: [UUID], _ system: RunningSystem) async throws {
        let sender = system.sandbox.address(as: "identity")
        let publisher = try await Publisher.open(sender, name: "test")
        let settled = try await publisher.publish(
            emails.map { email in
                let envelope = Envelope(
                    id: Identifier.text(Identifier.make()), source: "/attest/identity", type: SendEmail.name,
                    time: Date(),
                    actor: .service("identity"))
                let message = SendEmail(
                    email: email, template: "account-approved", recipient: "crash@example.nhs.uk", recipientName: "Jo",
                    about: nil, values: [:], sealed: nil)
                return OutboundMessage(
                    exchange: Routes.commands, routingKey: SendEmail.name.text,
                    body: Array(try envelope.encode(message).utf8),
                    properties: MessageProperties(
                        messageID: envelope.id, type: SendEmail.name.text, userID: sender.user))
            })
        await publisher.close()
        try #require(settled.allSatisfy { $0 == .confirmed })
    }

    /// As the engine locks a stream.
    private static func lockKey(_ stream: UUID) -> Int64 {
        withUnsafeBytes(of: stream.uuid) {
            $0.loadUnaligned(fromByteOffset: 0, as: Int64.self) ^ $0.loadUnaligned(fromByteOffset: 8, as: Int64.self)
        }
    }
}
