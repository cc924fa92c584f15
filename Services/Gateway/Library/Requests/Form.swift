// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation

/// A form as it was sent: names and values, and the ids that make a repetition harmless.
struct Form: Sendable, Equatable {
    /// In the order of the form. A name may occur more than once.
    private(set) var fields: [Field]
    /// The id of the message that this form becomes. IMP-04
    var message = Identifier.make()
    /// The id that the form was shown with.
    var command = Identifier.make()

    struct Field: Sendable, Equatable {
        var name: String
        var value: String
    }

    init(_ values: KeyValuePairs<String, String> = [:]) { fields = values.map { Field(name: $0.key, value: $0.value) } }

    /// Reads `application/x-www-form-urlencoded`; nil when it is not that, or has more than 500 fields.
    ///
    /// Line ends become `\n`, and control characters that no keyboard types are left out.
    init?(encoded body: some Sequence<UInt8>) {
        fields = []
        for pair in Array(body).split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard fields.count < 500, let name = Self.text(parts[0]),
                let value = parts.count > 1 ? Self.text(parts[1]) : ""
            else { return nil }
            fields.append(Field(name: name, value: Self.cleaned(value)))
        }
    }

    /// A value as it was typed; empty when there is none.
    subscript(raw name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

    /// A value without the spaces around it.
    subscript(_ name: String) -> String { self[raw: name].trimmingCharacters(in: .whitespacesAndNewlines) }

    /// All values of a field that may be given more than once.
    func values(of name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    mutating func set(_ name: String, to value: String) {
        fields.removeAll { $0.name == name }
        fields.append(Field(name: name, value: value))
    }

    /// One more value of a field that may have several.
    mutating func add(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }

    /// The three fields of a day.
    mutating func set(_ name: String, to day: Day?) {
        guard let day else { return }
        set("\(name)-day", to: String(day.day))
        set("\(name)-month", to: String(day.month))
        set("\(name)-year", to: String(day.year))
    }

    /// The field that holds the revision of what the form was filled with.
    static let seen = "seen"

    /// What the author saw, for the instruction that the form becomes.
    var revision: Int? { Int(self[Self.seen]) }

    /// Whether it holds something that must not be shown again.
    var isSecret: Bool { ["password", "current", "code", "signature"].contains { has($0) } }

    /// Everything but the ids, as one text.
    var content: String {
        fields.filter { $0.name != "command" && $0.name != "csrf" }
            .map { "\($0.name.utf8.count):\($0.name)=\($0.value.utf8.count):\($0.value)" }.joined()
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "+"): output.append(0x20)
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
                else { return nil }
                output.append(high << 4 | low)
                index += 2
            case let byte: output.append(byte)
            }
            index += 1
        }
        return String(validating: output, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
    }

    private static func cleaned(_ value: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in value.replacing("\r\n", with: "\n").replacing("\r", with: "\n").unicodeScalars
        where scalar == "\n" || scalar == "\t" || (scalar.value >= 0x20 && scalar.value != 0x7f) {
            result.append(scalar)
        }
        return String(result)
    }
}

extension Form: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }
}
