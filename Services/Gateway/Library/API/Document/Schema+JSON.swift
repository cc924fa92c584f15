// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// As JSON Schema 2020-12, with references to what is named.
    var json: JSONValue {
        switch self {
        case .text(let text): text.json
        case .integer(let range):
            ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .number(let range):
            ["type": "number", "minimum": .bound(range.lowerBound), "maximum": .bound(range.upperBound)]
        case .boolean: ["type": "boolean"]
        case .list(let element): ["type": "array", "items": element.json]
        case .object(let properties):
            [
                "type": "object",
                "properties": .object(Dictionary(properties.map { ($0.name, $0.json) }) { _, last in last }),
                "required": .list(properties.filter { $0.presence == .required }.map { .text($0.name) }),
            ]
        case .named(let name, _): ["$ref": .text("#/components/schemas/\(name)")]
        }
    }

    /// Every schema in it that has a name, this one included.
    var named: [String: Schema] {
        switch self {
        case .text, .integer, .number, .boolean: [:]
        case .list(let element): element.named
        case .object(let properties):
            properties.reduce(into: [:]) { $0.merge($1.schema.named) { first, _ in first } }
        case .named(let name, let schema): schema.named.merging([name: schema]) { first, _ in first }
        }
    }
}

extension JSONValue {
    /// As it is read again: a whole number is written without a point.
    fileprivate static func bound(_ value: Double) -> JSONValue {
        Int(exactly: value).map { .integer($0) } ?? .number(value)
    }
}

extension Schema.Text {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["type": "string"]
        if let format { members["format"] = .text(format.rawValue) }
        if let values { members["enum"] = .list(values.map { .text($0) }) }
        if let pattern { members["pattern"] = .text(pattern) }
        if let length {
            members["minLength"] = .integer(length.lowerBound)
            members["maxLength"] = .integer(length.upperBound)
        }
        return .object(members)
    }
}

extension Schema.Property {
    fileprivate var json: JSONValue {
        var json = schema.json
        if presence == .nullable { json = ["anyOf": [json, ["type": "null"]]] }
        guard !about.isEmpty, case .object(var members) = json else { return json }
        members["description"] = .text(about)
        return .object(members)
    }
}
