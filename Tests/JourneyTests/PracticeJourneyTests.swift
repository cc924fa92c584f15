// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import TestSupport
import Testing
import Web

/// The journeys need servers, a mail server and the built executables.
let canTravel = Servers.areThere && Servers.executables != nil && Servers.smtp != nil

@Suite(
    "A practice's way to a signed statement", .enabled(if: canTravel, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct PracticeJourneyTests {
    private static let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("deploy/samples").path

    static func importSample(_ system: RunningSystem) async throws {
        let (status, output) = try await system.attestctl(
            "import", "ods", sample + "/ods-hosts-sample.csv", sample + "/ods-sample.csv")
        #expect(status == 0, "\(output)")
    }

    @Test(
        "With every key requirement at level 2, the declaration goes to the signatory at once and is signed; ISG-21, ISG-22, ISG-23, ISG-29, ISG-30, ISG-31, ISG-32, ISG-33, ISG-34, ISG-35, ISG-36, ISG-37, ISG-38, ISG-39, ISG-53, SOC-022, SOC-024, SOC-026, SOC-027, SOC-031, SOC-032, SOC-036, SOC-037, SOC-038, SOC-039, SOC-110, SOC-119, SOC-123, SOC-124, SOC-125, IMP-13, IMP-14"
    )
    func straight() async throws {
        try await RunningSystem.with { system in
            try await Self.importSample(system)
            let people = People(system: system)
            let manager = people.address("manager")
            let partner = people.address("partner")

            // Registration says what is missing, all of it, and gives a new challenge for a wrong answer.
            let visitor = Visitor(system.origin)
            try await visitor.get("/account/register")
            try await visitor.submit()
            #expect(visitor.errors.count == 4)
            let first = try people.challenge(on: visitor)
            try await visitor.submit([
                "email": manager, "displayName": "Mary Manager", "password": People.password,
                "challengeAnswer": "wrong",
            ])
            #expect(visitor.errors.count == 1)
            #expect(try people.challenge(on: visitor) != first)
            for weak in ["a1!", "password-without", "Password12345"] {
                try await visitor.submit([
                    "email": manager, "displayName": "Mary Manager", "password": weak,
                    "challengeAnswer": try people.answer(to: people.challenge(on: visitor)),
                ])
                #expect(!visitor.errors.isEmpty, "\(weak)")
            }
            #expect(system.mails(to: manager).isEmpty)

            // An account that is not verified cannot sign in, and is offered the link again.
            let signedIn = try await people.account(manager, name: "Mary Manager")
            #expect(signedIn.path.hasPrefix("/organisations/new"))

            let address = try await people.practice("hedgerow", by: signedIn, email: manager)
            try await signedIn.get(address)
            #expect(signedIn.text.contains("Z90001") || signedIn.text.contains("Hedgerow"))

            // The signatory's details are not optional.
            try await signedIn.get(address + "/contacts")
            try await signedIn.submit(["contact.name": "Mary Manager"])
            #expect(signedIn.errors.contains { $0.contains("signatory") })
            try await people.contacts(of: address, signatory: partner, contact: manager, by: signedIn)

            // Not before every requirement is answered.
            try await signedIn.get(address + "/assessment/submission")
            try await signedIn.submit(to: "submission")
            #expect(signedIn.errors.count >= 13)
            try await people.answers(of: address, by: signedIn) { $0 == 2 ? nil : 2 }
            #expect(system.mails(to: partner).isEmpty)
            try await signedIn.get(address + "/assessment/submission")
            try await signedIn.submit(to: "submission")
            #expect(signedIn.errors.isEmpty)

            // The scores are frozen.
            try await signedIn.get(address + "/assessment/114")
            #expect(!signedIn.page.text.contains("name=\"level\""))

            // The signatory has link and code, the contact another link and no code.
            let mail = try await system.mail(to: partner, holding: "/sign/")
            let (link, code) = try people.link(and: mail)
            let copy = try await system.mail(to: manager, holding: "We have asked")
            #expect(!copy.contains(code) && copy.contains("/sign/") && !copy.contains(link))

            let signatory = Visitor(system.origin)
            try await signatory.get(link)
            #expect(signatory.text.contains("Hedgerow"))
            let wrong = code == "0000000" ? "0000001" : "0000000"
            try await signatory.submit(["code": wrong, "capacity": "own", "name": "Dr Pat Partner", "accept": "yes"])
            #expect(signatory.errors.count == 1)
            try await signatory.submit(["code": code, "capacity": "own", "name": "Dr Pat Partner", "accept": "yes"])
            #expect(signatory.errors.isEmpty)
            _ = try await system.mail(to: partner, holding: "process is complete")
            _ = try await system.mail(to: manager, holding: "process is complete")

            // A used link says so and has nothing to fill in.
            try await signatory.get(link)
            #expect(!signatory.page.text.contains("name=\"code\""))

            // The case shows its stage, its e-mails and its history.
            try await eventually("the case is signed") {
                try await signedIn.get(address)
                return signedIn.text.contains("Signed by Dr Pat Partner") ? true : nil
            }
            // An e-mail is there a moment before it is known to be.
            try await eventually("four e-mails are sent") {
                try await signedIn.get(address + "/emails")
                return signedIn.text.components(separatedBy: "Sent").count > 4 ? true : nil
            }
            #expect(signedIn.text.contains(partner))
            try await signedIn.get(address + "/history")
            #expect(signedIn.text.contains("Mary Manager"))
            #expect(signedIn.text.contains("Declaration signed"))

            // Nobody else sees the case.
            let stranger = try await people.account(people.address("stranger"), name: "Sam Stranger")
            #expect(try await stranger.get(address).status == 404)
            let nobody = Visitor(system.origin)
            try await nobody.get(address)
            #expect(nobody.path.hasPrefix("/account/sign-in"))

            try await Self.nothingSecretIsWritten(code: code, link: link, in: system)
        }
    }

    /// No password, token or code rests in a log, an event or a state.
    private static func nothingSecretIsWritten(code: String, link: String, in system: RunningSystem) async throws {
        let token = String(link.split(separator: "/").last ?? "")
        for service in RunningSystem.services {
            let log = try String(contentsOfFile: system.folder + "/\(service).log", encoding: .utf8)
            for secret in [token, People.password, People(system: system).domain] {
                #expect(!log.contains(secret), "\(service)")
            }
            guard service != "gateway" else { continue }
            let pool = Pool(system.database(service), limit: 1, name: "look")
            for table in ["events", "states", "outbox", "timers"] {
                let rows = try await pool.query("SELECT t::text AS row FROM \(raw: table) AS t")
                for row in rows {
                    let text: String = try row.get("row")
                    #expect(!text.contains(token) && !text.contains(People.password), "\(service) \(table)")
                    #expect(!text.contains("\"\(code)\""), "\(service) \(table)")
                }
            }
            await pool.close()
        }
    }

    @Test(
        "With a key requirement below level 2, a plan goes to the host's reviewer, and approval sends the declaration; SOC-028, SOC-029, SOC-030, SOC-113, SOC-114, SOC-115, SOC-116, SOC-120, SOC-123, IMP-02, IMP-05, IMP-17"
    )
    func roundabout() async throws {
        try await RunningSystem.with { system in
            try await Self.importSample(system)
            let people = People(system: system)
            let manager = people.address("manager")
            let partner = people.address("partner")
            let visitor = try await people.account(manager, name: "Mary Manager")
            let address = try await people.practice("cobble", by: visitor, email: manager)
            try await people.contacts(of: address, signatory: partner, contact: manager, by: visitor)
            try await people.answers(of: address, by: visitor) { $0 == 0 ? 1 : 3 }
            try await visitor.get(address + "/assessment/submission")
            try await visitor.submit(to: "submission")
            #expect(visitor.text.contains("plan"))

            try await visitor.get(address + "/plan")
            try await visitor.submit(to: "plan")
            #expect(!visitor.errors.isEmpty)
            let year = Calendar(identifier: .gregorian).component(.year, from: Date()) + 1
            func plan() async throws {
                try await visitor.get(address + "/plan")
                let number = try #require(visitor.page.text.firstMatch(of: /name="actions\.([0-9]+)\.action"/))
                try await visitor.submit(
                    [
                        "actions.\(number.1).action": "We will name a person.", "actions.\(number.1).owner": "Mary",
                        "actions.\(number.1).due-day": "1", "actions.\(number.1).due-month": "2",
                        "actions.\(number.1).due-year": "\(year)",
                    ], to: "plan")
                #expect(visitor.text.contains("We will name a person.") && visitor.text.contains("1 February \(year)"))
                try await visitor.submit(to: "check")
                #expect(visitor.errors.isEmpty)
            }
            // What is not finished is kept.
            let field = try #require(visitor.page.text.firstMatch(of: /name="(actions\.[0-9]+\.action)"/)).1
            try await visitor.submit([String(field): "We will think of it.", "later": "yes"], to: "plan")
            #expect(visitor.text.contains("Saved, not sent"))
            try await visitor.get(address + "/plan")
            #expect(visitor.page.text.contains("We will think of it."))
            try await plan()
            #expect(system.mails(to: partner).isEmpty)

            // The team's own tools see the task over AMQP.
            let (status, output) = try await system.attestctl("reviews", "watch", "--team", "host-ZH2", "--count", "1")
            #expect(status == 0)
            #expect(output.contains("Z90003"))

            // Two reviewers; one of them takes the task, the other is told.
            func reviewer(_ email: String, _ name: String) async throws -> Visitor {
                let account = try await people.account(email, name: name)
                let granted = try await system.attestctl(
                    "accounts", "grant", "--email", email, "--role", "reviewer:host-ZH2")
                #expect(granted.0 == 0, "\(granted.1)")
                return account
            }
            let rita = try await reviewer(people.address("rita"), "Rita Reviewer")
            let ravi = try await reviewer(people.address("ravi"), "Ravi Reviewer")
            func task(for visitor: Visitor) async throws -> String {
                try await eventually("the task is on the desk") {
                    try await visitor.get("/reviews")
                    return visitor.links.first { $0.firstMatch(of: /^\/reviews\/[0-9a-f-]{36}$/) != nil }
                }
            }
            let first = try await task(for: rita)
            try await rita.get(first)
            try await ravi.get(first)
            try await rita.submit(to: "take")
            try await ravi.submit(to: "take")
            #expect(!ravi.errors.isEmpty || ravi.text.contains("Rita"))

            // Returned for changes: the practice is told why and sends a better plan.
            try await rita.get(first)
            try await rita.submit(["decision": "return", "comment": "Please name the person."], to: "decision")
            _ = try await system.mail(to: manager, holding: "Please name the person.")
            try await eventually("the plan is back") {
                try await visitor.get(address + "/plan")
                return visitor.text.contains("Please name the person.") ? true : nil
            }
            try await plan()
            let second = try await eventually("a second task") {
                let found = try await task(for: ravi)
                return found == first ? nil : found
            }
            try await ravi.get(second)
            try await ravi.submit(to: "take")
            try await ravi.get(second)
            try await ravi.submit(["decision": "approve", "comment": "Good."], to: "decision")

            let mail = try await system.mail(to: partner, holding: "/sign/")
            let (link, code) = try people.link(and: mail)

            // Sending it again is refused so soon, and says so; each e-mail is listed for the reviewer.
            try await ravi.get(address + "/declaration")
            try await ravi.submit(to: "declaration")
            #expect(ravi.errors.count == 1)
            try await ravi.get(address + "/emails")
            #expect(ravi.text.contains("Please sign"))

            let signatory = Visitor(system.origin)
            // The manager enters the code that the signatory handed over, with the link in the copy.
            let copy = try await system.mail(to: manager, holding: "/sign/")
            let own = try #require(copy.firstMatch(of: /http\S+\/sign\/[A-Za-z0-9_-]+/))
            #expect(String(own.0) != link)
            try await signatory.get(String(own.0))
            #expect(signatory.text.contains("You accept on behalf of Dr Pat Partner"))
            try await signatory.submit(["code": code, "name": "Mary Manager"])
            #expect(signatory.errors.isEmpty)
            try await eventually("the case is signed") {
                try await visitor.get(address)
                return visitor.text.contains("under delegated authority") ? true : nil
            }
        }
    }
}
