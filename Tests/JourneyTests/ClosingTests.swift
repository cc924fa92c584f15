// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import ServiceKit
import TestSupport
import Testing
import Web

@Suite(
    "What is held about somebody, and closing the account", .enabled(if: canTravel, "needs deploy/local test"),
    .serialized, .timeLimit(.minutes(5)))
struct ClosingTests {
    /// The days in which one could change one's mind are over.
    private static func letTimePass(_ system: RunningSystem) async throws {
        let pool = Pool(system.database("identity"), limit: 1, name: "time")
        try await eventually("the timer is set") {
            try await pool.query("UPDATE timers SET due = now() WHERE name = 'erasure' RETURNING 1").first
        }
        try await eventually("the timer has fired") {
            try await pool.query("SELECT 1 FROM timers WHERE name = 'erasure' AND due <= now()").isEmpty ? true : nil
        }
        await pool.close()
    }

    private static func close(_ visitor: Visitor, _ password: String = People.password) async throws {
        try await visitor.get("/account/close")
        try await visitor.submit(["current": password], to: "/account/close")
    }

    @Test("Nothing of them is left a week after, and until then they can have it back; IMP-04, IMP-06, IMP-12")
    func closes() async throws {
        try await RunningSystem.with { system in
            try await PracticeJourneyTests.importSample(system)
            let people = People(system: system)
            let (manager, old, new) = (people.address("mary"), people.address("leo"), people.address("leonard"))
            let mary = try await people.account(manager, name: "Mary Manager")
            let file = try await people.practice("hedgerow", by: mary, email: manager)
            let leo = try await people.account(old, name: "Leo Quixley")
            try await leo.get("/account/address")
            try await leo.submit(["email": new, "current": People.password])
            let mail = try await system.mail(to: new, holding: "/account/address/")
            let link = try #require(mail.firstMatch(of: /http\S+\/account\/address\/\S+/))
            try await leo.get(String(link.0))
            try await leo.submit()
            try await people.contacts(of: file, signatory: new, contact: manager, by: mary)

            // He sees all of it, and takes it away.
            try await eventually("the page shows where he stands") {
                try await leo.get("/account/data")
                return leo.text.contains("You are named as signatory") ? true : nil
            }
            for text in ["Leo Quixley", new, "\(old) (before)", "Senior partner", "Confirm your e-mail address"] {
                #expect(leo.text.contains(text), "\(text)")
            }
            let download = try await leo.get("/account/data/download")
            #expect(download[header: "Content-Disposition"]?.contains("attachment") == true)
            let data = try #require(try JSONSerialization.jsonObject(with: Data(download.body)) as? [String: Any])
            #expect((data["statements"] as? [[String: Any]])?.first?["part"] as? String == "signatory")
            #expect((data["emails"] as? [[String: Any]])?.isEmpty == false)
            for secret in ["igest", "$scrypt", "hash"] { #expect(!download.text.contains(secret), "\(secret)") }

            // She is needed.
            try await mary.get("/account/close")
            #expect(mary.title.contains("cannot close") && !mary.mayWrite)
            #expect(mary.text.lowercased().contains("hedgerow"), "\(mary.text)")

            // He closes it, and has it back by signing in.
            try await Self.close(leo, "Wrong-horse-42!")
            #expect(leo.errors.count == 1 && leo.errors[0].contains("not your password"), "\(leo.errors)")
            try await Self.close(leo)
            #expect(leo.text.contains("Your account is closed"))
            let told = try await system.mail(to: new, holding: "Your account is closed")
            #expect(told.contains("/account/sign-in"))
            try await leo.get("/account")
            #expect(leo.path.hasPrefix("/account/sign-in"))
            try await leo.submit(["email": new, "password": People.password])
            try await leo.get("/account")
            #expect(leo.text.contains("Leo Quixley"))
            try await Self.letTimePass(system)
            try await leo.get("/account")
            #expect(leo.text.contains("Leo Quixley"), "he came back: nothing was erased")

            // He closes it and stays away. A letter with his address has died meanwhile.
            try await ErasureTests.bury(
                [(try ErasureTests.letter(to: new), ["x-attest-relayed-for": .string("compliance")])], system)
            try await Self.close(leo)
            try await Self.letTimePass(system)
            try await eventually("the others have erased") {
                let traces = try await ErasureTests.traces(of: new, in: system)
                return traces.allSatisfy { $0.hasPrefix("identity.") } ? true : nil
            }
            try await leo.get("/account/sign-in")
            try await leo.submit(["email": new, "password": People.password])
            #expect(leo.errors.first?.contains("closed by its owner") == true, "\(leo.errors)")
            try await Self.letTimePass(system)
            for text in [new, old, "Leo Quixley"] {
                try await eventually("nothing is left of \(text)") {
                    try await ErasureTests.traces(of: text, in: system).isEmpty ? true : nil
                }
            }
            let letters = try await DeadLetters(system.sandbox.address(as: "operator"), service: "notification").list()
            #expect(letters.count == 1)
            let again = try await system.attestctl("erase", new, "--reason", "asked-for", "--yes")
            #expect(again.0 == 0 && again.1.contains("0 dead letters") && !again.1.contains("1 events"), "\(again.1)")
            let audit = try await system.attestctl("audit")
            #expect(audit.0 == 0, "\(audit.1)")

            // The case goes on with somebody else, and the address is free.
            try await mary.get(file)
            #expect(mary.text.contains("Tell us who will sign and who we should contact"))
            _ = try await people.account(new, name: "Leo Again")
        }
    }
}
