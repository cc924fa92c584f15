// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Data
public import struct Foundation.UUID

/// The secret part of a link in an e-mail: what it is about, and 32 random bytes, as one piece of URL-safe text.
///
/// The link names its stream, so that following it needs no look-up; only the digest of the whole is ever stored.
public struct LinkToken: Sendable, Equatable, CustomStringConvertible {
    /// The stream that the link is about.
    public let subject: UUID
    /// What stands in the link: 64 characters of URL-safe Base64.
    public let clear: String

    public init(subject: UUID, secret: [UInt8]) {
        self.subject = subject
        clear = Data(Identifier.bytes(of: subject) + secret.prefix(32)).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Reads what stands in a link; nil if it was cut or changed in a way that shows.
    public init?(clear: String) {
        guard clear.utf8.count == 64,
            let data = Data(base64Encoded: clear.replacing("-", with: "+").replacing("_", with: "/")),
            data.count == 48
        else { return nil }
        subject = Identifier.uuid([UInt8](data.prefix(16)))
        self.clear = clear
    }

    /// A token is never written down by accident.
    public var description: String { "LinkToken(hidden)" }
}
