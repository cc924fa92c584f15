// SPDX-License-Identifier: Apache-2.0

import Contracts

// The parts of a page that are filled in, as the templates in `parts/` show them.

/// All that is wrong with a field, as it stands beside it; nil of a field that is right.
struct FieldError: Sendable {
    let lines: [String]

    init?(_ problems: [Problem], of field: String) {
        lines = problems.filter { $0.field == field }.map(\.message)
        if lines.isEmpty { return nil }
    }
}

/// A line of text.
struct Input: Sendable {
    let id: String
    let name: String
    let type: String
    let label: String
    let hint: String?
    let error: FieldError?
    let value: String
    let autocomplete: String
    let inputmode: String?
    let width: String?
    let describedBy: String?
    let password: Bool
    /// No dictionary knows it: an address, a code.
    let isExact: Bool

    enum Kind: String { case text, email, tel, password, search, code }

    init(
        _ name: String, _ label: String, _ state: FormState, kind: Kind = .text, hint: String? = nil,
        autocomplete: String = "off", inputmode: String? = nil, width: Int? = nil,
        describedBy: String? = nil
    ) {
        self.name = name
        self.label = label
        self.hint = hint
        self.autocomplete = autocomplete
        self.inputmode = inputmode
        id = identifier(of: name)
        type = kind == .code ? Kind.text.rawValue : kind.rawValue
        error = state.error(name)
        password = kind == .password
        isExact = kind == .email || kind == .tel || kind == .code
        // A password is never sent back. ISG-32
        value = password ? "" : state.value(name)
        self.width = width.map { "nhsuk-input--width-\($0)" }
        let descriptions = [describedBy, descriptions(of: id, hint: hint, error: error)].compactMap { $0 }
        self.describedBy = descriptions.isEmpty ? nil : descriptions.joined(separator: " ")
    }
}

/// Several lines of text.
struct TextArea: Sendable {
    let id: String
    let name: String
    let label: String
    let hint: String?
    let error: FieldError?
    let value: String
    let rows: Int
    /// Characters, counted down beneath the text where there are scripts.
    let limit: Int
    let limitWords: String
    let describedBy: String

    init(_ name: String, _ label: String, _ state: FormState, limit: Int, hint: String? = nil, rows: Int = 5) {
        self.name = name
        self.limit = limit
        limitWords = Lengths.words(limit)
        self.label = label
        self.hint = hint
        self.rows = rows
        id = identifier(of: name)
        error = state.error(name)
        value = state.value(name)
        describedBy = [descriptions(of: id, hint: hint, error: error), "\(id)-info"].compactMap { $0 }
            .joined(separator: " ")
    }
}

/// One of several answers.
struct Radios: Sendable {
    let id: String
    let name: String
    let legend: String
    /// The legend is the page's heading.
    let heading: Bool
    let caption: String?
    let hint: String?
    let error: FieldError?
    let options: [Option]
    let describedBy: String?

    struct Option: Sendable {
        let id: String
        let name: String
        let value: String
        let label: String
        let hint: String?
        let checked: Bool
        /// Set apart from the options before it by the word "or".
        let divided: Bool
    }

    struct Choice {
        var value: String
        var label: String
        var hint: String?
        var divided = false
    }

    init(
        _ name: String, _ legend: String, _ choices: [Choice], _ state: FormState, hint: String? = nil,
        heading: Bool = false, caption: String? = nil
    ) {
        let id = identifier(of: name)
        self.id = id
        self.name = name
        self.legend = legend
        self.heading = heading
        self.caption = caption
        self.hint = hint
        error = state.error(name)
        options = choices.enumerated().map { index, choice in
            Option(
                // The error summary leads to the first option, which therefore has the field's own id.
                id: index == 0 ? id : "\(id)-\(index + 1)", name: name, value: choice.value, label: choice.label,
                hint: choice.hint, checked: state.value(name) == choice.value, divided: choice.divided)
        }
        describedBy = descriptions(of: id, hint: hint, error: error)
    }
}

/// Any of several answers, or none.
struct Checkboxes: Sendable {
    let id: String
    let legend: String
    let hint: String?
    let error: FieldError?
    let options: [Radios.Option]
    let describedBy: String?

    init(
        _ name: String, _ legend: String, _ choices: [Radios.Choice], _ state: FormState, hint: String? = nil
    ) {
        let id = identifier(of: name)
        self.id = id
        self.legend = legend
        self.hint = hint
        error = state.error(name)
        let chosen = state.form.values(of: name)
        options = choices.enumerated().map { index, choice in
            Radios.Option(
                // As of radios: the error summary leads to the first.
                id: index == 0 ? id : "\(id)-\(index + 1)", name: name, value: choice.value, label: choice.label,
                hint: choice.hint, checked: chosen.contains(choice.value), divided: false)
        }
        describedBy = descriptions(of: id, hint: hint, error: error)
    }
}

/// A day, month and year.
struct DateInput: Sendable {
    let id: String
    let legend: String
    let hint: String?
    let error: FieldError?
    let items: [Item]
    let describedBy: String?

    struct Item: Sendable {
        let id: String
        let name: String
        let label: String
        let value: String
        let width: String
    }

    init(_ name: String, _ legend: String, _ state: FormState, hint: String? = nil) {
        let id = identifier(of: name)
        self.id = id
        self.legend = legend
        self.hint = hint
        error = state.error(name)
        items = [("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4)].map { part, label, width in
            Item(
                id: part == "day" ? id : "\(id)-\(part)", name: "\(name)-\(part)", label: label,
                value: state.value("\(name)-\(part)"), width: "nhsuk-input--width-\(width)")
        }
        describedBy = descriptions(of: id, hint: hint, error: error)
    }
}

/// A field's name as an id that addresses can point at.
func identifier(of name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
}

private func descriptions(of id: String, hint: String?, error: FieldError?) -> String? {
    let ids = (hint == nil ? [] : ["\(id)-hint"]) + (error == nil ? [] : ["\(id)-error"])
    return ids.isEmpty ? nil : ids.joined(separator: " ")
}
