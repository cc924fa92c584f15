// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography

import struct Foundation.UUID

/// The keys that there are, and when each was last used.
struct APIKeysPage: PageView {
    static let template = "api-keys"
    let title = "Keys for programs"
    var notice: String?
    let keys: [Key]

    struct Key: Sendable {
        let name: String
        let rows: [Row]
        let form: FormFrame
    }

    init(_ keys: [APIKeySummary], organisations: [UUID: String]) {
        self.keys = keys.map { key in
            Key(
                name: key.keyName,
                rows: [
                    Row("What it can do", lines: key.scopes.map(\.words)),
                    Row(
                        "Where",
                        key.organisation.map { organisations[$0] ?? "An organisation that you do not belong to" }
                            ?? "All organisations that you belong to"),
                    Row("Made", UKTime.moment(key.made)),
                    Row("Last used", key.used.map { UKTime.moment($0) } ?? "Never"),
                    Row("Works until", UKTime.moment(key.expires)),
                ], form: FormFrame("/account/keys/\(key.key.text)"))
        }
    }
}

/// A key, shown once.
struct NewAPIKeyPage: PageView {
    static let template = "api-key"
    let title = "Your new key"
    let name: String
    let key: String

    init(_ name: String, _ key: APIKey) {
        self.name = name
        self.key = key.clear
    }
}

extension APIKeyScope {
    /// As its owner chooses it.
    var words: String {
        switch self {
        case .read: "Read what you can read"
        case .assessments: "Answer and submit assessments and improvement plans"
        case .contacts: "Change who signs and who is contacted, and send the declaration again"
        case .organisations: "Register organisations and add ODS codes"
        }
    }
}

extension QuestionPage {
    static func newAPIKey(_ organisations: [UUID: String], _ state: FormState) -> QuestionPage {
        var page = QuestionPage("Make a key for a program", form: FormFrame("/account/keys/new", state), state: state)
        page.back = Link("Keys for programs", "/account/keys")
        page.lead = [
            "A program with the key can do in your name what you choose here, as long as you may do it yourself. It cannot "
                + "change your account, and it cannot review other organisations’ work.",
            "The key ends when you change your password, turn on two-step sign-in, or add your first passkey.",
        ]
        let places = organisations.sorted { ($0.value, $0.key.text) < ($1.value, $1.key.text) }
        page.parts = [
            .input(
                Input("name", "Name of the key", state, hint: "For example, the name of the program that will have it.")
            ),
            .radios(
                Radios(
                    "organisation", "Which organisations may the program work on?",
                    [.init(value: NewAPIKey.everywhere, label: "All that I belong to, now and later")]
                        + places.map { .init(value: $0.key.text, label: $0.value) }, state)),
            .checkboxes(
                Checkboxes(
                    "scopes", "What may the program do?",
                    APIKeyScope.allCases.filter { $0 != .read }.map { .init(value: $0.rawValue, label: $0.words) },
                    state, hint: "It can always read what you can read. Choose what else it may do, or nothing.")),
            .radios(
                Radios(
                    "days", "How long does the key last?",
                    AccountLimits.keyLives.map { .init(value: String($0), label: $0 == 365 ? "A year" : "\($0) days") },
                    state, hint: "We tell you by e-mail two weeks before it ends.")),
            .input(.currentPassword(state, "Your password")),
        ]
        page.button = "Make the key"
        return page
    }
}
