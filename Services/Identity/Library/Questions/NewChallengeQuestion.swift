// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// A fresh challenge, for anybody who asks.
struct NewChallengeQuestion: Question {
    /// A picture is drawn.
    static let isCostly = true

    let maker: ChallengeMaker

    func answer(_ query: NewChallenge, for actor: Actor, at time: Date, from database: Pool) async throws -> Challenge {
        // The kernel's random numbers: nobody can foretell the letters.
        var generator = SystemRandomNumberGenerator()
        return try maker.make(at: time, using: &generator)
    }
}
