// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import Speech
import Testing
import struct Foundation.Date

@testable import Identity

@Suite("Challenges to listen to", .timeLimit(.minutes(1)))
struct ChallengeSoundTests {
    let maker = ChallengeMaker(key: .random())

    private func challenge(_ state: UInt64) throws -> (token: String, opened: ChallengeMaker.Opened) {
        var dice = Dice(state: state)
        let token = try maker.make(at: noon, using: &dice).token
        return (token, try #require(maker.open(token)))
    }

    @Test("The digits that are spoken are one more answer, to this challenge alone (C-04)")
    func answer() throws {
        let (one, other) = (try challenge(1), try challenge(2))
        let digits = try #require(one.opened.spoken)
        #expect(digits.count == 6 && digits.allSatisfy(ChallengeSound.alphabet.contains))
        #expect(one.opened.accepts(digits, token: one.token))
        #expect(one.opened.accepts(" \(digits.map(String.init).joined(separator: " ")). ", token: one.token))
        #expect(!other.opened.accepts(digits, token: other.token))
        #expect(!one.opened.accepts(String(digits.dropLast()), token: one.token))
        #expect(!one.opened.accepts(digits + "0", token: one.token))
        #expect(!one.opened.answers.contains(digits), "it is not what the picture or the question asks for")
    }

    @Test("Who registers with the digits is let in (C-04, ISG-32)")
    func register() throws {
        let (token, opened) = try challenge(3)
        func form(_ answer: String) -> RegistrationForm {
            RegistrationForm(
                RegisterAccount(
                    account: Identifier.make(), email: "ada@example.nhs.uk", displayName: "Ada",
                    password: "three random words 1!", challenge: token, challengeAnswer: answer),
                rules: PasswordRules(minimum: 12, common: CommonPasswords()), maker: maker, at: noon)
        }
        let right = form(try #require(opened.spoken))
        #expect(right.problems.isEmpty && right.challenge == opened)
        let wrong = form("999999")
        #expect(wrong.problems.map(\.code) == ["challenge-wrong"] && wrong.missed == opened)
    }

    @Test("A sound is a small WAV of some seconds, the same each time it is asked for (C-04)")
    func sound() throws {
        for state in 1...10 as ClosedRange<UInt64> {
            let (token, opened) = try challenge(state)
            let sound = try #require(try maker.speak(opened))
            #expect((5...12).contains(sound.length), "\(sound.length)")
            #expect(sound.peak > 0.8 && sound.peak < 0.95, "\(sound.peak)")
            let file = sound.wav
            #expect(file.count == 44 + 2 * sound.samples.count && file.count < 300_000)
            let again = try #require(maker.open(token))
            #expect(try maker.speak(again)?.wav == file)
        }
    }

    @Test("No two challenges sound alike, not even with the same digits (C-04)")
    func others() throws {
        var (one, other) = (try challenge(4).opened, try challenge(5).opened)
        (one.spoken, other.spoken) = ("123456", "123456")
        let (first, second) = (try #require(try maker.speak(one)), try #require(try maker.speak(other)))
        #expect(first != second)
        // Nor with another key, which is all that an onlooker lacks.
        #expect(try ChallengeMaker(key: .random()).speak(one) != first)
        other = one
        other.spoken = "654321"
        #expect(try maker.speak(other) != first)
    }

    @Test("What is said stands out from all that is around it, and that is always there (C-04)")
    func clearance() throws {
        for state in 1...10 as ClosedRange<UInt64> {
            let sound = try #require(try maker.speak(try challenge(state).opened))
            // Nobody has begun to speak.
            let before = Sound(Array(sound.samples.prefix(Sound.rate / 4)))
            let ratio = sound.power / before.power
            // 8 decibels are a factor of 6.3; a quarter of a second of murmur is louder or softer than all of it.
            #expect((2...40).contains(ratio), "\(ratio)")
            #expect(before.power > 0)
        }
    }

    @Test("A challenge that is forged, has expired or has nothing to hear is refused in words (C-04)")
    func refused() throws {
        let question = SpeakChallengeQuestion(maker: maker)
        let (token, opened) = try challenge(6)
        let last = opened.expires.addingTimeInterval(-1)
        let sound = try #require(try maker.speak(opened)).wav
        #expect(try Base64.decode(question.speak(token, at: last).sound) == sound)
        func codes(_ token: String, at time: Date = noon) -> [String]? {
            do {
                _ = try question.speak(token, at: time)
                return nil
            } catch let refused as QuestionRefused {
                return refused.problems.map(\.code)
            } catch {
                return ["\(error)"]
            }
        }
        #expect(codes(token, at: opened.expires) == ["challenge-expired"])
        #expect(codes("") == ["challenge-unknown"] && codes(String(token.dropLast())) == ["challenge-unknown"])
        var silent = opened
        silent.spoken = nil
        let old = Base64URL.encode(maker.key.seal(try JSON.bytes(silent), context: "attest.identity.challenge"))
        #expect(codes(old) == ["challenge-unknown"])
        #expect(maker.open(old)?.accepts("", token: old) == false)
    }

    @Test("Numbers from a seed are the same each time, and others from another")
    func numbers() {
        func some(_ seed: [UInt8]) -> [UInt64] {
            var numbers = SeededNumbers(seed: seed)
            return (0..<1_000).map { _ in numbers.next() }
        }
        let first = some([1])
        #expect(first == some([1]) && Set(first).isDisjoint(with: some([2])))
        #expect(Set(first).count == 1_000)
    }
}
