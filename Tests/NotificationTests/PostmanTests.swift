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

    static func with(_ body: (Pool) async throws -> Void) async throws {
        try await Sandbox.with { sandbox in
            let configuration = Configuration(
                sealingKey: .random(), servers: [try MailServer(url: "smtp://127.0.0.1:1")],
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
                relays: MailRelays([MailSender(server: try MailServer(url: url, startTLS: .never), pool: 1)]),
                from: Mailbox(name: nil, address: "no-reply@attest.example"),
                renderer: try EmailRenderer(publicURL: "https://attest.example.nhs.uk"), key: .random(), now: { Date() }
            )
            let running = Task { try await postman.run(performer) }
            try await eventually("it is recorded") { performer.recorded.withLock { $0.isEmpty ? nil : true } }
            running.cancel()
            _ = try? await running.value
            #expect(performer.attempts.withLock { $0 } == 5)
            let recorded = performer.recorded.withLock { $0 }
            #expect(recorded.map(\.email) == [Self.id] && recorded.map(\.attempt) == [1])
            guard case .sent? = recorded.first?.outcome else {
                Issue.record("Another outcome")
                return
            }
            #expect(recorded.first?.content?.contains("Your account") == true)
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

@Suite(
    "The pace of e-mail", .enabled(if: Servers.areThere, "needs the servers of deploy/local test"),
    .timeLimit(.minutes(2)))
struct PaceTests {
    @Test("A domain gets no more than its share a minute, and the others do not wait for it")
    func pace() async throws {
        try await PostmanTests.with { pool in
            let pace = DestinationPace(perMinute: 60)
            let start = Date()
            try await Self.fill(pool, 40, "busy.example", due: start.addingTimeInterval(-20))
            try await Self.fill(pool, 3, "quiet.example", due: start.addingTimeInterval(-10))
            func taken(after seconds: Double, hand: Set<UUID> = []) async throws -> [String] {
                try await DueEmail.take(
                    4, at: start.addingTimeInterval(seconds), besides: hand, pace: pace, from: pool
                ).map(\.domain)
            }
            var all: [String] = []
            for _ in 0..<8 { all += try await taken(after: 0) }
            // Ten at once, as far as they are taken in fours, and then one a second.
            #expect((10...14).contains(all.count { $0 == "busy.example" }))
            #expect(all.count { $0 == "quiet.example" } == 3)
            let count = all.count
            #expect(try await taken(after: 7.9).count >= 1 || count >= 17)
        }
    }

    @Test("A domain that asks to be left alone is, for longer each time, until it takes something")
    func rests() async throws {
        try await PostmanTests.with { pool in
            let pace = DestinationPace()
            let start = Date()
            try await Self.fill(pool, 9, "busy.example", due: start.addingTimeInterval(-20))
            func taken(after seconds: Double) async throws -> Int {
                try await DueEmail.take(1, at: start.addingTimeInterval(seconds), pace: pace, from: pool).count
            }
            #expect(try await taken(after: 0) == 1)
            try await pool.query(pace.record("busy.example", isBusy: true, at: start))
            #expect(try await taken(after: 59) == 0)
            #expect(try await taken(after: 61) == 1)
            let second = start.addingTimeInterval(61)
            try await pool.query(pace.record("busy.example", isBusy: true, at: second))
            #expect(try await taken(after: 61 + 119) == 0)
            #expect(try await taken(after: 61 + 121) == 1)
            try await pool.query(pace.record("busy.example", isBusy: false, at: second))
            try await pool.query(pace.record("busy.example", isBusy: true, at: start.addingTimeInterval(200)))
            #expect(try await taken(after: 262) == 1)
            try await pool.query(DestinationPace.tidying(at: start.addingTimeInterval(100_000)))
            #expect(try await pool.query("SELECT FROM destinations").isEmpty)
        }
    }

    @Test(
        "Words about how much we send are told from words about one e-mail",
        arguments: [
            ("451 4.7.1 Greylisted, try again in 300 seconds", true), ("421 4.7.0 Rate limit exceeded", true),
            ("452 4.5.3 Too many recipients", true), ("450 4.2.1 Mailbox busy", false),
            ("452 4.2.2 The mailbox is full", false), ("451 Too many messages from you", true),
            ("450 4.1.14.7 odd", false),
        ])
    func words(reason: String, isBusy: Bool) { #expect(DestinationPace.isBusy(reason) == isBusy) }

    private static func fill(_ pool: Pool, _ count: Int, _ domain: String, due: Date) async throws {
        try await pool.query(
            """
            INSERT INTO deliveries (id, due, attempt, template, recipient, recipient_name, fields, domain, give_up)
            SELECT gen_random_uuid(), \(due), 1, 'account-approved', 'jo' || n || '@' || \(domain), '', '{}', \(domain),
                'infinity' FROM generate_series(1, \(Int64(count))) AS n
            """)
    }
}
