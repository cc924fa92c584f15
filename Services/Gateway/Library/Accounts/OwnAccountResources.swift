// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.Date
import struct Foundation.UUID

// What people change of their own accounts, as forms and the API have it.

struct NewName: Described {
    var displayName: String

    static let schema = Schema.object([.init("displayName", .typed, "The name that other people see.")])
    static let example = NewName(displayName: "Ada Example")
}

extension NewName {
    init(_ checks: inout Checks) {
        displayName = checks.required("displayName", "Enter the name that other people will see", limit: 100)
    }

    func instruction(for account: UUID) -> ChangeDisplayName {
        ChangeDisplayName(account: account, displayName: displayName)
    }
}

struct NewAddress: Described {
    static let isConfidential = true
    var email: String
    var current: String

    static let schema = Schema.object([
        .init("email", .typed, "The address that the account is to have; a link goes there."),
        .init("current", .typed, "The account’s password."),
    ])
    static let example = NewAddress(email: "ada@new.example.nhs.uk", current: "three random words 1!")
}

extension NewAddress {
    init(_ checks: inout Checks) {
        email = checks.email("email", "Enter your new e-mail address")
        current = checks.secret("current", "Enter your password")
    }

    func instruction(for account: UUID) -> ChangeEmailAddress {
        ChangeEmailAddress(account: account, email: email, current: current)
    }
}

struct AddressConfirmation: Described {
    var token: String

    static let schema = Schema.object([.init("token", .typed, "The last part of the link in the e-mail.")])
    static let example = AddressConfirmation(token: Sample.linkToken)

    static func instruction(with token: LinkToken) -> ConfirmEmailAddress {
        ConfirmEmailAddress(account: token.subject, tokenDigest: token.digest)
    }
}

struct PasswordChange: Described {
    static let isConfidential = true
    var current: String
    var password: String

    static let schema = Schema.object([
        .init("current", .typed, "The current password."),
        .init("password", .typed, "The new one. As of a new account."),
    ])
    static let example = PasswordChange(current: "three random words 1!", password: "4 other random-words")
}

extension PasswordChange {
    init(_ checks: inout Checks) {
        current = checks.secret("current", "Enter your current password")
        password = checks.secret("password", "Enter a new password")
    }

    func instruction(for account: UUID) -> ChangePassword {
        ChangePassword(account: account, current: current, password: password)
    }
}

/// Where somebody is signed in. IMP-12
struct SessionList: Described {
    var items: [Item]

    struct Item: Codable, Sendable {
        var id: String
        var device: String
        var begun: Date
        var used: Date
        var expires: Date
        var current: Bool
    }

    init(_ sessions: [SessionSummary], current: UUID) {
        items = sessions.map {
            Item(
                id: $0.session.text, device: $0.device, begun: $0.begun, used: $0.used, expires: $0.expires,
                current: $0.session == current)
        }
    }

    static let title = "Sessions"
    static let schema = Schema.object([
        .init(
            "items",
            .list(
                .object([
                    .init("id", .id),
                    .init("device", .plain, "What the session was begun with, as far as that could be told."),
                    .init("begun", .time), .init("used", .time, "When it was last used, to some minutes."),
                    .init("expires", .time), .init("current", .boolean, "The session that this request is of."),
                ])))
    ])
    static let example = SessionList(
        [
            SessionSummary(
                session: Sample.session, device: "Firefox on Windows", begun: Sample.time, used: Sample.time,
                expires: Sample.later)
        ], current: Sample.session)
}
