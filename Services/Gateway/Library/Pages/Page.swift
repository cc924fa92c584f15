// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

/// What a template shows. The template's names are the names of stored properties.
protocol PageView: Sendable {
    /// The template's name.
    static var template: String { get }
    /// What the browser's title says before the product's name.
    var title: String { get }
    /// What is wrong with the form on it.
    var problems: [Problem] { get }
}

extension PageView {
    var problems: [Problem] { [] }
}

/// What is around every page.
struct Shell: Sendable {
    let title: String
    let assets: Assets.Addresses
    let person: Person?
    let summary: ErrorSummary?
    /// What shows that a form is ours.
    let csrf: String

    struct Person: Sendable {
        let name: String
        let reviewer: Bool
        /// Decides about accounts with unknown domains.
        let validator: Bool
        let admin: Bool
        /// The id of the message that signing out becomes.
        let command: String
    }
}

/// The list of what is wrong, at the top of a page, each line leading to its field.
struct ErrorSummary: Sendable {
    let items: [Item]

    struct Item: Sendable {
        let message: String
        let field: String?
    }

    init?(_ problems: [Problem]) {
        guard !problems.isEmpty else { return nil }
        items = problems.map { Item(message: $0.message, field: $0.field.map(identifier(of:))) }
    }
}

extension Problem {
    /// The same for the summary, where it stands without its field: it names what it is about unless it does already.
    func saying(_ subject: String?) -> Problem {
        guard let subject, !message.lowercased().contains(subject) else { return self }
        let start = subject.prefix(1).uppercased() + subject.dropFirst()
        return Problem(code: code, field: field, message: "\(start): \(message)")
    }
}

/// Where a form goes, and the id that it becomes a message with.
struct FormFrame: Sendable {
    let action: String
    let command: String
    var hidden: [Hidden]

    struct Hidden: Sendable {
        let name: String
        let value: String
    }

    init(_ action: String, _ state: FormState = FormState(), hidden: KeyValuePairs<String, String> = [:]) {
        self.action = action
        command = state.command.text
        self.hidden = hidden.map { Hidden(name: $0.key, value: $0.value) }
    }

    /// A form about something that others may write at the same time.
    ///
    /// - Parameter revision: the one that is shown; a form that comes back keeps the one that it was shown with.
    init(_ action: String, _ state: FormState, revision: Int?) {
        let seen = state.form.has(Form.seen) ? state.form[Form.seen] : revision.map { String($0) }
        self.init(action, state, hidden: seen.map { [Form.seen: $0] } ?? [:])
    }

    /// The same form again, as the same message, without its fields to be seen.
    init(_ kept: KeptForm) {
        action = kept.address
        command = kept.form.command.text
        hidden = kept.form.fields.filter { !["csrf", "command"].contains($0.name) }
            .map { Hidden(name: $0.name, value: $0.value) }
    }
}

extension UUID {
    /// In lower case, as addresses have it.
    var text: String { uuidString.lowercased() }
}
