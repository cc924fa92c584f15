// SPDX-License-Identifier: Apache-2.0

/// Why a message or a server's address cannot be used. It names the field and never holds the value.
public struct MailError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// A line break, a NUL or another control character, with which a value could become a header of its own.
        case controlCharacter
        /// Not of the syntax that the field has.
        case malformed
        case missing
        /// A header that the message writes itself.
        case reserved
    }

    public let code: Code
    /// `subject`, `to.address`, `headers.Auto-Submitted`.
    public let field: String

    public var description: String { "\(code.rawValue): \(field)" }
}
