// SPDX-License-Identifier: Apache-2.0

/// A value in a message's headers or in a queue's arguments.
public enum HeaderValue: Sendable, Hashable {
    case string(String)
    case int(Int)
    case bool(Bool)
    case double(Double)
    /// Whole seconds since 1970.
    case timestamp(UInt64)
    case bytes([UInt8])
    case table([String: HeaderValue])
    case array([HeaderValue])
    case null
}

extension HeaderValue {
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var int: Int? { if case .int(let value) = self { value } else { nil } }
    public var table: [String: HeaderValue]? { if case .table(let value) = self { value } else { nil } }
    public var array: [HeaderValue]? { if case .array(let value) = self { value } else { nil } }
}

extension HeaderValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
