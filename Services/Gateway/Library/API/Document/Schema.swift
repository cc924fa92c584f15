// SPDX-License-Identifier: Apache-2.0

/// What a JSON value is like. The same description checks what comes in and stands in the document, so that the two
/// cannot say different things.
indirect enum Schema: Sendable {
    case text(Text)
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case boolean
    case list(Schema)
    case object([Property])
    /// A schema that the document names once and refers to.
    case named(String, Schema)

    struct Text: Sendable {
        var format: Format?
        /// The values that it may have.
        var values: [String]?
        /// All of it has this form; written so that Swift and JavaScript read it alike.
        var pattern: String?
        /// In Unicode scalars, as JSON Schema counts.
        var length: ClosedRange<Int>?

        enum Format: String, Sendable {
            case uuid, date
            case time = "date-time"
        }
    }

    struct Property: Sendable {
        var name: String
        var schema: Schema
        var about: String
        var presence = Presence.required

        init(_ name: String, _ schema: Schema, _ about: String = "", _ presence: Presence = .required) {
            self.name = name
            self.schema = schema
            self.about = about
            self.presence = presence
        }
    }

    enum Presence: Sendable {
        case required
        /// May be left out.
        case optional
        /// May be left out or null; for what comes in.
        case nullable
    }
}

extension Schema {
    /// Whatever we write ourselves.
    static let plain = Schema.text(Text())
    static let id = Schema.text(Text(format: .uuid))
    static let time = Schema.text(Text(format: .time))
    static let date = Schema.text(Text(format: .date))
    /// What somebody typed: without control characters, but for tabs and line ends.
    static let typed = Schema.text(Text(pattern: typedPattern))
    static func typed(_ length: ClosedRange<Int>) -> Schema { pattern(typedPattern, length: length) }
    static let count = Schema.integer(0...Int(Int32.max))

    static func choice(_ values: [String]) -> Schema { .text(Text(values: values)) }

    static func pattern(_ pattern: String, length: ClosedRange<Int>? = nil) -> Schema {
        .text(Text(pattern: pattern, length: length))
    }

    static func reference<Value: Described>(_ type: Value.Type) -> Schema { .named(Value.title, Value.schema) }

    /// Whether a text has no control characters but tabs and line ends.
    static func isTyped(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && $0.value != 0x7f || $0 == "\n" || $0 == "\r" || $0 == "\t"
        }
    }

    fileprivate static let typedPattern = #"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"#
}

extension Schema.Text {
    /// The pattern is looked at so often that it has a test of its own.
    var isTyped: Bool { pattern == Schema.typedPattern }
}

/// A value of the API: its name and form in the document, and one that shows every field it can have.
protocol Described: Codable, Sendable {
    static var title: String { get }
    static var schema: Schema { get }
    static var example: Self { get }
    /// It holds a secret, so that nobody keeps what was said under an `Idempotency-Key`: it becomes part of the key.
    static var isConfidential: Bool { get }
}

extension Described {
    static var isConfidential: Bool { false }
    static var title: String { String(describing: Self.self) }
}
