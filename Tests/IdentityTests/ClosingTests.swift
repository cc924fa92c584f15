// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Identity

@Suite("Closing an account")
struct ClosingTests {
    private let owner = Actor.account(accountID)
    private let right = PasswordProof(comparedWith: "hash", matches: true)
    private let keeper = Given.context(.service("identity"), at: noon.addingTimeInterval(8 * 86_400))

    private func closed() throws -> Given {
        var given = try Given.active()
        try given.when(Given.attempt())
        try given.when(.close(right), Given.context(owner))
        return given
    }

    private func due(_ given: Given) -> AccountErasureDue? {
        given.events.compactMap { if case .erasureDue(let fact) = $0 { fact } else { nil } }.first
    }

    private func timer(_ given: Given) -> (Date, EraseAccount)? {
        given.consequences.compactMap {
            if case .schedule(_, let at, let message as EraseAccount) = $0 { (at, message) } else { nil }
        }.first
    }

    @Test("Its owner closes it with the password: sessions end, the owner is told, and a week later it is erased; once")
    func closes() throws {
        var given = try closed()
        #expect(given.state?.sessions == [])
        #expect(given.emails.map(\.template) == ["account-closing"])
        #expect(timer(given)?.0 == noon.addingTimeInterval(7 * 86_400) && timer(given)?.1.isLast == false)
        #expect(try JSON.value(AccountState.self, from: JSON.text(given.state)) == given.state)
        try given.when(.close(right), Given.context(owner))
        #expect(given.events.isEmpty)
        let open = try Given.active()
        let wrong = PasswordProof(comparedWith: "hash", matches: false)
        #expect(open.refusal(of: .close(wrong), Given.context(owner)) == .wrongPassword)
        var program = owner
        program.key = APIKeyGrant(key: UUID(), scopes: APIKeyScope.allCases, organisation: nil)
        for actor in [Actor.visitor, .account(UUID()), .operator, program] {
            #expect(open.refusal(of: .close(right), Given.context(actor)) == .notFound, "\(actor)")
        }
    }

    @Test("Whoever decides about others’ work hands that over first")
    func roles() throws {
        var given = try Given.active()
        try given.when(.grant(.reviewer(team: "national")), Given.context(.operator))
        #expect(given.refusal(of: .close(right), Given.context(owner)) == .rolesHeld)
    }

    @Test("Whoever signs in before it is erased has it back; with a second factor, only once that is shown")
    func comesBack() throws {
        var given = try closed()
        try given.when(Given.attempt())
        #expect(given.state?.erasure == nil)
        try given.when(.erase(formerEmails: [], isLast: false), keeper)
        #expect(given.events.isEmpty && given.state?.standing == .active)

        var guarded = try closed()
        guarded.state?.factor = .init(sealedSecret: "sealed", recoveryDigests: [])
        let session = UUID()
        try guarded.when(Given.attempt(session: session))
        #expect(guarded.state?.erasure != nil, "a password alone undoes nothing")
        let code = CodeProof(comparedWith: "sealed", step: 100, recoveryDigest: "")
        try guarded.when(.prove(session: session, tokenDigest: session.uuidString, code))
        #expect(guarded.state?.erasure == nil)
    }

    @Test("It is erased twice, by the service’s own timer alone, with those addresses that are nobody else’s now")
    func erases() throws {
        var given = try closed()
        let former = ["old@nhs.net", "shared@nhs.net"]
        given.state?.formerEmails = former
        #expect(given.refusal(of: .erase(formerEmails: [], isLast: false), Given.context(owner)) == .notFound)
        // Not out of turn.
        try given.when(.erase(formerEmails: former, isLast: true), keeper)
        #expect(given.events.isEmpty)
        let holders = [AccountDecider.emailClaim("shared@nhs.net"): UUID()]
        let context = Given.context(.service("identity"), at: noon.addingTimeInterval(7 * 86_400), holders: holders)
        try given.when(.erase(formerEmails: former, isLast: false), context)
        #expect(due(given)?.addresses == ["jo@nhs.net", "old@nhs.net"] && due(given)?.isLast == false)
        #expect(timer(given)?.1.isLast == true)
        #expect(given.refusal(of: Given.attempt()) == .ended)
        try given.when(.erase(formerEmails: former, isLast: false), context)
        #expect(given.events.isEmpty)
        try given.when(.erase(formerEmails: former, isLast: true), keeper)
        #expect(due(given)?.isLast == true)
        given.state?.email = Eraser.mark
        let erased = try #require(given.state.map(AccountDecider.erased))
        #expect(erased.standing == .closed && erased.formerEmails == [] && erased.erasure == nil)
    }

    @Test("Whoever follows the link for a new password has it back, whatever a thief has added; IMP-03")
    func reset() throws {
        var given = try closed()
        try given.when(.requestReset, Given.context())
        let link = try #require(given.state?.reset.newest?.digest)
        try given.when(.reset(tokenDigest: link, passwordHash: "new"))
        #expect(given.state?.erasure == nil)
        try given.when(.erase(formerEmails: [], isLast: false), keeper)
        #expect(given.events.isEmpty)
    }
}
