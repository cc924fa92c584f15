// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "A forgotten password, on the pages", .enabled(if: canTravel, "needs deploy/local test"), .timeLimit(.minutes(5)))
struct PasswordTests {
    @Test("Whoever forgot a password, or was locked out, gets in with the link from an e-mail; IMP-01, IMP-02, IMP-03")
    func back() async throws {
        try await RunningSystem.with { system in
            let people = People(system: system)
            let address = people.address("forgetful")
            let here = try await people.account(address, name: "Flo Field")
            let visitor = Visitor(system.origin)
            // A stranger's address is answered in the same words.
            try await visitor.get("/account/password")
            try await visitor.submit(["email": people.address("nobody")])
            let said = visitor.text
            // So is who registers it again: only its owner learns that there is an account.
            try await visitor.get("/account/register")
            try await visitor.submit([
                "email": address, "displayName": "A Stranger", "password": "Strange-horse-44!",
                "challengeAnswer": try people.answer(to: people.challenge(on: visitor)),
            ])
            #expect(visitor.path.hasPrefix("/account/register/done?to="))
            _ = try await system.mail(to: address, holding: "You have one already")
            // Five wrong passwords lock the account, and its owner is told.
            for _ in 1...6 {
                try await visitor.get("/account/sign-in")
                try await visitor.submit(["email": address, "password": "Wrong-horse-42!"])
            }
            #expect(!visitor.errors.isEmpty)
            func link(in mail: String) throws -> String {
                String(try #require(mail.firstMatch(of: /http\S+\/account\/password\/[A-Za-z0-9_-]+/)).0)
            }
            let locked = try link(in: try await system.mail(to: address, holding: "five times"))
            try await visitor.get(locked)
            try await visitor.submit(["password": "short"])
            #expect(visitor.errors.count == 4, "\(visitor.errors)")
            try await visitor.submit(["password": "Another-horse-43!"])
            #expect(visitor.path.hasPrefix("/account/sign-in") && visitor.text.contains("Your password is changed."))
            try await visitor.submit(["email": address, "password": "Another-horse-43!"])
            #expect(visitor.path == "/organisations/new/category")
            _ = try await system.mail(to: address, holding: "password of your Attest account was changed")
            // Whoever was signed in is so no longer.
            try await eventually("the other session is over") {
                try await here.get("/organisations/new/category")
                return here.path.hasPrefix("/account/sign-in") ? true : nil
            }
            // The same words as for a stranger; and a link that was used says so before anything is typed.
            try await here.get(locked)
            #expect(here.page.status == 410 && here.text.contains("This link was used already"))
            #expect(!here.page.text.contains("type=\"password\""))
            try await here.get("/account/password")
            try await here.submit(["email": address])
            #expect(here.text.replacing(/Sign in.*/, with: "") == said.replacing(/Sign in.*/, with: ""))
            try await here.get(locked + "x")
            #expect(here.page.status == 404)
        }
    }
}
