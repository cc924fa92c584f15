// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID
public import typealias Foundation.uuid_t

/// A type that a column can be read as.
public protocol SQLDecodable: Sendable {
    /// The value; nil when the cell is NULL or of another type.
    static func decode(_ cell: Cell) -> Self?
}

/// A type that an array column's elements can be read as.
public protocol SQLElement: Sendable {
    static func decodeElements(_ cell: Cell) -> [Self]?
}

extension SQLElement where Self: SQLDecodable {
    public static func decodeElements(_ cell: Cell) -> [Self]? { cell.elements { Self.decode($0) } }
}

extension Array: SQLDecodable where Element: SQLElement {
    public static func decode(_ cell: Cell) -> [Element]? { Element.decodeElements(cell) }
}

/// An array of bytes is no array to PostgreSQL but a `bytea`.
extension UInt8: SQLElement {
    public static func decodeElements(_ cell: Cell) -> [UInt8]? { cell.read(.bytea) { Array($0) } }
}

extension Array: SQLElement where Element == UInt8 {}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    public static func decode(_ cell: Cell) -> Wrapped?? {
        cell.isNull ? .some(.none) : Wrapped.decode(cell).map { .some($0) }
    }
}

extension Optional: SQLElement where Wrapped: SQLElement & SQLDecodable {}

extension UUID: SQLDecodable, SQLElement {
    public static func decode(_ cell: Cell) -> UUID? {
        cell.read(.uuid) { bytes in
            guard bytes.count == 16 else { return nil }
            return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        }
    }
}

extension String: SQLDecodable, SQLElement {
    public static func decode(_ cell: Cell) -> String? {
        cell.read(.text, .varchar, .json, .name, .bpchar, .unknown) { String(decoding: $0, as: UTF8.self) }
            ?? cell.read(.jsonb) { String(decoding: $0.dropFirst(), as: UTF8.self) }
    }
}

extension Int: SQLDecodable, SQLElement {
    public static func decode(_ cell: Cell) -> Int? { cell.integer() }
}

extension Int64: SQLDecodable, SQLElement {
    public static func decode(_ cell: Cell) -> Int64? { cell.integer() }
}

extension Int32: SQLDecodable, SQLElement {
    public static func decode(_ cell: Cell) -> Int32? { cell.integer() }
}

extension Int16: SQLDecodable, SQLElement {
    public static func decode(_ cell: Cell) -> Int16? { cell.integer() }
}

extension Bool: SQLDecodable, SQLElement {
    public static func decode(_ cell: Cell) -> Bool? { cell.read(.bool) { $0.whole(UInt8.self).map { $0 != 0 } } }
}

extension Double: SQLDecodable, SQLElement {
    public static func decode(_ cell: Cell) -> Double? {
        cell.read(.float8) { $0.whole(UInt64.self).map(Double.init(bitPattern:)) }
            ?? cell.read(.float4) { $0.whole(UInt32.self).map { Double(Float(bitPattern: $0)) } }
    }
}

extension Date: SQLDecodable, SQLElement {
    public static func decode(_ cell: Cell) -> Date? {
        cell.read(.timestamptz) { $0.whole(Int64.self).map(Date.init(postgresMicroseconds:)) }
    }
}
