// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
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
            #expect(opened.accepts(" \(letters.lowercased().map(String.init).joined(separator: " ")). "))
            #expect(opened.accepts(opened.answers[1].lowercased()))
            #expect(!opened.accepts("") && !opened.accepts(String(letters.dropLast())))
            #expect(opened.expires == noon.addingTimeInterval(15 * 60))
        }
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

    @Test("The picture is a PNG whose checksums hold and whose rows are all there")
    func png() throws {
        #expect(PNG.crc32(Array("123456789".utf8)) == 0xcbf4_3926)
        #expect(PNG.adler32(Array("Wikipedia".utf8)) == 0x11e6_0398)
        var dice = Dice(state: 4)
        let file = PNG.encode(ChallengeImage.draw("ACEHJK", using: &dice))
        #expect(Array(file.prefix(8)) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
        var index = 8
        var types: [String] = []
        func number(_ at: Int) -> UInt32 { file[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        while index < file.count {
            let length = Int(number(index))
            let body = Array(file[index + 4..<index + 8 + length])
            types.append(String(decoding: body.prefix(4), as: UTF8.self))
            #expect(PNG.crc32(body) == number(index + 8 + length))
            if types.last == "IDAT" {
                let rows = ChallengeImage.height * (1 + (ChallengeImage.width + 3) / 4)
                // zlib header, one stored block's header, the rows, Adler-32.
                #expect(length == 2 + 5 + rows + 4)
                #expect(PNG.adler32(Array(body[11..<11 + rows])) == number(index + 4 + length))
            }
            index += 12 + length
        }
        #expect(types == ["IHDR", "IDAT", "IEND"])
        #expect(file.count < 8_000)
    }

    @Test("No two pictures of the same letters are alike")
    func jitter() {
        var dice = Dice(state: 6)
        let first = PNG.encode(ChallengeImage.draw("KLMNPT", using: &dice))
        #expect(first != PNG.encode(ChallengeImage.draw("KLMNPT", using: &dice)))
    }
}
