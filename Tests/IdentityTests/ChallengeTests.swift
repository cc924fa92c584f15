// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Drawing
import Testing
import struct Foundation.Date

@testable import Identity

/// Random numbers that are the same each time.
struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var value = state
        value ^= value >> 33
        value = value &* 0xff51_afd7_ed55_8ccd
        return value ^ value >> 33
    }
}

@Suite("Challenges")
struct ChallengeTests {
    let maker = ChallengeMaker(key: .random())

    @Test("The picture's letters and the question's answer will both do, in any case and spacing (C-04)")
    func either() throws {
        var dice = Dice(state: 1)
        for _ in 0..<30 {
            let challenge = try maker.make(at: noon, using: &dice)
            let opened = try #require(maker.open(challenge.token))
            #expect(opened.answers.count >= 2)
            let letters = opened.answers[0]
            #expect(letters.count == 6)
            #expect(
                opened.accepts(
                    " \(letters.lowercased().map(String.init).joined(separator: " ")). ", token: challenge.token))
            #expect(opened.accepts(opened.answers[1].lowercased(), token: challenge.token))
            #expect(
                !opened.accepts("", token: challenge.token)
                    && !opened.accepts(String(letters.dropLast()), token: challenge.token))
            #expect(opened.expires == noon.addingTimeInterval(5 * 60))
        }
    }

    @Test("A computer that worked for it is let in, for this challenge alone (C-04)")
    func work() throws {
        var dice = Dice(state: 9)
        let challenge = try maker.make(at: noon, using: &dice)
        var opened = try #require(maker.open(challenge.token))
        #expect(opened.effort == challenge.effort && challenge.effort == ChallengeWork.effort)
        opened.effort = 8
        let start = ChallengeWork.start(challenge.token)
        let number = try #require(
            (0..<100_000).first { ChallengeWork.zeros(SHA256.digest("\(start):\($0)")) >= 8 })
        #expect(opened.accepts(" Work:\(number) ", token: challenge.token))
        let other = try maker.make(at: noon, using: &dice).token
        #expect(
            !opened.accepts("work:\(number)", token: other)
                || ChallengeWork.isDone("work:\(number)", for: other, effort: 8))
        for wrong in ["work:", "work:-1", "work:x", "\(number)", "work:99999999999999999999999"] {
            #expect(!opened.accepts(wrong, token: challenge.token), "\(wrong)")
        }
        opened.effort = nil
        #expect(!opened.accepts("work:\(number)", token: challenge.token))
        #expect(ChallengeWork.zeros([0, 0x1f, 0xff]) == 11 && ChallengeWork.zeros([0, 0]) == 16)
    }

    @Test("A question's answers are right")
    func questions() {
        var dice = Dice(state: 2)
        for _ in 0..<500 {
            let question = ChallengeQuestion.any(using: &dice)
            #expect(!question.answers.isEmpty && question.text.hasSuffix("?") || question.text.hasSuffix("."))
            if let list = question.text.split(separator: ": ").last, question.text.contains(",") {
                #expect(list.contains(question.answers[0]))
            }
        }
        #expect(ChallengeQuestion(text: "", answers: []) != ChallengeQuestion.any(using: &dice))
    }

    @Test("A challenge of another key, or one that was changed, does not open")
    func foreign() throws {
        var dice = Dice(state: 3)
        let token = try maker.make(at: noon, using: &dice).token
        #expect(ChallengeMaker(key: .random()).open(token) == nil)
        #expect(maker.open("A" + token.dropFirst()) == nil || token.first == "A")
        #expect(maker.open(String(token.dropLast())) == nil)
        #expect(maker.open("") == nil)
    }

    @Test("The picture is a small PNG with letters in it")
    func png() throws {
        var dice = Dice(state: 4)
        for _ in 0..<20 {
            let canvas = try ChallengeImage.draw(ChallengeImage.letters(using: &dice), using: &dice)
            // Six letters take a good tenth of it; without a font there would be dots and lines alone.
            #expect((0.06...0.3).contains(canvas.darkness), "\(canvas.darkness)")
            let file = try canvas.png()
            #expect(Array(file.prefix(8)) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
            #expect(Array(file[12..<24]) == Array("IHDR".utf8) + [0, 0, 0, 248, 0, 0, 0, 84])
            #expect(file.count < 16_000)
        }
    }

    @Test("No two pictures of the same letters are alike")
    func jitter() throws {
        var dice = Dice(state: 6)
        let first = try ChallengeImage.draw("KLMNPT", using: &dice).png()
        #expect(try first != ChallengeImage.draw("KLMNPT", using: &dice).png())
    }
}
