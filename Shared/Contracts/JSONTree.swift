// SPDX-License-Identifier: Apache-2.0

/// Any JSON, for changing strings in it without knowing its type.
enum JSONTree: Codable, Equatable {
    case object([String: JSONTree])
    case array([JSONTree])
    case string(String)
    case integer(Int64)
    case number(Double)
    case bool(Bool)
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([String: JSONTree].self) {
            self = .object(value)
        } else if let value = try? container.decode([JSONTree].self) {
            self = .array(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if container.decodeNil() {
            self = .null
        } else {
            self = .number(try container.decode(Double.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }

    /// Visits every string at a path. A step `*` means each element of an array and each member of an object.
    ///
    /// - Parameter visit: is told the path with the steps that were taken, and gives what comes in the string's place.
    mutating func visit(_ path: ArraySlice<Substring>, at place: String = "", _ visit: (String, String) -> String) {
        guard let step = path.first else {
            if case .string(let text) = self { self = .string(visit(place, text)) }
            return
        }
        func below(_ name: some StringProtocol) -> String { place.isEmpty ? "\(name)" : "\(place).\(name)" }
        switch self {
        case .object(var members):
            for name in step == "*" ? Array(members.keys) : [String(step)] where members[name] != nil {
                members[name]?.visit(path.dropFirst(), at: below(name), visit)
            }
            self = .object(members)
        case .array(var elements) where step == "*":
            for index in elements.indices {
                elements[index].visit(path.dropFirst(), at: below("\(index)"), visit)
            }
            self = .array(elements)
        default: break
        }
    }

    /// Changes every string, wherever it stands; names of members stay.
    mutating func change(_ change: (String) -> String) {
        switch self {
        case .string(let text): self = .string(change(text))
        case .array(var elements):
            for index in elements.indices { elements[index].change(change) }
            self = .array(elements)
        case .object(var members):
            for name in members.keys { members[name]?.change(change) }
            self = .object(members)
        case .integer, .number, .bool, .null: break
        }
    }
}
