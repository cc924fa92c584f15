// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "Looking after the platform, on the pages", .enabled(if: canTravel, "needs deploy/local test"),
    .timeLimit(.minutes(5)))
struct AdminTests {
    @Test("Validators decide about unknown domains, and a Central Admin edits the list; ISG-25, ISG-26, ISG-27, ISG-28")
    func domains() async throws {
        try await RunningSystem.with(["identity", "notification", "gateway"]) { system in
            let people = People(system: system)
            let own = system.sandbox.name.replacing("_", with: "-") + ".example"
            func staff(_ person: String, _ role: String) async throws -> Visitor {
                let visitor = try await people.account(people.address(person), name: person)
                let granted = try await system.attestctl(
                    "accounts", "grant", "--email", people.address(person), "--role", role)
                #expect(granted.0 == 0, "\(granted.1)")
                return visitor
            }
            let validator = try await staff("vera", "reviewer:domains")
            let admin = try await staff("adam", "central-admin")
            func register(_ address: String) async throws {
                let visitor = Visitor(system.origin)
                try await visitor.get("/account/register")
                try await visitor.submit([
                    "email": address, "displayName": "Somebody New", "password": People.password,
                    "challengeAnswer": try people.answer(to: people.challenge(on: visitor)),
                ])
                #expect(visitor.path.hasPrefix("/account/register/done?to="))
            }
            for person in ["good", "bad"] { try await register("\(person)@\(own)") }
            func open(_ person: String) async throws {
                try await eventually("the account is in the queue") {
                    try await validator.get("/admin/accounts")
                    return validator.text.contains("\(person)@\(own)") ? true : nil
                }
                let link = try #require(
                    validator.page.text.firstMatch(
                        of: try Regex(
                            "href=\"(/admin/accounts/[0-9a-f-]+)\">\(person)@", as: (Substring, Substring).self)))
                try await validator.get(String(link.1))
            }
            try await open("bad")
            try await validator.submit(["approved": "no"])
            #expect(validator.errors == ["Say why not"])
            try await validator.submit(["approved": "no", "reason": "We do not know this practice."])
            #expect(validator.text.contains("not approved"))
            _ = try await system.mail(to: "bad@\(own)", holding: "We do not know this practice.")
            try await open("good")
            let other = validator.path
            try await validator.submit(["approved": "yes"])
            _ = try await system.mail(to: "good@\(own)", holding: "/account/verify/")
            // Somebody else was faster.
            try await admin.get(other)
            #expect(admin.path == "/admin/accounts?done=other")
            try await validator.get("/admin/domains")
            #expect(validator.page.status == 403)

            try await admin.get("/admin/domains")
            try await admin.submit(["domain": "uk"], to: "/admin/domains", with: nil)
            #expect(admin.errors.count == 1)
            try await admin.submit(["domain": "@\(own.uppercased())"])
            #expect(admin.text.contains("The domain is added.") && admin.text.contains("Added \(own) adam"))
            try await register("quick@trust.\(own)")
            _ = try await system.mail(to: "quick@trust.\(own)", holding: "/account/verify/")
            try await admin.submit(to: "removal")
            #expect(admin.text.contains("The domain is removed."))
        }
    }
}
