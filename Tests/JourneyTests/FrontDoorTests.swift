// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import ServiceKit
import TestSupport
import Testing
import Web

@Suite(
    "Front doors and processes that come and go", .enabled(if: canTravel, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct FrontDoorTests {
    @Test(
        "With the registry stopped a registration is accepted, shows its status, and completes when the registry is back; ISG-53, IMP-04, IMP-18"
    )
    func registryDown() async throws {
        try await RunningSystem.with { system in
            try await PracticeJourneyTests.importSample(system)
            let people = People(system: system)
            let email = people.address("manager")
            let visitor = try await people.account(email, name: "Mary Manager")
            try await people.choosePractice("hedgerow", by: visitor, email: email)
            let check = visitor.path
            #expect(await system.terminate("registry") == 0)

            try await visitor.submit(to: "check")
            #expect(visitor.path.hasPrefix("/organisations/registrations/"))
            #expect(visitor.page.status == 200)
            let waiting = visitor.path

            // The same form again is the same registration.
            try await visitor.get(check)
            try await visitor.submit(to: "check")
            #expect(visitor.path.prefix { $0 != "?" } == waiting.prefix { $0 != "?" })

            try system.start("registry")
            try await system.awaitReady("registry")
            try await eventually("the registration is complete") {
                try await visitor.get(waiting)
                return visitor.text.contains("Hedgerow") ? true : nil
            }
            let registry = Pool(system.database("registry"), limit: 1, name: "look")
            let count = try await registry.query("SELECT count(*) FROM organisations").first?.get(0, as: Int64.self)
            #expect(count == 1)
            await registry.close()

            // A page that needs a service that is down keeps what was typed.
            await system.terminate("identity")
            let other = Visitor(system.origin)
            try await other.get("/account/sign-in")
            try await other.submit(["email": email, "password": People.password])
            #expect(other.page.status == 503)
            #expect(other.page.text.contains(email))
            try system.start("identity")
        }
    }

    @Test("The same event published by a foreign client registers an organisation too; ISG-53")
    func foreignClient() async throws {
        try await RunningSystem.with(["registry", "compliance"]) { system in
            try await PracticeJourneyTests.importSample(system)
            let registration = UUID().uuidString.lowercased()
            let event = """
                {"specversion": "1.0", "id": "bulk-1", "source": "urn:partner:bulk",
                 "type": "gateway.registration-submitted.v1", "time": "2026-11-21T12:00:00+00:00",
                 "data": {"registration": "\(registration)", "category": "general-practice", "odsCode": "Z90002",
                          "contactEmail": "office@watermill.nhs.uk"}}
                """
            // pika is a client that nobody here wrote; it speaks for every other.
            let script = """
                import pika, sys
                c = pika.BlockingConnection(pika.URLParameters(sys.argv[1]))
                ch = c.channel(); ch.confirm_delivery()
                for _ in range(2):
                    ch.basic_publish('attest.events', 'gateway.registration-submitted.v1', sys.argv[2].encode(),
                        pika.BasicProperties(content_type='application/cloudevents+json', delivery_mode=2, user_id='partner'),
                        mandatory=True)
                c.close()
                """
            // Debian's own, since that is where deploy/local puts pika.
            let sent = try await Process.output(
                of: "/usr/bin/python3", ["-c", script, system.sandbox.brokerURL(as: "partner"), event])
            try #require(sent.status == 0, "\(sent.output)")
            let cases = Pool(system.database("compliance"), limit: 1, name: "look")
            try await eventually("the case is opened") {
                let count = try await cases.query("SELECT count(*) FROM cases").first?.get(0, as: Int64.self)
                return count == 1 ? true : nil
            }
            await cases.close()
            let registry = Pool(system.database("registry"), limit: 1, name: "look")
            let events = try await registry.query("SELECT type FROM events ORDER BY version").map {
                try $0.get(0, as: String.self)
            }
            #expect(events == [OrganisationRegistered.name.text, OrganisationContactRecorded.name.text])
            await registry.close()
        }
    }

    @Test("Every process ends in order on SIGTERM, with nothing left to publish; IMP-18")
    func draining() async throws {
        try await RunningSystem.with { system in
            try await PracticeJourneyTests.importSample(system)
            let publisher = try await Publisher.open(system.sandbox.address(as: "partner"), name: "partner")
            var messages: [OutboundMessage] = []
            for number in 0..<200 {
                let submitted = RegistrationSubmitted(
                    registration: Identifier.make(), category: "general-practice", name: "Practice number \(number)",
                    address: Address(
                        lines: ["\(number) High Street"], town: "Larkmere", county: "", postcode: "ZZ1 1AA"),
                    contactEmail: "office@practice\(number).nhs.uk")
                let envelope = Envelope(
                    id: Identifier.make().uuidString, source: "urn:partner", type: RegistrationSubmitted.name,
                    time: Date(), actor: Actor(kind: .partner, id: "bulk"))
                messages.append(
                    OutboundMessage(
                        exchange: Routes.events, routingKey: RegistrationSubmitted.name.text,
                        body: Array(try envelope.encode(submitted).utf8),
                        properties: MessageProperties(userID: "partner")))
            }
            _ = try await publisher.publish(messages)
            await publisher.close()
            for service in RunningSystem.services { #expect(await system.terminate(service) == 0, "\(service)") }
            for service in ["registry", "compliance"] { try system.start(service) }
            let cases = Pool(system.database("compliance"), limit: 1, name: "look")
            try await eventually("all cases are opened", within: .seconds(30)) {
                let count = try await cases.query("SELECT count(*) FROM cases").first?.get(0, as: Int64.self)
                return count == 200 ? true : nil
            }
            await cases.close()
        }
    }

    @Test("A missing setting stops a process with one line that names the key")
    func missingSetting() async throws {
        let (status, output) = try await Process.output(of: (Servers.executables ?? "") + "/registry", [], [:])
        #expect(status == 78)
        #expect(output.split(separator: "\n").count == 1)
        #expect(output.contains("ATTEST_DATABASE_URL"))
    }
}
