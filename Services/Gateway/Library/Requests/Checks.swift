// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation

/// Collects what is wrong with a form, in the order of its fields.
///
/// Only what needs no service is checked here, so that a missing answer is named at once; the rules are the services'.
struct Checks {
    let form: Form
    private(set) var problems: [Problem] = []

    init(_ form: Form) { self.form = form }

    mutating func refuse(_ field: String, _ code: String, _ message: String) {
        problems.append(Problem(code: code, field: field, message: message))
    }

    /// The value without spaces around it, which must be there and no longer than the limit.
    @discardableResult
    mutating func required(_ field: String, _ message: String, limit: Int = Lengths.name) -> String {
        let value = form[field]
        if value.isEmpty { refuse(field, "required", message) } else { measure(field, value, limit: limit) }
        return value
    }

    /// The value without spaces around it, which may be empty.
    mutating func optional(_ field: String, limit: Int = Lengths.name) -> String {
        measure(field, form[field], limit: limit)
        return form[field]
    }

    /// The value as it was typed, spaces included, which must be there.
    mutating func secret(_ field: String, _ message: String) -> String {
        if form[raw: field].isEmpty { refuse(field, "required", message) }
        return form[raw: field]
    }

    @discardableResult
    mutating func email(_ field: String, _ message: String) -> String {
        let value = required(field, message)
        if !value.isEmpty, EmailAddress(value) == nil {
            refuse(
                field, "email-malformed", "Enter an e-mail address in the correct format, like name@example.nhs.uk")
        }
        return value
    }

    /// A postcode as it is written.
    mutating func postcode(_ field: String, _ message: String) -> String {
        let value = Postcode.written(Typed.words(required(field, message, limit: 20)))
        if !value.isEmpty, !Postcode.accepts(value) {
            refuse(field, "postcode-malformed", "Enter a full postcode, like LS1 4AP")
        }
        return value
    }

    /// One of the values offered; nil when none was chosen.
    mutating func choice<Value: RawRepresentable<String>>(
        _ field: String, _ type: Value.Type, _ message: String
    ) -> Value? {
        let value = Value(rawValue: form[field])
        if value == nil { refuse(field, "required", message) }
        return value
    }

    /// Yes, or no with a reason.
    mutating func verdict(
        _ field: String, _ message: String, limit: Int
    ) -> (isYes: Bool, reason: String?) {
        enum Answer: String { case yes, no }
        let answer = choice(field, Answer.self, message)
        let reason =
            answer == .no
            ? required("reason", "Say why not", limit: limit) : optional("reason", limit: limit)
        return (answer == .yes, reason)
    }

    /// A day from the three fields of a date input, as an ISO 8601 date.
    ///
    /// - Parameter message: said when there is none; nil when there need not be one.
    mutating func day(_ field: String, _ message: String?) -> String {
        let parts = ["day", "month", "year"].map { form["\(field)-\($0)"] }
        if parts.allSatisfy(\.isEmpty) {
            if let message { refuse(field, "required", message) }
            return ""
        }
        guard let day = Int(parts[0]), let month = Self.month(parts[1]), let year = Int(parts[2]),
            let date = Day(year: year, month: month, day: day)
        else {
            refuse(field, "date-malformed", "Enter a real date, with a day, a month and a year, like 31 3 2027")
            return ""
        }
        return date.text
    }

    /// A month by its number or its name, which may be cut to three letters or more.
    private static func month(_ text: String) -> Int? {
        if let number = Int(text) { return number }
        let name = text.lowercased()
        return name.count < 3 ? nil : UKTime.months.firstIndex { $0.lowercased().hasPrefix(name) }.map { $0 + 1 }
    }

    private mutating func measure(_ field: String, _ value: String, limit: Int) {
        if value.fits(limit) { return }
        let count = value.count > limit ? "" : ". Accents and other marks count as well"
        refuse(field, "too-long", "Enter \(Lengths.words(limit)) characters or fewer\(count)")
    }
}
