// SPDX-License-Identifier: Apache-2.0

import struct Foundation.Data
import struct Foundation.Date
import class Foundation.JSONDecoder
import class Foundation.JSONEncoder

/// JSON as Attest writes it: RFC 3339 times, UUIDs in lower case by their readers, no escaped slashes, sorted keys.
public enum JSON {
    /// A value as JSON text. Keys are sorted, so that the same value is the same bytes.
    public static func text(_ value: some Encodable) throws -> String {
        String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    public static func bytes(_ value: some Encodable) throws -> [UInt8] { [UInt8](try encoder.encode(value)) }

    /// Reads a value.
    ///
    /// - Throws: `MalformedMessage` naming the field that is wrong, never its content.
    public static func value<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws(MalformedMessage) -> T {
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw MalformedMessage(describe(error))
        } catch {
            throw MalformedMessage("it is not JSON")
        }
    }

    /// Reads a value that is a part of something: errors name the field within it.
    static func value<T: Decodable>(
        _ type: T.Type, from bytes: ArraySlice<UInt8>, within field: String
    ) throws(MalformedMessage) -> T {
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw MalformedMessage(describe(error, within: field))
        } catch {
            throw MalformedMessage("it is not JSON")
        }
    }

    public static func value<T: Decodable>(_ type: T.Type, from text: String) throws(MalformedMessage) -> T {
        try value(type, from: Array(text.utf8))
    }

    /// Appends a JSON string literal.
    public static func append(_ value: String, to text: inout String) {
        text += "\""
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5c }) {
            text += value
        } else {
            for scalar in value.unicodeScalars {
                switch scalar {
                case "\"": text += "\\\""
                case "\\": text += "\\\\"
                case "\n": text += "\\n"
                case "\r": text += "\\r"
                case "\t": text += "\\t"
                case _ where scalar.value < 0x20:
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.format(date))
        }
        return encoder
    }()

    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = Timestamp.parse(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time")
            }
            return date
        }
        return decoder
    }()

    private static func describe(_ error: DecodingError, within field: String? = nil) -> String {
        func path(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            let keys = context.codingPath + (key.map { [$0] } ?? [])
            return ((field.map { [$0] } ?? []) + keys.map { $0.intValue.map(String.init) ?? $0.stringValue })
                .joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return "the field '\(path(context, key))' is missing"
        case .typeMismatch(_, let context): return "the field '\(path(context))' is of another type"
        case .valueNotFound(_, let context): return "the field '\(path(context))' is null"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty && field == nil
                ? "it is not JSON" : "the field '\(path(context))' has an impossible value"
        @unknown default: return "it cannot be read"
        }
    }
}
