// SPDX-License-Identifier: Apache-2.0

import Database
import Foundation
import ServiceKit
import TestSupport
import Testing
import Web

@Suite(
    "What is secret", .enabled(if: canTravel, "needs deploy/local test"), .timeLimit(.minutes(5)))
struct SecretsTests {
    /// Where a secret stands: in any table of any service, in any log, or in a letter that nobody could read.
    static func places(of secret: String, _ system: RunningSystem) async throws -> [String] {
        var found: [String] = []
        for service in ["identity", "registry", "compliance", "notification"] {
            let pool = Pool(system.database(service), limit: 1, name: "traces")
            found += try await Traces.find(secret, in: pool, schema: service).map { "\(service).\($0)" }
            await pool.close()
            let letters = try await DeadLetters(system.sandbox.address(as: "operator"), service: service).list()
            if letters.contains(where: { "\($0)".contains(secret) }) { found.append("the dead letters of \(service)") }
        }
        for service in RunningSystem.services {
            let log = try String(contentsOfFile: "\(system.folder)/\(service).log", encoding: .utf8)
            if log.contains(secret) { found.append("the log of \(service)") }
        }
        return found
    }

    private static func token(in mail: String, after path: String) throws -> String {
        let found = try #require(mail.firstRange(of: path)).upperBound
        return String(mail[found...].prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
    }

    @Test("No password, link or code stands in a table, a log or a dead letter once it was used; IMP-01, SOC-037")
    func nowhere() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            try await PracticeJourneyTests.importSample(system)
            let (manager, partner) = (people.address("manager"), people.address("partner"))
            var secrets = ["the password": People.password]
            let visitor = try await people.account(manager, name: "Mary Manager")
            let verification = try await system.mail(to: manager, holding: "/account/verify/")
            secrets["the link to confirm an address"] = try Self.token(in: verification, after: "/account/verify/")

            // What was wrong or unreadable is no less secret: people type the password of something else.
            let wrong = "Wrong-horse-\(UUID().uuidString)!"
            secrets["a wrong password"] = wrong
            let other = Visitor(system.origin)
            try await other.get("/account/sign-in")
            try await other.submit(["email": manager, "password": wrong])
            #expect(!other.errors.isEmpty)
            let garbled = "Zz0" + UUID().uuidString.replacing("-", with: "")
            secrets["a garbled link"] = garbled
            for path in ["/account/verify/", "/account/password/", "/account/address/", "/sign/"] {
                try await other.get(path + garbled)
            }
            secrets["a password sent to the API"] = "Api-\(UUID().uuidString)!"
            let client = WebClient(timeout: .seconds(30))
            for body in [
                #"{"email":"\#(manager)","password":"\#(secrets["a password sent to the API"]!)"}"#,
                #"{"email":"\#(manager)","password":"\#(secrets["a password sent to the API"]!)"#,
            ] {
                _ = try await client.send(
                    WebRequest(
                        "POST", system.origin + "/api/v1/sessions",
                        headers: [("Content-Type", "application/json"), ("Idempotency-Key", UUID().uuidString)],
                        body: Array(body.utf8)))
            }

            // A new password by a link.
            try await other.get("/account/password")
            try await other.submit(["email": manager])
            let reset = try await system.mail(to: manager, holding: "/account/password/")
            let link = try Self.token(in: reset, after: "/account/password/")
            secrets["the link to choose a password"] = link
            let new = "Another-horse-\(UUID().uuidString)!"
            secrets["the new password"] = new
            try await other.get("/account/password/" + link)
            try await other.submit(["password": new])
            _ = try await system.mail(to: manager, holding: "password was changed")
            try await visitor.get("/account/sign-in")
            try await visitor.submit(["email": manager, "password": new])

            // The declaration, whose link and code only its signatory knows.
            let address = try await people.practice("hedgerow", by: visitor, email: manager)
            try await people.contacts(of: address, signatory: partner, contact: manager, by: visitor)
            try await people.answers(of: address, by: visitor) { _ in 2 }
            try await visitor.get(address + "/assessment/submission")
            try await visitor.submit(to: "submission")
            let (signing, code) = try people.link(and: try await system.mail(to: partner, holding: "/sign/"))
            secrets["the signatory's link"] = String(try #require(signing.split(separator: "/").last))
            let signatory = Visitor(system.origin)
            try await signatory.get(signing)
            try await signatory.submit(["code": code, "capacity": "own", "name": "Dr Pat Partner", "accept": "yes"])
            #expect(signatory.errors.isEmpty)
            _ = try await system.mail(to: partner, holding: "process is complete")

            // Whoever waits for a record finds it a moment after the e-mail.
            for (what, secret) in secrets.sorted(by: { $0.key < $1.key }) {
                try await eventually("\(what) is nowhere") {
                    let places = try await Self.places(of: secret, system)
                    return places.isEmpty ? true : nil
                }
            }
            // Seven digits may stand anywhere by chance: in quotation marks they do not.
            #expect(try await Self.places(of: "\"\(code)\"", system).isEmpty)
            // The search finds what is there.
            #expect(try await !Self.places(of: manager, system).isEmpty)
        }
    }
}
