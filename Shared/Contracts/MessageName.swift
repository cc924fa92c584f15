// SPDX-License-Identifier: Apache-2.0

/// A message's wire name: `service.what.vN`, lower case with hyphens.
public struct MessageName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let text: String

    /// For names written in code; contract tests check every one of them against the shape.
    public init(stringLiteral text: String) { self.text = text }

    /// A name that arrived from outside; nil when it has not the shape `service.what.vN`, or is longer than a routing key.
    public init?(_ text: String) {
        guard text.utf8.count <= 255 else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[2].first == "v", Int(parts[2].dropFirst()) != nil,
            parts[0...1].allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isNameByte) })
        else { return nil }
        self.text = text
    }

    /// The service that owns the message: the part before the first dot.
    public var service: String { String(text.prefix { $0 != "." }) }

    /// The name without its version, to tell an unknown version from an unknown type.
    public var unversioned: String { String(text[..<(text.lastIndex(of: ".") ?? text.endIndex)]) }

    /// 1 for `v1`.
    public var version: Int {
        Int(text[text.index(after: text.lastIndex(of: ".") ?? text.startIndex)...].dropFirst()) ?? 0
    }

    public var description: String { text }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2d
    }
}
