// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Identity

@Suite("Signing in")
struct SignInTests {
    @Test("A session lasts twelve hours, whatever happens (IMP-12)")
    func begins() throws {
        var given = try Given.active()
        let session = UUID()
        try given.when(Given.attempt(session: session))
        #expect(given.state?.sessions.map(\.session) == [session])
        #expect(given.state?.sessions.first?.expires == noon.addingTimeInterval(12 * 3_600))
        try given.when(Given.attempt(session: session))
        #expect(given.events.isEmpty)
        try given.when(Given.attempt(), Given.context(at: noon.addingTimeInterval(12 * 3_600)))
        #expect(given.state?.sessions.count == 1)
    }

    @Test("Before the link is followed the right password is refused with an offer, the wrong one as ever (ISG-34)")
    func unverified() throws {
        let given = try Given.registered()
        #expect(given.refusal(of: Given.attempt()) == .emailUnverified)
        #expect(given.refusal(of: Given.attempt(false)) == .wrongCredentials)
    }

    @Test("Wrong passwords are recorded, and from the fifth on lock for a growing time (IMP-03)")
    func locks() throws {
        var given = try Given.active()
        var time = noon
        for _ in 1...4 { try given.when(Given.attempt(false), Given.context(at: time)) }
        #expect(given.state?.failures == 4)
        #expect(given.state?.lockedUntil == nil)
        for minutes in [1.0, 2, 4, 8, 16, 32, 60, 60] {
            try given.when(Given.attempt(false), Given.context(at: time))
            #expect(AccountDecider.refusal(for: given.events) == .wrongCredentials)
            let until = time.addingTimeInterval(minutes * 60)
            #expect(given.state?.lockedUntil == until)
            // In the same words as any wrong password, of any address: nobody learns who has an account.
            for matches in [true, false] {
                #expect(throws: AccountRefusal.wrongCredentials) {
                    try AccountDecider.decide(
                        Given.attempt(matches), given: given.state, in: Given.context(at: time))
                }
            }
            time = until
        }
        try given.when(Given.attempt(), Given.context(at: time))
        #expect(given.state?.failures == 0)
        #expect(given.state?.lockedUntil == nil)
    }

    @Test("A password that was changed meanwhile counts as neither right nor wrong")
    func changed() throws {
        let given = try Given.active()
        let stale = SignInAttempt(
            session: UUID(), tokenDigest: "", device: "",
            password: PasswordProof(comparedWith: "older", matches: true))
        #expect(given.refusal(of: .signIn(stale)) == .wrongCredentials)
        #expect(throws: AccountRefusal.wrongCredentials) {
            try AccountDecider.decide(.signIn(stale), given: given.state, in: Given.context())
        }
    }

    @Test("A hash of a lower cost is replaced while the password is at hand")
    func rehashes() throws {
        var given = try Given.active()
        try given.when(Given.attempt(rehash: "better"))
        #expect(given.state?.passwordHash == "better")
        #expect(given.state?.sessions.count == 1)
    }

    @Test("The twenty-first session ends the oldest (IMP-12)")
    func many() throws {
        var given = try Given.active()
        let sessions = (0..<21).map { _ in UUID() }
        for (second, session) in sessions.enumerated() {
            try given.when(Given.attempt(session: session), Given.context(at: noon.addingTimeInterval(Double(second))))
        }
        #expect(given.state?.sessions.map(\.session) == Array(sessions.dropFirst()))
        #expect(given.events.count == 2)
    }

    @Test("One ends one's own sessions only (IMP-12)")
    func ends() throws {
        var given = try Given.active()
        let session = UUID()
        try given.when(Given.attempt(session: session))
        #expect(given.refusal(of: .signOut(session: session), Given.context(.account(UUID()))) == .notFound)
        #expect(given.refusal(of: .signOut(session: session)) == .notFound)
        try given.when(.signOut(session: session), Given.context(.account(accountID)))
        #expect(given.state?.sessions.isEmpty == true)
        try given.when(.signOut(session: session), Given.context(.account(accountID)))
        #expect(given.events.isEmpty)
    }
}
