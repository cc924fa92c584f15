// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

/// A statement whose arguments travel apart from its text, so that a value can never become SQL.
///
/// Written as a string with interpolations: `"SELECT name FROM accounts WHERE id = \(id)"` has the text
/// `SELECT name FROM accounts WHERE id = $1` and one argument. An optional that is nil becomes NULL of its type.
/// The text must not depend on a value: every text is prepared once a connection and then remembered.
public struct SQL: Sendable, Equatable, ExpressibleByStringInterpolation, CustomStringConvertible {
    /// The statement, with `$1`, `$2`… for the arguments.
    public var text: String
    public var arguments: [SQLValue]

    public init(text: String, arguments: [SQLValue] = []) {
        self.text = text
        self.arguments = arguments
    }

    public init(stringLiteral value: String) {
        self.init(text: value)
    }

    public init(stringInterpolation: Interpolation) {
        self.init(text: stringInterpolation.text, arguments: stringInterpolation.arguments)
    }

    /// The text alone: arguments never reach a log.
    public var description: String { text }

    /// What the compiler builds a statement with.
    public struct Interpolation: StringInterpolationProtocol, Sendable {
        var text = ""
        var arguments: [SQLValue] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 3 * interpolationCount)
            arguments.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        /// Any value, spelt out.
        public mutating func appendInterpolation(_ value: SQLValue) {
            arguments.append(value)
            text += "$"
            text += String(arguments.count)
        }

        public mutating func appendInterpolation(_ value: UUID?) { appendInterpolation(SQLValue.uuid(value)) }
        public mutating func appendInterpolation(_ value: String?) { appendInterpolation(SQLValue.text(value)) }
        public mutating func appendInterpolation(_ value: Int?) {
            appendInterpolation(SQLValue.int8(value.map(Int64.init)))
        }
        public mutating func appendInterpolation(_ value: Int64?) { appendInterpolation(SQLValue.int8(value)) }
        public mutating func appendInterpolation(_ value: Int32?) { appendInterpolation(SQLValue.int4(value)) }
        public mutating func appendInterpolation(_ value: Bool?) { appendInterpolation(SQLValue.bool(value)) }
        public mutating func appendInterpolation(_ value: Double?) { appendInterpolation(SQLValue.double(value)) }
        /// A `timestamptz`, to the microsecond.
        public mutating func appendInterpolation(_ value: Date?) { appendInterpolation(SQLValue.timestamp(value)) }
        /// A `bytea`.
        public mutating func appendInterpolation(_ value: [UInt8]?) { appendInterpolation(SQLValue.bytes(value)) }
        /// A `jsonb`; the text must be JSON.
        public mutating func appendInterpolation(json value: String?) { appendInterpolation(SQLValue.json(value)) }

        public mutating func appendInterpolation(_ values: [UUID]) { appendInterpolation(SQLValue.uuids(values)) }
        public mutating func appendInterpolation(_ values: [UUID?]) {
            appendInterpolation(SQLValue.nullableUUIDs(values))
        }
        public mutating func appendInterpolation(_ values: [String]) { appendInterpolation(SQLValue.texts(values)) }
        public mutating func appendInterpolation(_ values: [String?]) {
            appendInterpolation(SQLValue.nullableTexts(values))
        }
        public mutating func appendInterpolation(_ values: [Int64]) { appendInterpolation(SQLValue.int8s(values)) }
        public mutating func appendInterpolation(_ values: [Int64?]) {
            appendInterpolation(SQLValue.nullableInt8s(values))
        }
        public mutating func appendInterpolation(_ values: [Int]) {
            appendInterpolation(SQLValue.int8s(values.map(Int64.init)))
        }
        public mutating func appendInterpolation(_ values: [Bool]) { appendInterpolation(SQLValue.bools(values)) }
        public mutating func appendInterpolation(_ values: [Date]) {
            appendInterpolation(SQLValue.timestamps(values))
        }
        public mutating func appendInterpolation(_ values: [Date?]) {
            appendInterpolation(SQLValue.nullableTimestamps(values))
        }
        public mutating func appendInterpolation(_ values: [[UInt8]]) {
            appendInterpolation(SQLValue.byteses(values))
        }
        public mutating func appendInterpolation(_ values: [[UInt8]?]) {
            appendInterpolation(SQLValue.nullableByteses(values))
        }
        /// A `jsonb[]`; every text must be JSON.
        public mutating func appendInterpolation(jsonArray values: [String]) {
            appendInterpolation(SQLValue.jsons(values))
        }

        /// Text that becomes part of the statement as it stands: a trusted identifier or keyword from the program
        /// itself. Anything that came from outside the program is an argument, never this.
        public mutating func appendInterpolation(raw: String) { text += raw }

        /// A part of a statement with arguments of its own, which are numbered anew.
        public mutating func appendInterpolation(sql: SQL) {
            text += sql.renumbered(by: arguments.count)
            arguments += sql.arguments
        }
    }
}
