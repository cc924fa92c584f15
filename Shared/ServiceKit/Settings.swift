// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// The process's configuration: environment variables, read once at start.
///
/// A secret is read from the variable `NAME`, or from the file that `NAME_FILE` names. A missing or bad value is one
/// line that names the key and says what it should be.
public struct Settings: Sendable {
    private let values: [String: String]

    public init(_ values: [String: String] = ProcessInfo.processInfo.environment) { self.values = values }

    /// Text; an empty value counts as none.
    public func string(_ key: String, default fallback: String? = nil) throws -> String {
        if let value = values[key], !value.isEmpty { return value }
        guard let fallback else { throw SettingsError(key, "is not set") }
        return fallback
    }

    /// Text that may be left out.
    public func optional(_ key: String) -> String? { values[key].flatMap { $0.isEmpty ? nil : $0 } }

    /// A secret from `NAME`, or from the file named by `NAME_FILE`, without the line end.
    public func secret(_ key: String) throws -> String {
        guard let value = try optionalSecret(key) else { throw SettingsError(key, "and \(key)_FILE are not set") }
        return value
    }

    public func optionalSecret(_ key: String) throws -> String? {
        if let value = optional(key) { return value }
        guard let path = optional("\(key)_FILE") else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SettingsError("\(key)_FILE", "names a file that cannot be read")
        }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    public func int(_ key: String, default fallback: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let text = optional(key) else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            throw SettingsError(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A duration as `250ms`, `30s`, `15m` or `12h`.
    public func duration(_ key: String, default fallback: Duration) throws -> Duration {
        guard let text = optional(key) else { return fallback }
        for (suffix, factor) in [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)] where text.hasSuffix(suffix)
        {
            if let value = Int(text.dropLast(suffix.count)), value >= 0 { return .milliseconds(value * factor) }
        }
        throw SettingsError(key, "must be a duration like 250ms, 30s, 15m or 12h")
    }

    /// `host:port`.
    public func address(_ key: String, default fallback: String? = nil) throws -> (host: String, port: Int) {
        let text = try string(key, default: fallback)
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon > text.startIndex
        else { throw SettingsError(key, "must be an address like 127.0.0.1:8080") }
        return (String(text[..<colon]), port)
    }
}

/// A configuration value that is missing or bad.
public struct SettingsError: Error, Sendable, CustomStringConvertible {
    public let key: String
    public let problem: String

    public init(_ key: String, _ problem: String) {
        self.key = key
        self.problem = problem
    }

    public var description: String { "\(key) \(problem)" }
}
