// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Messaging
import Testing
import struct Foundation.UUID

@testable import Identity

@Suite("What is looked up before an account decides")
struct PreparationTests {
    @Test("A password that nobody can have is refused before anybody is looked up, whoever’s account it is tried at")
    func endless() async throws {
        let preparations = Preparations(
            maker: ChallengeMaker(key: .random()), rules: PasswordRules(minimum: 12), listedDomains: [],
            sealing: .random(), hasher: PasswordHasher(patience: 0), now: { noon }, throttles: Throttles())
        // There is no such database.
        let nowhere = Pool(DatabaseConfiguration(url: "postgresql://127.0.0.1:1/none"), limit: 1, name: "none")
        let endless = "a" + String(repeating: "\u{301}\u{316}", count: 100_000)
        let message = SignIn(email: "jo@nhs.net", password: endless, session: UUID(), tokenDigest: "00", device: nil)
        guard case .refused(let problems) = try await preparations.signIn(message, from: nowhere) else {
            Issue.record("it was not refused")
            return
        }
        #expect(problems == AccountRefusal.wrongCredentials.problems)
        await nowhere.close()
    }

    @Test("While more passwords wait than can be compared in time, a sign-in is told to come back")
    func busy() async throws {
        let preparations = Preparations(
            maker: ChallengeMaker(key: .random()), rules: PasswordRules(minimum: 12), listedDomains: [],
            sealing: .random(),
            hasher: PasswordHasher(patience: 0), now: { noon }, throttles: Throttles())
        // It is told before anything is looked up: there is no such database.
        let nowhere = Pool(DatabaseConfiguration(url: "postgresql://127.0.0.1:1/none"), limit: 1, name: "none")
        let message = SignIn(
            email: "jo@nhs.net", password: "otter-lamp-7-river", session: UUID(), tokenDigest: "00", device: "")
        guard case .refused(let problems) = try await preparations.signIn(message, from: nowhere) else {
            Issue.record("it was not refused")
            return
        }
        #expect(problems.map(\.code) == ["busy"])
        #expect(problems.first?.until == noon.addingTimeInterval(5))
        await nowhere.close()
    }
}
