// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// A registration's fields, all checked at once, so that the form shows every problem the first time. ISG-22
struct RegistrationForm: Sendable {
    var problems: [Problem] = []
    private(set) var email: EmailAddress?
    private(set) var displayName = ""
    /// The challenge, if it was met in time.
    private(set) var challenge: ChallengeMaker.Opened?
    /// The challenge, if it was answered wrongly.
    private(set) var missed: ChallengeMaker.Opened?

    init(_ message: RegisterAccount, rules: PasswordRules, maker: ChallengeMaker, at time: Date) {
        checkNames(message.email, message.displayName)
        problems += rules.problems(of: message.password, email: email)
        check(
            maker.open(message.challenge), answer: message.challengeAnswer, token: message.challenge, at: time)
    }

    init(_ message: CreateAccount, rules: PasswordRules) {
        checkNames(message.email, message.displayName)
        problems += rules.problems(of: message.password, email: email)
    }

    private mutating func checkNames(_ typed: String, _ name: String) {
        email = EmailAddress(folding: typed)
        if email == nil { problems.append(.emailMalformed(typed)) }
        // Nobody has to give a name: the address's first part serves until there is one.
        guard !name.trimmed.isEmpty else {
            displayName = email?.localPart ?? ""
            return
        }
        do throws(DisplayName.Malformed) {
            displayName = try DisplayName(name).text
        } catch {
            problems.append(error.problem)
        }
    }

    private mutating func check(_ opened: ChallengeMaker.Opened?, answer: String, token: String, at time: Date) {
        let field = "challengeAnswer"
        if answer.trimmed.isEmpty {
            add(
                "challenge-missing", field,
                "Type the characters in the picture, the numbers that you hear, or the answer to the question.")
        } else if let opened {
            if time >= opened.expires {
                add(
                    "challenge-expired", field,
                    "The picture, the sound and the question last five minutes. Answer the new ones.")
            } else if opened.accepts(answer, token: token) {
                challenge = opened
            } else {
                missed = opened
                // ISG-32
                add(
                    "challenge-wrong", field,
                    "That answer is not right. There are a new picture, a new sound and a new question: answer one of them."
                )
            }
        } else {
            add(
                "challenge-unknown", field,
                "We could not read which picture, sound and question you had. Answer the new ones."
            )
        }
    }

    private mutating func add(_ code: String, _ field: String, _ message: String) {
        problems.append(Problem(code: code, field: field, message: message))
    }
}

extension Problem {
    /// What was typed is no e-mail address.
    static func emailMalformed(_ typed: String) -> Problem {
        typed.trimmed.isEmpty
            ? Problem(code: "email-missing", field: "email", message: "Enter your e-mail address.")
            : Problem(
                code: "email-malformed", field: "email",
                message: "Enter an e-mail address in the form name@example.nhs.uk")
    }
}
