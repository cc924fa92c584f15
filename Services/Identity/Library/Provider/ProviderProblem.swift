// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// Why somebody cannot sign in with the provider now.
enum ProviderProblem {
    static let off = QuestionRefused(
        Problem(code: "provider-off", message: "Nobody can sign in with another provider here.", kind: .missing))

    static func away(_ provider: String) -> QuestionRefused {
        QuestionRefused(
            Problem(
                code: "provider-away",
                message:
                    "\(provider) does not answer at the moment. Try again in a minute, or sign in with your password."))
    }

    static func unconfirmed(_ provider: String) -> QuestionRefused {
        QuestionRefused(
            Problem(
                code: "provider-unconfirmed",
                message: "\(provider) did not confirm who you are. Try again, or sign in with your password."))
    }

    static let unknown = QuestionRefused(
        Problem(
            code: "provider-return-unknown", message: "You began to sign in somewhere else, or too long ago. Try again."
        ))

    static let spent = QuestionRefused(
        Problem(
            code: "provider-return-spent",
            message: "That sign-in has been used already, or took more than ten minutes. Try again."))
}
