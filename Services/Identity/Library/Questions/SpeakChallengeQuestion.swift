// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Messaging
import Speech
import struct Foundation.Date

/// A challenge's digits, spoken. The sound is made when it is asked for, and kept nowhere. C-04
struct SpeakChallengeQuestion: Question {
    /// A sound is mixed.
    static let isCostly = true

    let maker: ChallengeMaker

    func answer(
        _ query: SpeakChallenge, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> SpokenChallenge {
        try speak(query.challenge, at: time)
    }

    func speak(_ challenge: String, at time: Date) throws -> SpokenChallenge {
        guard let opened = maker.open(challenge) else { throw QuestionRefused(.nothingToHear) }
        guard time < opened.expires else { throw QuestionRefused(.soundExpired) }
        guard let sound = try maker.speak(opened) else { throw QuestionRefused(.nothingToHear) }
        return SpokenChallenge(sound: Base64.encode(sound.wav))
    }
}

extension Problem {
    fileprivate static let nothingToHear = Problem(
        code: "challenge-unknown", field: "challenge",
        message: "We could not read which numbers you want to hear. Load the form again, and listen to the new ones.")
    fileprivate static let soundExpired = Problem(
        code: "challenge-expired", field: "challenge",
        message: "The numbers last five minutes. Load the form again, and listen to the new ones.")
}
