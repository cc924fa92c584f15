// SPDX-License-Identifier: Apache-2.0

import struct Foundation.Date
import struct Foundation.UUID

/// The arguments of one statement in PostgreSQL's binary format, all in one buffer that is used again.
struct ParameterBuffer {
    private var bytes: [UInt8] = []
    /// Where each argument begins; nil is NULL.
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// Calls `body` with the encoded arguments, in the form that libpq takes; the pointers end with the call.
    mutating func encode<Result>(
        _ arguments: [SQLValue],
        _ body: (
            _ values: UnsafePointer<UnsafePointer<CChar>?>, _ lengths: UnsafePointer<Int32>,
            _ formats: UnsafePointer<Int32>
        ) -> Result
    ) -> Result {
        // What a rare large statement took is given back.
        bytes.removeAll(keepingCapacity: bytes.capacity < 4 << 20)
        starts.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        while formats.count < arguments.count { formats.append(1) }
        for argument in arguments {
            let start = bytes.count
            let isPresent = append(argument)
            starts.append(isPresent ? start : nil)
            lengths.append(Int32(clamping: bytes.count - start))
        }
        // An argument without bytes is not NULL: it needs an address.
        if bytes.isEmpty { bytes.append(0) }
        return bytes.withUnsafeBytes { raw in
            let values = starts.map { start in
                start.flatMap { raw.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
            }
            return body(values, lengths, formats)
        }
    }

    /// Appends one argument; false when it is NULL.
    private mutating func append(_ argument: SQLValue) -> Bool {
        switch argument {
        case .uuid(let value): return append(value) { $0.add($1) }
        case .text(let value): return append(value) { $0.add($1) }
        case .int8(let value): return append(value) { $0.add($1) }
        case .int4(let value): return append(value) { $0.add($1) }
        case .bool(let value): return append(value) { $0.add($1) }
        case .double(let value): return append(value) { $0.add($1.bitPattern) }
        case .timestamp(let value): return append(value) { $0.add($1.postgresMicroseconds) }
        case .bytes(let value): return append(value) { $0.add($1) }
        case .json(let value): return append(value) { $0.addJSON($1) }
        case .uuids(let values): array(values, of: .uuid) { $0.add($1) }
        case .nullableUUIDs(let values): nullableArray(values, of: .uuid) { $0.add($1) }
        case .texts(let values): array(values, of: .text) { $0.add($1) }
        case .nullableTexts(let values): nullableArray(values, of: .text) { $0.add($1) }
        case .int8s(let values): array(values, of: .int8) { $0.add($1) }
        case .nullableInt8s(let values): nullableArray(values, of: .int8) { $0.add($1) }
        case .bools(let values): array(values, of: .bool) { $0.add($1) }
        case .timestamps(let values): array(values, of: .timestamptz) { $0.add($1.postgresMicroseconds) }
        case .nullableTimestamps(let values):
            nullableArray(values, of: .timestamptz) { $0.add($1.postgresMicroseconds) }
        case .byteses(let values): array(values, of: .bytea) { $0.add($1) }
        case .nullableByteses(let values): nullableArray(values, of: .bytea) { $0.add($1) }
        case .jsons(let values): array(values, of: .jsonb) { $0.addJSON($1) }
        }
        return true
    }

    private mutating func append<Value>(_ value: Value?, _ add: (inout Self, Value) -> Void) -> Bool {
        guard let value else { return false }
        add(&self, value)
        return true
    }

    private mutating func array<Value>(_ values: [Value], of type: SQLType, _ add: (inout Self, Value) -> Void) {
        header(count: values.count, hasNull: false, of: type)
        for value in values { element(value, add) }
    }

    private mutating func nullableArray<Value>(
        _ values: [Value?], of type: SQLType, _ add: (inout Self, Value) -> Void
    ) {
        header(count: values.count, hasNull: values.contains { $0 == nil }, of: type)
        for value in values {
            if let value { element(value, add) } else { self.add(Int32(-1)) }
        }
    }

    private mutating func header(count: Int, hasNull: Bool, of type: SQLType) {
        add(Int32(count == 0 ? 0 : 1))
        add(Int32(hasNull ? 1 : 0))
        add(type.rawValue)
        if count > 0 {
            add(Int32(clamping: count))
            add(Int32(1))
        }
    }

    /// An element: its length, which is filled in afterwards, and its bytes.
    private mutating func element<Value>(_ value: Value, _ add: (inout Self, Value) -> Void) {
        let start = bytes.count
        self.add(Int32(0))
        add(&self, value)
        let length = UInt32(truncatingIfNeeded: bytes.count - start - 4)
        bytes[start] = UInt8(truncatingIfNeeded: length >> 24)
        bytes[start + 1] = UInt8(truncatingIfNeeded: length >> 16)
        bytes[start + 2] = UInt8(truncatingIfNeeded: length >> 8)
        bytes[start + 3] = UInt8(truncatingIfNeeded: length)
    }

    private mutating func add<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func add(_ value: Bool) { bytes.append(value ? 1 : 0) }

    private mutating func add(_ value: UUID) { withUnsafeBytes(of: value.uuid) { bytes.append(contentsOf: $0) } }

    private mutating func add(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    private mutating func add(_ value: String) {
        var value = value
        value.withUTF8 { bytes.append(contentsOf: $0) }
    }

    private mutating func addJSON(_ value: String) {
        bytes.append(1)  // the version of jsonb's binary form
        add(value)
    }
}
