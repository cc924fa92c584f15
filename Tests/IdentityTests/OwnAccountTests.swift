// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Identity

@Suite("What people change of their own accounts")
struct OwnAccountTests {
    private let owner = Actor.account(accountID)

    private func context(
        _ actor: Actor? = nil, at seconds: Double = 0, holders: [Claim: UUID] = [:], seed: UInt8 = 7
    ) -> Context {
        Given.context(actor ?? owner, at: noon.addingTimeInterval(seconds), holders: holders, seed: seed)
    }

    private func proof(_ matches: Bool = true) -> PasswordProof {
        PasswordProof(comparedWith: "hash", matches: matches)
    }

    private func change(_ email: String = "jo@new.nhs.net", _ matches: Bool = true) throws -> AccountCommand {
        .changeEmail(try #require(EmailAddress(folding: email)), proof(matches))
    }

    private func link(_ given: Given) -> String { given.state?.newAddress.newest?.digest ?? "" }

    @Test("The name is what other users see; a name with an address in it is refused (ISG-46)")
    func name() throws {
        var given = try Given.active()
        try given.when(.rename(DisplayName(" Jo  Meadow ")), context())
        #expect(given.state?.displayName == "Jo  Meadow")
        try given.when(.rename(DisplayName("Jo  Meadow")), context())
        #expect(given.events.isEmpty)
        for wrong in [
            "", "\u{200b}", "\u{3164}", "\u{2800}", "\u{ad}\u{34f}", "visit www.example.org", "a\u{202e}b",
            String(repeating: "a", count: 101),
        ] {
            #expect(throws: DisplayName.Malformed.self, "\(wrong)") { try DisplayName(wrong) }
        }
    }

    @Test("Nobody else changes it, whatever they are: they learn of no account (IMP-12)")
    func strangers() throws {
        let given = try Given.active()
        let name = try DisplayName("Mallory")
        for actor in [Actor.visitor, .account(UUID()), .account(UUID(), roles: [.centralAdmin]), .operator] {
            for command in [
                .rename(name), .changePassword(proof(), passwordHash: "new"), try change(),
            ] as [AccountCommand] {
                #expect(given.refusal(of: command, context(actor)) == .notFound, "\(actor) \(command)")
            }
        }
        #expect(given.refusal(of: .signOutEverywhere, context(.account(UUID()))) == .notFound)
    }

    @Test("A new address counts once its link was followed, and the old one is told (IMP-10, IMP-16)")
    func address() throws {
        var given = try Given.active()
        try given.when(try change(), context())
        #expect(given.emails.map(\.template) == ["address-asked", "confirm-address"])
        #expect(given.emails.map(\.recipient) == ["jo@nhs.net", "jo@new.nhs.net"])
        #expect(given.state?.email == "jo@nhs.net")
        // A link for a new password that went to the old address works no longer once the address has changed.
        try given.when(.requestReset, context(seed: 9))
        let reset = try #require(given.state?.reset.newest?.digest)
        try given.when(.confirmEmail(tokenDigest: link(given)), context(.visitor, at: 10))
        #expect(given.state?.email == "jo@new.nhs.net")
        #expect(given.emails.map(\.template) == ["address-changed"])
        #expect(given.emails.map(\.recipient) == ["jo@nhs.net"])
        #expect(
            given.events.flatMap(AccountDecider.claims) == [
                .take(AccountDecider.emailClaim("jo@new.nhs.net")), .release(AccountDecider.emailClaim("jo@nhs.net")),
            ])
        #expect(
            given.refusal(of: .reset(tokenDigest: reset, passwordHash: "stolen"), context(.visitor, at: 20))
                == .linkReplaced)
        #expect(given.refusal(of: .confirmEmail(tokenDigest: link(given)), context(.visitor, at: 30)) == .linkUsed)
    }

    @Test("That an address has an account is told to whoever follows its link, and to nobody else (IMP-10)")
    func taken() throws {
        var given = try Given.active()
        let holders = [AccountDecider.emailClaim("jo@new.nhs.net"): UUID()]
        try given.when(try change(), context(holders: holders))
        #expect(given.events.count == 1)
        #expect(
            given.refusal(of: .confirmEmail(tokenDigest: link(given)), context(.visitor, holders: holders))
                == .addressTaken)
        #expect(given.refusal(of: try change("jo@nhs.net"), context()) == .emailSame)
    }

    @Test("A link to a new address ends after two days, is replaced by a newer one, and is renewed (IMP-01, IMP-02)")
    func links() throws {
        var given = try Given.active()
        try given.when(try change(), context())
        let first = link(given)
        #expect(given.refusal(of: try change(), context(at: 59, seed: 8)) == .linksSpent)
        #expect(given.refusal(of: .confirmEmail(tokenDigest: first), context(at: 48 * 3_600)) == .linkExpired)
        try given.when(.renewLink(.newAddress, tokenDigest: first), context(.visitor, at: 61, seed: 8))
        #expect(given.emails.map(\.recipient) == ["jo@nhs.net", "jo@new.nhs.net"])
        #expect(given.refusal(of: .confirmEmail(tokenDigest: first), context(at: 62)) == .linkReplaced)
        #expect(given.refusal(of: .confirmEmail(tokenDigest: "00"), context(at: 62)) == .linkUnknown)
        try given.when(.renewLink(.newAddress, tokenDigest: "00"), context(.visitor, at: 200, seed: 9))
        #expect(given.events.isEmpty)
    }

    @Test(
        "Another password ends every session, and its owner is told; a wrong one is counted and locks (IMP-03, IMP-12)")
    func password() throws {
        var given = try Given.active()
        let (here, there) = (UUID(), UUID())
        try given.when(Given.attempt(session: here))
        try given.when(Given.attempt(session: there))
        for count in 1...5 {
            let command = AccountCommand.changePassword(proof(false), passwordHash: "")
            #expect(given.refusal(of: command, context()) == .wrongPassword)
            try given.when(command, context())
            #expect(given.state?.failures == count)
        }
        let until = try #require(given.state?.lockedUntil)
        let right = AccountCommand.changePassword(proof(), passwordHash: "new")
        #expect(given.refusal(of: right, context()) == .locked(until: until))
        try given.when(right, context(at: 61))
        #expect(given.state?.sessions == [])
        #expect(given.state?.passwordHash == "new")
        #expect(given.emails.map(\.template) == ["password-changed"])
        // It was changed elsewhere while this one was compared.
        #expect(given.refusal(of: right, context(at: 62)) == .wrongPassword)
    }

    @Test("Another password ends a change of address that somebody else may have asked for (IMP-10)")
    func pending() throws {
        for command in [
            AccountCommand.changePassword(proof(), passwordHash: "new"), .reset(tokenDigest: "", passwordHash: "new"),
        ] {
            var given = try Given.active()
            try given.when(try change("thief@nhs.net"), context())
            let stolen = link(given)
            if case .reset = command {
                try given.when(.requestReset, context(seed: 8))
                let digest = try #require(given.state?.reset.newest?.digest)
                try given.when(.reset(tokenDigest: digest, passwordHash: "new"), context(.visitor))
            } else {
                try given.when(command, context())
            }
            #expect(given.refusal(of: .confirmEmail(tokenDigest: stolen), context(.visitor)) == .linkReplaced)
            try given.when(.renewLink(.newAddress, tokenDigest: stolen), context(.visitor, at: 100, seed: 9))
            #expect(given.events.isEmpty)
        }
    }

    @Test("Somebody whose address was only typed here is erased without the account; its own owner’s erasure closes it")
    func erased() throws {
        var given = try Given.active()
        try given.when(try change(), context())
        var state = try #require(given.state)
        state.nextEmail = Eraser.mark
        let without = AccountDecider.erased(state)
        #expect(without.standing == .active && without.nextEmail == nil && without.newAddress == Links())
        state.email = Eraser.mark
        #expect(AccountDecider.erased(state).standing == .closed)
    }

    @Test("All sessions end at once, by their owner (IMP-12)")
    func everywhere() throws {
        var given = try Given.active()
        for _ in 1...3 { try given.when(Given.attempt()) }
        try given.when(.signOutEverywhere, context())
        #expect(given.events.count == 3)
        #expect(given.state?.sessions == [])
    }
}
