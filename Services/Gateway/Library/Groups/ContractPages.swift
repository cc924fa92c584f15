// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

extension QuestionPage {
    /// C-16
    static func replacement(_ details: GroupDetails, names: [UUID: String], _ state: FormState) -> QuestionPage {
        var page = contract("Replace a Super Administrator", "replacement", details, state)
        page.lead = [
            "Who goes stops at once. Who comes begins when Central Admin has confirmed them. Both get an e-mail."
        ]
        func choices(_ accounts: [UUID]) -> [Radios.Choice] {
            accounts.map { .init(value: $0.text, label: names[$0] ?? PeoplePage.nameless) }
        }
        page.parts = [
            .radios(Radios("leaves", "Who goes?", choices(details.people), state)),
            .radios(
                Radios(
                    "comes", "Who comes?", choices(details.candidates.filter { !details.people.contains($0) }), state,
                    hint: "Only people of \(details.contractorName) can be chosen.")),
        ]
        page.button = "Replace them"
        return page
    }

    /// C-15
    static func allowance(_ details: GroupDetails, _ state: FormState) -> QuestionPage {
        var state = state
        if !state.form.has("allowance") { state.form.set("allowance", to: String(details.allowance)) }
        var page = contract("Change the number of licences", "allowance", details, state)
        page.lead = [
            "\(details.used) of \(Lengths.words(details.allowance)) licences are in use. "
                + "What you enter and why stays on the group’s page."
        ]
        page.parts = [
            .input(
                Input(
                    "allowance", "How many licences does the contract have?", state, kind: .code,
                    hint: "Not fewer than are in use.", inputmode: "numeric", width: 5)),
            .area(
                TextArea(
                    "reason", "Why does it change?", state, limit: Lengths.note,
                    hint: "All who look after the group read this.", rows: 3)),
        ]
        page.button = "Change it"
        return page
    }

    private static func contract(
        _ title: String, _ path: String, _ details: GroupDetails, _ state: FormState
    ) -> QuestionPage {
        let base = "/groups/\(details.group.text)"
        var page = QuestionPage(title, form: FormFrame("\(base)/\(path)", state), state: state)
        page.back = Link(details.title, base)
        page.caption = details.title
        return page
    }
}

extension GroupDetails {
    /// All who look after it or wait to be confirmed.
    var people: [UUID] { superAdministrators + (named ?? []).map(\.account) }
}
