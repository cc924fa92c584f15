// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography

import struct Foundation.Date
import struct Foundation.UUID

// Accounts and sessions, as the API has them.

/// A hurdle for programs. ISG-32
struct Hurdle: Described {
    var token: String
    var image: String
    var question: String
    var effort: Int?
    var expires: Date

    static let title = "Challenge"
    static let schema = Schema.object([
        .init(
            "token", .plain,
            "Send it back as `challenge` of the new account. `challenges/sound` speaks six digits: another answer."),
        .init("image", .plain, "A PNG in Base64: the characters in it are one answer."),
        .init("question", .plain, "The same hurdle in words: its answer will do as well."),
        .init(
            "effort", .integer(1...64),
            "What a program may do instead: answer `work:` and a number n such that SHA-256 of `start:n` begins with so "
                + "many zero bits, where `start` is SHA-256 of the token in hexadecimal.", .optional),
        .init("expires", .time),
    ])
    static let example = Hurdle(
        token: "c2VhbGVk", image: "iVBORw0KGgo=", question: "What is two plus five?", effort: 20, expires: Sample.time)
}

/// The hurdle to listen to. C-04
struct HurdleSound: Described {
    var sound: String

    static let title = "ChallengeSound"
    static let schema = Schema.object([
        .init(
            "sound", .plain,
            "A WAV in Base64: the six digits that are spoken in it are one answer. It is the same each time.")
    ])
    static let example = HurdleSound(sound: "UklGRg==")
}

struct NewAccount: Described {
    var email: String
    var displayName: String?
    var password: String
    var challenge: String
    var challengeAnswer: String

    static let schema = Schema.object([
        .init("email", .typed, "The address that the account is for; a link goes there."),
        .init("displayName", .typed, "The name that other people see. Default: the address’s first part.", .nullable),
        .init(
            "password", .typed,
            "12 to 256 characters with a number and a symbol. Three words that do not belong together are a good start."
        ),
        .init("challenge", .typed, "`token` of a challenge. It serves once."),
        .init("challengeAnswer", .typed),
    ])
    static let example = NewAccount(
        email: "ada@example.nhs.uk", displayName: "Ada Example", password: "three random words 1!",
        challenge: "c2VhbGVk", challengeAnswer: "seven")
}

extension NewAccount {
    init(_ checks: inout Checks) {
        email = checks.email("email", "Enter your e-mail address")  // ISG-22
        displayName = checks.required("displayName", "Enter the name that other people will see", limit: 100)  // ISG-46
        password = checks.secret("password", "Enter a password")
        challenge = checks.form["challenge"]
        challengeAnswer = checks.required(
            "challengeAnswer",
            "Type the characters in the picture, the numbers that you hear, or the answer to the question")
        // What no person sees, programs fill in, and now and then a browser on a person's behalf. C-04
        if !checks.form[RegisterPage.trap].isEmpty {
            checks.refuse(
                RegisterPage.trap, "not-empty", "Empty the field “Leave this empty”, then send the form again")
        }
    }

    func instruction(for account: UUID) -> RegisterAccount {
        RegisterAccount(
            account: account, email: email, displayName: displayName ?? "", password: password, challenge: challenge,
            challengeAnswer: challengeAnswer)
    }
}

struct Account: Described {
    var id: String

    static let schema = Schema.object([.init("id", .id)])
    static let example = Account(id: Sample.account.text)
}

struct VerificationRequest: Described {
    var email: String

    static let schema = Schema.object([.init("email", .typed, "The address of an account that is not verified yet.")])
    static let example = VerificationRequest(email: "ada@example.nhs.uk")
}

extension VerificationRequest {
    init(_ checks: inout Checks) { email = checks.email("email", "Enter your e-mail address") }

    var instruction: ResendVerification { ResendVerification(email: email) }
}

struct Verification: Described {
    var token: String

    static let schema = Schema.object([.init("token", .typed, "The last part of the link in the e-mail.")])
    static let example = Verification(token: Sample.linkToken)

    static func instruction(with token: LinkToken) -> VerifyEmailAddress {
        VerifyEmailAddress(account: token.subject, tokenDigest: token.digest)
    }
}

struct PasswordResetRequest: Described {
    var email: String

    static let schema = Schema.object([.init("email", .typed, "The address of an account.")])
    static let example = PasswordResetRequest(email: "ada@example.nhs.uk")
}

extension PasswordResetRequest {
    init(_ checks: inout Checks) { email = checks.email("email", "Enter your e-mail address") }

    var instruction: RequestPasswordReset { RequestPasswordReset(email: email) }
}

struct NewPassword: Described {
    var token: String
    var password: String

    static let schema = Schema.object([
        .init("token", .typed, "The last part of the link in the e-mail."),
        .init("password", .typed, "As of a new account."),
    ])
    static let example = NewPassword(token: Sample.linkToken, password: "three random words 1!")
}

extension NewPassword {
    init(_ checks: inout Checks, _ token: LinkToken) {
        self.token = token.clear
        password = checks.secret("password", "Enter a new password")
    }

    func instruction(with token: LinkToken) -> ResetPassword {
        ResetPassword(account: token.subject, tokenDigest: token.digest, password: password)
    }
}

struct Credentials: Described {
    var email: String
    var password: String

    static let schema = Schema.object([.init("email", .typed), .init("password", .typed)])
    static let example = Credentials(email: "ada@example.nhs.uk", password: "three random words 1!")
}

extension Credentials {
    init(_ checks: inout Checks) {
        email = checks.required("email", "Enter your e-mail address")
        password = checks.secret("password", "Enter your password")
    }

    /// - Parameter agent: what the browser or program calls itself.
    func instruction(for session: UUID, _ token: Token, on agent: String?) -> SignIn {
        SignIn(
            email: email, password: password, session: session, tokenDigest: Hex.encode(token.digest),
            device: Device.name(of: agent))
    }
}

/// A session, and its token when it has just begun.
struct CurrentSession: Described {
    var id: String
    var account: String
    var email: String
    var displayName: String
    var roles: [String]
    var memberships: [Seat]
    var expires: Date
    var lacks: SessionGap?

    struct Seat: Codable, Sendable {
        var organisation: String
        var roles: [OrganisationRole]
    }

    init(_ session: Session) {
        id = session.session.text
        account = session.account.text
        email = session.email
        displayName = session.displayName
        roles = session.roles.map(\.text)
        memberships = session.memberships.map { Seat(organisation: $0.organisation.text, roles: $0.roles) }
        expires = session.expires
        lacks = session.lacks
    }

    static let title = "Session"
    static let properties: [Schema.Property] = [
        .init("id", .id), .init("account", .id), .init("email", .plain), .init("displayName", .plain),
        .init("roles", .list(.plain), "On the platform: central-admin, or reviewer:<team>."),
        .init(
            "memberships",
            .list(.object([.init("organisation", .id), .init("roles", .list(.organisationRole))]))),
        .init("expires", .time),
        .init(
            "lacks", .choice(SessionGap.allCases.map(\.rawValue)),
            "Left out when there is nothing. `code`: the second step of signing in; until then the session can do nothing "
                + "else. `enrolment`: a second factor, without which the account’s roles do not count.", .optional),
    ]
    static let schema = Schema.object(properties)
    static let example = CurrentSession(
        Session(
            session: Sample.session, account: Sample.account,
            email: "ada@example.nhs.uk", displayName: "Ada Example", roles: [],
            memberships: [
                Membership(organisation: Sample.organisation, roles: [.administrator])
            ], expires: Sample.later, used: Sample.time, lacks: .enrolment))
}

struct NewSession: Described {
    var token: String
    var session: CurrentSession

    static let schema = Schema.object([
        .init("token", .plain, "Send it as `Authorization: Bearer <token>`. It is shown here and nowhere else."),
        .init("session", .reference(CurrentSession.self)),
    ])
    static let example = NewSession(token: Sample.token, session: .example)
}

extension Schema {
    static let organisationRole = choice(OrganisationRole.assignable.map(\.rawValue))
}
