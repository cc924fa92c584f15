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
    "A person asks to be erased", .enabled(if: canTravel, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct ErasureTests {
    private static let services = ["identity", "registry", "compliance", "notification"]

    /// Where a text stands in the services' tables.
    static func traces(of text: String, in system: RunningSystem) async throws -> [String] {
        var found: [String] = []
        for service in services {
            let pool = Pool(system.database(service), limit: 1, name: "traces")
            found += try await Traces.find(text, in: pool, schema: service).map { "\(service).\($0)" }
            await pool.close()
        }
        return found
    }

    /// Puts letters where dead ones lie, as services and strangers do.
    static func bury(_ letters: [(body: String, headers: [String: HeaderValue])], _ system: RunningSystem)
        async throws
    {
        let address = system.sandbox.address(as: "notification")
        let publisher = try await Publisher.open(address, name: "test")
        let settled = try await publisher.publish(
            letters.map { letter in
                OutboundMessage(
                    exchange: Routes.direct, routingKey: Routes.dead("notification"), body: Array(letter.body.utf8),
                    properties: MessageProperties(userID: address.user, headers: letter.headers))
            })
        #expect(settled.allSatisfy { $0 == .confirmed })
        await publisher.close()
    }

    /// All that compliance projects.
    private static func projected(by system: RunningSystem) async throws -> String {
        let pool = Pool(system.database("compliance"), limit: 1, name: "projected")
        let rows = try await pool.query(
            """
            SELECT (SELECT string_agg(c::text, ' ' ORDER BY id) FROM cases AS c)
                || (SELECT string_agg(h::text, ' ' ORDER BY case_id, at, place, version) FROM case_history AS h)
                || (SELECT string_agg(a::text, ' ' ORDER BY assessment, requirement) FROM answers AS a)
            """)
        let text: String = try rows[0].get(0)
        await pool.close()
        return text
    }

    static func letter(to recipient: String) throws -> String {
        try Envelope(
            id: Identifier.text(Identifier.make()), source: "/attest/compliance", type: SendEmail.name, time: Date(),
            actor: .service("compliance")
        ).encode(
            SendEmail(
                email: Identifier.make(), template: "declaration", recipient: recipient, recipientName: "Somebody",
                values: [:]))
    }

    @Test("A signatory and then the administrator: no trace is left, and the case goes on without them; IMP-06")
    func both() async throws {
        try await RunningSystem.with { system in
            try await PracticeJourneyTests.importSample(system)
            let people = People(system: system)
            let (manager, partner) = (people.address("manager"), people.address("partner"))
            let visitor = try await people.account(manager, name: "Mary Manager")
            let address = try await people.practice("hedgerow", by: visitor, email: manager)
            try await people.contacts(of: address, signatory: partner, contact: manager, by: visitor)
            try await people.answers(of: address, by: visitor) { _ in 2 }
            try await visitor.get(address + "/assessment/submission")
            try await visitor.submit(to: "submission")
            let (oldLink, _) = try people.link(and: try await system.mail(to: partner, holding: "/sign/"))
            let sender: [String: HeaderValue] = ["x-attest-relayed-for": .string("compliance")]
            try await Self.bury(
                [
                    (try Self.letter(to: partner), sender), ("No message, for \(partner).", [:]),
                    (try Self.letter(to: manager), sender), ("No message.", [:]),
                ], system)
            try await eventually("both e-mails are recorded as sent") {
                try await Self.traces(of: partner, in: system).contains("notification.deliveries") ? nil : true
            }

            // It says first what it would do.
            let before = try await Self.traces(of: partner, in: system)
            #expect(before.contains("compliance.events") && before.contains("notification.emails"))
            let asked = ["erase", partner, "--reason", "asked-for", "--name", "Dr Pat Partner"]
            let rehearsal = try await system.attestctl(asked)
            #expect(rehearsal.0 == 0 && rehearsal.1.contains("--yes"), "\(rehearsal.1)")
            #expect(try await Self.traces(of: partner, in: system) == before)

            let (status, output) = try await system.attestctl(asked + ["--yes"])
            #expect(status == 0, "\(output)")
            #expect(output.contains("2 dead letters"), "\(output)")
            for text in [partner, "Pat Partner"] {
                #expect(try await Self.traces(of: text, in: system).isEmpty, "\(text)")
            }
            let letters = try await DeadLetters(system.sandbox.address(as: "operator"), service: "notification")
                .list()
            #expect(letters.map(\.sender) == ["compliance", "compliance", "notification"])
            #expect(try await system.attestctl("audit").0 == 0)
            #expect(try await system.attestctl(asked + ["--yes"]).1.contains("erased in 0 events of 0 histories"))

            // The case says why it waits, and goes on with somebody else.
            try await visitor.get(address)
            #expect(visitor.text.contains("Tell us who will sign and who we should contact"))
            try await visitor.get(address + "/history")
            #expect(visitor.text.contains("Personal data erased: the person asked for it"), "\(visitor.text)")
            let signatory = Visitor(system.origin)
            try await signatory.get(oldLink)
            #expect(!signatory.text.contains("Pat Partner"))
            try await people.contacts(of: address, signatory: people.address("other"), contact: manager, by: visitor)
            let (link, _) = try people.link(and: try await system.mail(to: people.address("other"), holding: "/sign/"))
            try await signatory.get(link)
            #expect(signatory.text.contains("Dr Pat Partner"))

            // What five streams of a case have written, also what was erased of it, is the same when it is filled anew.
            let live = try await Self.projected(by: system)
            let rebuilt = try await system.attestctl("rebuild", "compliance")
            #expect(rebuilt.0 == 0 && rebuilt.1.contains("case_history: rebuilt"), "\(rebuilt.1)")
            #expect(try await Self.projected(by: system) == live)
            #expect(live.contains("Personal data erased") && live.contains("Assessment submitted"))

            // The administrator, whose account this is: it ends.
            let ended = try await system.attestctl("erase", manager.uppercased(), "--reason", "purpose-ended", "--yes")
            #expect(ended.0 == 0, "\(ended.1)")
            #expect(try await Self.traces(of: manager, in: system).isEmpty)
            #expect(try await system.attestctl("audit").0 == 0)
            // The front door believes what it was told of a session for ten seconds at most.
            try await eventually("the session is over", within: .seconds(30)) {
                try await visitor.get(address)
                return visitor.path.hasPrefix("/account/sign-in") ? true : nil
            }
            try await visitor.get("/account/sign-in")
            try await visitor.submit(["email": manager, "password": People.password])
            #expect(!visitor.errors.isEmpty)
            // Nobody holds the address any more.
            _ = try await people.account(manager, name: "Mary Manager")
        }
    }
}
