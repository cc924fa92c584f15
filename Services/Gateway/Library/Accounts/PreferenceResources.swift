// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

/// When e-mails about work come, as the form and the API have it.
struct ChosenPreferences: Described {
    var workEmail: WorkEmail

    static let title = "Preferences"
    static let schema = Schema.object([
        .init(
            "workEmail", .choice(WorkEmail.allCases.map(\.rawValue)),
            "When e-mails about work come: at once, in one e-mail a day, or never. E-mails about the account and about "
                + "signing always come.")
    ])
    static let example = ChosenPreferences(workEmail: .daily)
}

extension ChosenPreferences {
    init(_ checks: inout Checks) {
        workEmail =
            checks.choice("workEmail", WorkEmail.self, "Choose when you want e-mails about work") ?? .atOnce
    }

    func instruction(for account: UUID) -> ChangePreferences {
        ChangePreferences(account: account, workEmail: workEmail)
    }
}

/// The end of e-mails about work, by the link in one.
struct Unsubscription: Described {
    var token: String

    static let schema = Schema.object([.init("token", .typed, "The last part of the link in the e-mail.")])
    static let example = Unsubscription(token: Sample.linkToken)

    static func instruction(with token: LinkToken) -> StopWorkEmail {
        StopWorkEmail(account: token.subject, tokenDigest: token.digest)
    }
}
