// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Cryptography
import Database
import Foundation
import Logging
import Mail
import Messaging
import ServiceKit
import TestSupport
import Testing

@testable import Notification

@Suite(
    "E-mail that can be proven", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct ProvableMailTests {
    private static let count = 300

    @Test(
        "A mail server that fails 500 times loses no e-mail, and gets one twice only where the state says in doubt; IMP-04"
    )
    func fickle() async throws {
        let server = try FickleServer()
        defer { server.remove() }
        try await Sandbox.with { sandbox in
            let engine = try await Self.engine(sandbox, port: server.port)
            let database = Pool(sandbox.database(), limit: 2, name: "test")
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await server.run() }
                tasks.addTask { try await engine.run() }
                try await eventually("the engine is ready") { engine.isReady ? true : nil }
                let emails = (0..<Self.count).map { _ in UUID() }
                for email in emails { try await Self.ask(email, engine) }
                try await eventually("every e-mail has left", within: .seconds(240)) {
                    let row = try await database.query("SELECT count(*) FROM emails WHERE standing = 'sent'").first
                    return try row?.get(0, as: Int64.self) == Int64(Self.count) ? true : nil
                }
                try await Self.check(emails, server, database)
                engine.beginDraining()
                tasks.cancelAll()
                while await tasks.nextResult() != nil {}
            }
            await database.close()
        }
    }

    private static func check(_ emails: [UUID], _ server: FickleServer, _ database: Pool) async throws {
        let doubts = try await database.query(
            """
            SELECT email, count(*) FILTER (WHERE outcome = 'in-doubt'),
                count(*) FILTER (WHERE outcome = 'sent' AND words LIKE '250 %')
            FROM attempts GROUP BY email
            """)
        let journal = server.journal
        #expect(server.faults >= 500)
        #expect(doubts.count == emails.count)
        var doubles = 0
        for row in doubts {
            let email: UUID = try row.get(0)
            let (inDoubt, sent) = (try row.get(1, as: Int64.self), try row.get(2, as: Int64.self))
            let identity = "\(email.uuidString.lowercased())@attest.example"
            let taken = journal[identity] ?? 0
            // The server's own words stand there once.
            #expect(sent == 1, "\(identity)")
            #expect((1...(1 + Int(inDoubt))).contains(taken), "\(identity): \(taken) times, \(inDoubt) in doubt")
            doubles += taken - 1
        }
        // The test would prove little if nothing had been in doubt.
        #expect(doubles > 0)
    }

    private static func ask(_ email: UUID, _ engine: Engine) async throws {
        let request = SendEmail(
            email: email, template: "account-approved", recipient: "jo-\(email)@example.nhs.uk", recipientName: "",
            values: [:])
        _ = try await engine.perform(request, as: .service("identity"))
    }

    private static func engine(_ sandbox: Sandbox, port: Int) async throws -> Engine {
        let configuration = Configuration(
            sealingKey: .random(), servers: [try MailServer(url: "smtp://127.0.0.1:\(port)", startTLS: .never)],
            from: Mailbox(address: "no-reply@attest.example"), publicURL: "https://attest.example", perDomain: 0)
        // Two hours ahead nothing that was put off has to be waited for.
        let definition = try Wiring.definition(
            configuration, now: { Date(timeIntervalSinceNow: 7_200) }, rest: .milliseconds(20))
        var topology = SystemTopology.exchanges
        let own = SystemTopology.service("notification", reactions: definition.reactions)
        topology.queues += own.queues
        topology.bindings += own.bindings
        _ = try await topology.apply(sandbox.address)
        let engine = Engine(
            definition, configuration: sandbox.database(),
            transport: BrokerTransport(sandbox.address, name: "notification"),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await engine.migrate()
        return engine
    }
}
