// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Foundation
import Mail
import Messaging
import TestSupport
import Testing
import Threads

@testable import Notification

@Suite(
    "The delivery of e-mail", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(5)))
struct PostmanTests {
    private static let id = UUID()

    private static func state(_ commands: [EmailCommand]) throws -> EmailState {
        var state: EmailState?
        for command in commands {
            let context = Context(actor: .service("notification"), time: Date())
            for event in try EmailDecider.decide(command, given: state, in: context) {
                state = EmailDecider.evolve(state, with: event)
            }
        }
        return try #require(state)
    }

    private static var request: EmailCommand {
        .send(
            SendEmail(
                email: id, template: "account-approved", recipient: "jo-\(id)@example.nhs.uk",
                recipientName: "Jo Field",
                about: nil, values: [:], sealed: nil))
    }

    private static func write(_ state: EmailState, to pool: Pool) async throws {
        let change = Change<EmailDecider>(
            stream: id, version: 1, state: state,
            events: [])
        for statement in DeliveriesTable.write([change]) { try await pool.query(statement) }
    }

    /// How many e-mails the mail server holds with a text in them.
    private static func mails(holding text: String) throws -> Int {
        let folder = Servers.mailFolder ?? ""
        return try FileManager.default.subpathsOfDirectory(atPath: folder).count { name in
            (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8))?.contains(text) == true
        }
    }

    private static func with(_ body: (Pool) async throws -> Void) async throws {
        try await Sandbox.with { sandbox in
            let configuration = Configuration(
                sealingKey: .random(), server: try MailServer(url: "smtp://127.0.0.1:1"),
                from: Mailbox(name: nil, address: "a@example.nhs.uk"), publicURL: "https://attest.example.nhs.uk")
            let database = sandbox.database()
            try await Wiring.definition(configuration).migrate(database)
            let pool = Pool(database, limit: 4, name: "test")
            try await body(pool)
            await pool.close()
        }
    }

    @Test("The lease of an attempt goes with its record, in the same transaction; that of a later attempt stays")
    func leases() async throws {
        try await Self.with { pool in
            func leases() async throws -> Int64 {
                try await pool.query("SELECT count(*) FROM delivery_leases").first?.get(0, as: Int64.self) ?? -1
            }
            let asked = try Self.state([Self.request])
            try await Self.write(asked, to: pool)
            #expect(try await DueEmail.take(4, at: Date(), from: pool).map(\.attempt) == [1])
            // A rebuild writes what is recorded, while the attempt is being made.
            try await Self.write(asked, to: pool)
            #expect(try await leases() == 1)
            #expect(try await DueEmail.take(4, at: Date(), from: pool).isEmpty)
            let deferred = try Self.state([
                Self.request,
                .record(RecordDelivery(email: Self.id, attempt: 1, outcome: .tryLater(reason: "busy"))),
            ])
            try await Self.write(deferred, to: pool)
            #expect(try await leases() == 0)
            let later = Date(timeIntervalSinceNow: 3_600)
            #expect(try await DueEmail.take(4, at: later, from: pool).map(\.attempt) == [2])
            let failed = try Self.state([
                Self.request, .record(RecordDelivery(email: Self.id, attempt: 1, outcome: .never(reason: "no"))),
            ])
            try await Self.write(failed, to: pool)
            #expect(try await leases() == 0)
        }
    }

    @Test(
        "An e-mail belongs to whoever says that it is being sent still, and comes free some seconds after the last word"
    )
    func renewal() async throws {
        try await Self.with { pool in
            try await Self.write(Self.state([Self.request]), to: pool)
            let start = Date()
            func taken(after seconds: Double, besides hand: Set<UUID> = []) async throws -> Int {
                try await DueEmail.take(4, at: start.addingTimeInterval(seconds), besides: hand, from: pool).count
            }
            #expect(try await taken(after: 0) == 1)
            try await pool.query(DueEmail.keeping([Self.id], until: start.addingTimeInterval(6 + DueEmail.lease)))
            #expect(try await taken(after: 10) == 0)
            // Whoever has it takes it no second time, even if the word was late.
            #expect(try await taken(after: 15, besides: [Self.id]) == 0)
            #expect(try await taken(after: 15) == 1)
        }
    }

    @Test("What became of an e-mail is kept until the database is back, and the e-mail is sent once; IMP-04")
    func keepsResult() async throws {
        let url = try #require(Servers.smtp)
        try await Self.with { pool in
            try await Self.write(Self.state([Self.request]), to: pool)
            let performer = Forgetful(database: pool, failures: 4)
            let postman = Postman(
                sender: MailSender(server: try MailServer(url: url, startTLS: .never), pool: 1),
                from: Mailbox(name: nil, address: "no-reply@attest.example"),
                renderer: try EmailRenderer(publicURL: "https://attest.example.nhs.uk"), key: .random(), now: { Date() }
            )
            let running = Task { try await postman.run(performer) }
            try await eventually("it is recorded") { performer.recorded.withLock { $0.isEmpty ? nil : true } }
            running.cancel()
            _ = try? await running.value
            #expect(performer.attempts.withLock { $0 } == 5)
            let recorded = performer.recorded.withLock { $0 }
            #expect(recorded.map(\.email) == [Self.id] && recorded.map(\.outcome) == [.sent])
            #expect(try Self.mails(holding: "jo-\(Self.id)@example.nhs.uk") == 1)
        }
    }
}

/// A performer whose database is away for some attempts.
private final class Forgetful: Performer {
    let database: Pool
    let attempts = Lock(0)
    let recorded = Lock<[RecordDelivery]>([])
    private let failures: Int

    init(database: Pool, failures: Int) {
        self.database = database
        self.failures = failures
    }

    func perform<I: Instruction>(_ instruction: I, as actor: Actor) async throws -> Reply {
        let attempt = attempts.withLock { count in
            count += 1
            return count
        }
        if attempt <= failures { throw DatabaseError(.connectionLost) }
        if let delivery = instruction as? RecordDelivery { recorded.withLock { $0.append(delivery) } }
        return .accepted(stream: UUID(), version: 1)
    }
}
