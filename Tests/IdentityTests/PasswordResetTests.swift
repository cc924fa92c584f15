// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Identity

@Suite("A forgotten password")
struct PasswordResetTests {
    private func sealing() throws -> SealingKey {
        try SealingKey(base64: Base64.encode([UInt8](repeating: 1, count: 32)))
    }

    private func asked() throws -> Given {
        var given = try Given.active()
        try given.when(.requestReset, Given.context(key: try sealing()))
        return given
    }

    private func digest(_ given: Given) -> String { given.state?.reset.newest?.digest ?? "" }

    @Test("A link goes to the address; it sets the password once, and ends the lock and every session (IMP-03)")
    func resets() throws {
        var given = try asked()
        #expect(given.emails.map(\.template) == ["reset-password"])
        #expect(given.emails.first?.recipient == "jo@nhs.net" && given.emails.first?.values == [:])
        let link = digest(given)
        try given.when(Given.attempt())
        for _ in 1...5 { try given.when(Given.attempt(false)) }
        #expect(given.state?.lockedUntil != nil)
        // The lock sent a link of its own only if a minute has passed since the other.
        #expect(digest(given) == link)
        #expect(AccountDecider.standing(of: link, for: .passwordReset, given: given.state, at: noon) == .open)
        try given.when(.reset(tokenDigest: link, passwordHash: "new"))
        #expect(given.emails.map(\.template) == ["password-changed"])
        #expect(given.state?.passwordHash == "new" && given.state?.sessions == [] && given.state?.lockedUntil == nil)
        #expect(given.refusal(of: .reset(tokenDigest: link, passwordHash: "newer")) == .linkUsed)
    }

    @Test("Links that are old, replaced or not ours are told apart (IMP-01, IMP-02)")
    func refuses() throws {
        var given = try asked()
        let first = digest(given)
        func refusal(_ digest: String, _ seconds: Double = 0) -> AccountRefusal? {
            given.refusal(
                of: .reset(tokenDigest: digest, passwordHash: "new"),
                Given.context(at: noon.addingTimeInterval(seconds)))
        }
        #expect(refusal("00") == .linkUnknown)
        #expect(refusal(first, 7_199) == nil)
        #expect(refusal(first, 7_200) == .linkExpired)
        try given.when(
            .renewLink(.passwordReset, tokenDigest: "00"), Given.context(at: noon.addingTimeInterval(90), seed: 8))
        #expect(given.events.isEmpty)
        try given.when(
            .renewLink(.passwordReset, tokenDigest: first), Given.context(at: noon.addingTimeInterval(90), seed: 8))
        #expect(refusal(first, 100) == .linkReplaced)
        #expect(refusal(digest(given), 100) == nil)
        // Whoever holds the replaced one may ask again, too.
        try given.when(
            .renewLink(.passwordReset, tokenDigest: first), Given.context(at: noon.addingTimeInterval(200), seed: 9))
        #expect(given.events.count == 1)
        #expect(Given().refusal(of: .reset(tokenDigest: first, passwordHash: "new")) == .linkUnknown)
    }

    @Test("Whoever may not use the account gets no link, and nobody learns of it; one a minute, five a day (IMP-02)")
    func limits() throws {
        var unknown = Given()
        try unknown.when(.requestReset)
        #expect(unknown.events.isEmpty)
        // The first link proves the address as well.
        var unverified = try Given.registered()
        try unverified.when(.requestReset, Given.context(at: noon.addingTimeInterval(61), seed: 8))
        #expect(unverified.events.map { type(of: $0.fact).name } == [VerificationIssued.name])
        var waiting = try Given.registered(listed: false)
        try waiting.when(.requestReset)
        #expect(waiting.events.isEmpty)
        var given = try Given.active()
        var sent = 0
        for minute in 0..<20 {
            for second in [0.0, 30] {
                let time = noon.addingTimeInterval(Double(minute) * 60 + second)
                try given.when(.requestReset, Given.context(at: time, seed: UInt8(minute + 1)))
                sent += given.events.count
            }
        }
        #expect(sent == 5)
        try given.when(.requestReset, Given.context(at: noon.addingTimeInterval(86_400 + 900), seed: 99))
        #expect(given.events.count == 1)
    }

    @Test("The owner of an account that locks is told once, with a link that needs no waiting (IMP-03)")
    func locks() throws {
        var given = try Given.active()
        var templates: [String] = []
        var time = noon
        for _ in 1...8 {
            try given.when(Given.attempt(false), Given.context(at: time, key: try sealing()))
            templates += given.emails.map(\.template)
            #expect(AccountDecider.refusal(for: given.events) == .wrongCredentials)
            time = max(time.addingTimeInterval(1), given.state?.lockedUntil ?? time)
        }
        #expect(templates == ["account-locked"])
        try given.when(.reset(tokenDigest: digest(given), passwordHash: "hash"), Given.context(at: noon))
        #expect(given.refusal(of: Given.attempt()) == nil)
    }
}
