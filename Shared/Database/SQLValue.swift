// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

/// One argument of a statement: a value of a known PostgreSQL type. Nil is NULL of that type.
public enum SQLValue: Sendable, Equatable {
    case uuid(UUID?)
    case text(String?)
    case int8(Int64?)
    case int4(Int32?)
    case bool(Bool?)
    case double(Double?)
    case timestamp(Date?)
    case bytes([UInt8]?)
    case json(String?)
    case uuids([UUID])
    case nullableUUIDs([UUID?])
    case texts([String])
    case nullableTexts([String?])
    case int8s([Int64])
    case nullableInt8s([Int64?])
    case bools([Bool])
    case timestamps([Date])
    case nullableTimestamps([Date?])
    case byteses([[UInt8]])
    case nullableByteses([[UInt8]?])
    case jsons([String])

    /// The type that the server is told.
    var type: SQLType {
        switch self {
        case .uuid: .uuid
        case .text: .text
        case .int8: .int8
        case .int4: .int4
        case .bool: .bool
        case .double: .float8
        case .timestamp: .timestamptz
        case .bytes: .bytea
        case .json: .jsonb
        case .uuids, .nullableUUIDs: .uuidArray
        case .texts, .nullableTexts: .textArray
        case .int8s, .nullableInt8s: .int8Array
        case .bools: .boolArray
        case .timestamps, .nullableTimestamps: .timestamptzArray
        case .byteses, .nullableByteses: .byteaArray
        case .jsons: .jsonbArray
        }
    }
}

extension SQLValue: CustomStringConvertible, CustomReflectable {
    /// The type alone: an argument never reaches a log.
    public var description: String { type.description }

    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
