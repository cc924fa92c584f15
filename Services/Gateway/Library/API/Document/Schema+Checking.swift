// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation

extension Schema {
    /// What is wrong with a value, everything at once; each problem names its field and repeats nothing of the content.
    func problems(of value: JSONValue, at path: String = "") -> [Problem] {
        switch (self, value) {
        case (.named(_, let schema), _): schema.problems(of: value, at: path)
        case (.text(let text), .text(let value)): text.problem(of: value, at: path).map { [$0] } ?? []
        case (.integer(let range), .integer(let value)):
            range.contains(value)
                ? []
                : [
                    mistake(
                        "out-of-range", path, "Give a whole number from \(range.lowerBound) to \(range.upperBound).")
                ]
        case (.number(let range), .number(let value)): outside(range, value, path)
        case (.number(let range), .integer(let value)): outside(range, Double(value), path)
        case (.boolean, .boolean): []
        case (.list(let element), .list(let values)):
            values.enumerated().flatMap { index, value in
                element.problems(of: value, at: path.isEmpty ? "\(index)" : "\(path).\(index)")
            }
        case (.object(let properties), .object(let members)):
            // What is not known here is left to later versions of the API.
            properties.flatMap { $0.problems(in: members, at: path) }
        default: [mistake("wrong-type", path, "Give \(words) here.")]
        }
    }

    private func outside(_ range: ClosedRange<Double>, _ value: Double, _ path: String) -> [Problem] {
        range.contains(value)
            ? [] : [mistake("out-of-range", path, "Give a number from \(range.lowerBound) to \(range.upperBound).")]
    }

    /// What it is, for a sentence.
    private var words: String {
        switch self {
        case .text: "a text"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .list: "a list"
        case .object: "an object"
        case .named(_, let schema): schema.words
        }
    }
}

extension Schema.Property {
    fileprivate func problems(in members: [String: JSONValue], at path: String) -> [Problem] {
        let place = path.isEmpty ? name : "\(path).\(name)"
        switch (members[name], presence) {
        case (nil, .required): return [mistake("missing", place, "Give this field.")]
        case (nil, _), (.null?, .nullable): return []
        case (let value?, _): return schema.problems(of: value, at: place)
        }
    }
}

extension Schema.Text {
    func problem(of value: String, at path: String) -> Problem? {
        if let values, !values.contains(value) {
            return mistake("not-allowed", path, "Give one of: \(values.joined(separator: ", ")).")
        }
        if let length, !length.contains(value.unicodeScalars.count) {
            return mistake(
                "wrong-length", path, "Give \(length.lowerBound) to \(length.upperBound) characters.")
        }
        if isTyped {
            return Schema.isTyped(value) ? nil : mistake("control-characters", path, "Leave out control characters.")
        }
        if let pattern, (try? Regex(pattern).wholeMatch(in: value)) == nil {
            return mistake("malformed", path, "Give a text of the form that the description shows.")
        }
        switch format {
        case .uuid where UUID(uuidString: value) == nil:
            return mistake("malformed", path, "Give an id, as 32 hexadecimal digits with hyphens.")
        case .date
        where Day(value) == nil:
            return mistake("malformed", path, "Give a date, like 2027-07-03.")
        case .time where Timestamp.parse(value) == nil:
            return mistake("malformed", path, "Give a time of RFC 3339, like 2027-07-03T13:05:00Z.")
        default: return nil
        }
    }
}

private func mistake(_ code: String, _ path: String, _ message: String) -> Problem {
    Problem(code: code, field: path.isEmpty ? nil : path, message: message)
}
