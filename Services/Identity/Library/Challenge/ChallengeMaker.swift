// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Drawing
import ServiceKit
import Speech
import struct Foundation.Date
import struct Foundation.UUID

/// Makes challenges and reads them back. Nothing is stored for one that is only shown. C-04
///
/// What was shown, until when, and its answers travel with the form, sealed: neither legible nor changeable.
struct ChallengeMaker: Sendable {
    /// How long a challenge can be answered.
    static let life: Double = 5 * 60
    private static let sealedContext = "attest.identity.challenge"

    let key: SealingKey

    /// What a challenge's sealed token holds.
    struct Opened: Codable, Sendable, Equatable {
        var id: UUID
        var answers: [String]
        /// The digits that are another answer, for whoever listens. Nil of one that was made before there was anything to
        /// hear.
        var spoken: String?
        var expires: Date
        /// Nil of one that no work was offered for.
        var effort: Int?

        /// Whether this was asked for, without regard to case, spaces and stops.
        ///
        /// - Parameter token: the challenge's own.
        func accepts(_ typed: String, token: String) -> Bool {
            answers.contains(normalised(typed)) || normalised(typed) == spoken
                || effort.map { ChallengeWork.isDone(typed, for: token, effort: $0) } == true
        }
    }

    func make(at time: Date, using generator: inout some RandomNumberGenerator) throws -> Challenge {
        let letters = ChallengeImage.letters(using: &generator)
        let question = ChallengeQuestion.any(using: &generator)
        let spoken = ChallengeSound.digits(using: &generator)
        let random = (0..<10).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let opened = Opened(
            id: Identifier.make(at: time, random: random), answers: ([letters] + question.answers).map(normalised),
            spoken: spoken, expires: Timestamp.wholeMilliseconds(time.addingTimeInterval(Self.life)),
            effort: ChallengeWork.effort)
        let token = try key.sealed(opened, context: Self.sealedContext)
        let image = try ChallengeImage.draw(letters, using: &generator).png()
        return Challenge(
            token: token, image: Base64.encode(image), question: question.text, effort: opened.effort,
            expires: opened.expires)
    }

    /// Nil when these are not bytes that were sealed here.
    func open(_ token: String) -> Opened? { key.opened(Opened.self, from: token, context: Self.sealedContext) }

    /// A challenge's digits, spoken; nil of one that has none.
    ///
    /// All of the sound follows from the challenge and the key. Asked for again it is the same: nobody hears the same digits
    /// in two noises, to have the mean of them.
    func speak(_ opened: Opened) throws(SpeechError) -> Sound? {
        guard let spoken = opened.spoken else { return nil }
        var numbers = SeededNumbers(seed: key.derived("\(Self.sealedContext)/sound/\(opened.id)"))
        return try ChallengeSound.speak(spoken, using: &numbers)
    }
}

private func normalised(_ answer: String) -> String {
    String(answer.uppercased().filter { $0.isLetter || $0.isNumber })
}
