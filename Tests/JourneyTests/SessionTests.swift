// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "Sessions at several front doors", .enabled(if: canTravel, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct SessionTests {
    /// As long as it can be: what is forgotten within seconds was heard of.
    private static let memory = ["ATTEST_SESSION_MEMORY": "240"]

    private static func isSignedIn(_ visitor: Visitor) async throws -> Bool {
        try await visitor.get("/organisations/new/category")
        return !visitor.path.hasPrefix("/account/sign-in")
    }

    @Test("Whoever signs out at one, is disabled, or loses a role, is so at the other at once; IMP-03")
    func everywhere() async throws {
        try await RunningSystem.with { system in
            await system.terminate("gateway")
            try system.start("gateway", environment: Self.memory)
            try await system.awaitReady("gateway")
            try await system.startOtherGateway(environment: Self.memory)
            let people = People(system: system)
            let address = people.address("reviewer")
            let here = try await people.account(address, name: "Ria Reviewer")
            let there = Visitor(system.otherOrigin)
            func signInThere() async throws {
                try await there.get("/account/sign-in")
                try await there.submit(["email": address, "password": People.password])
                #expect(try await Self.isSignedIn(there))
            }
            try await signInThere()
            func role(_ change: String) async throws {
                let done = try await system.attestctl(
                    "accounts", change, "--email", address, "--role", "reviewer:national")
                #expect(done.0 == 0, "\(done.1)")
            }
            /// Within moments, as a memory of ten minutes would not have it.
            func soon(_ what: String, _ isSo: () async throws -> Bool) async throws {
                try await eventually(what, within: .seconds(5)) { try await isSo() ? true : nil }
            }
            func reviews() async throws -> [Bool] {
                try await [here.get("/reviews").status == 200, there.get("/reviews").status == 200]
            }
            #expect(try await reviews() == [false, false])
            try await role("grant")
            try await soon("both know of the role") { try await reviews() == [true, true] }
            try await role("revoke")
            try await soon("neither has it any more") { try await reviews() == [false, false] }

            // The same session at both: the token is one, and ends at both.
            let copied = Visitor(system.otherOrigin)
            copied.take(here)
            #expect(try await Self.isSignedIn(copied))
            #expect(try await Self.isSignedIn(here))
            try await here.signOut()
            try await soon("a stolen token ends with its session") { try await !Self.isSignedIn(copied) }

            let disabled = try await system.attestctl("accounts", "disable", "--email", address)
            #expect(disabled.0 == 0, "\(disabled.1)")
            try await soon("a disabled account is out") { try await !Self.isSignedIn(there) }
        }
    }
}
