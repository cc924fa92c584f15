// SPDX-License-Identifier: Apache-2.0

/// One value as it came, in PostgreSQL's binary format; a type that can be read from one conforms to `SQLDecodable`.
public struct Cell {
    /// Keeps the bytes alive.
    private let owner: ResultSet
    private let bytes: UnsafeRawBufferPointer?
    let type: SQLType

    init(owner: ResultSet, bytes: UnsafeRawBufferPointer?, type: SQLType) {
        self.owner = owner
        self.bytes = bytes
        self.type = type
    }

    public var isNull: Bool { bytes == nil }

    /// Calls `body` with the bytes; nil for NULL, and when the column's type is not among those expected.
    func read<Result>(_ expected: SQLType..., as body: (UnsafeRawBufferPointer) -> Result?) -> Result? {
        guard let bytes, expected.contains(type) else { return nil }
        return withExtendedLifetime(owner) { body(bytes) }
    }

    /// A whole number of any width.
    func integer<Integer: FixedWidthInteger>() -> Integer? {
        guard let bytes else { return nil }
        return withExtendedLifetime(owner) {
            switch type {
            case .int8: bytes.big(Int64.self).flatMap(Integer.init(exactly:))
            case .int4: bytes.big(Int32.self).flatMap(Integer.init(exactly:))
            case .int2: bytes.big(Int16.self).flatMap(Integer.init(exactly:))
            case .oid: bytes.big(UInt32.self).flatMap(Integer.init(exactly:))
            default: nil
            }
        }
    }

    /// Calls `body` with each element of a one-dimensional array; nil when this is none, or when `body` gives nil.
    func elements<Element>(_ body: (Cell) -> Element?) -> [Element]? {
        guard let bytes, let dimensions = bytes.big(Int32.self), let element = bytes.big(UInt32.self, at: 8),
            type.isArray
        else { return nil }
        return withExtendedLifetime(owner) {
            guard dimensions > 0 else { return [] }
            guard dimensions == 1, let count = bytes.big(Int32.self, at: 12) else { return nil }
            var result: [Element] = []
            result.reserveCapacity(Int(count))
            var offset = 20
            for _ in 0..<count {
                guard let length = bytes.big(Int32.self, at: offset) else { return nil }
                offset += 4
                var part: UnsafeRawBufferPointer?
                if length >= 0 {
                    guard offset + Int(length) <= bytes.count else { return nil }
                    part = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + Int(length)])
                    offset += Int(length)
                }
                guard let value = body(Cell(owner: owner, bytes: part, type: SQLType(rawValue: element))) else {
                    return nil
                }
                result.append(value)
            }
            return result
        }
    }
}

extension UnsafeRawBufferPointer {
    /// A big-endian number; nil when it does not fit into the bytes.
    fileprivate func big<Integer: FixedWidthInteger>(_ type: Integer.Type, at offset: Int = 0) -> Integer? {
        guard offset + MemoryLayout<Integer>.size <= count else { return nil }
        return Integer(bigEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }

    /// All the bytes as one big-endian number.
    func whole<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
        count == MemoryLayout<Integer>.size ? big(type) : nil
    }
}
