// SPDX-License-Identifier: Apache-2.0

/// Why a cryptographic value was refused. It never holds the value.
public struct CryptographyError: Error, Equatable, Sendable, CustomStringConvertible {
    private enum Code: String { case malformedKey, malformedPasswordHash, doesNotOpen }

    private let code: Code

    /// The key is not of the length or the encoding it must have.
    public static let malformedKey = CryptographyError(code: .malformedKey)
    /// The text is not a password hash of a kind that is known here, or its parameters are out of range.
    public static let malformedPasswordHash = CryptographyError(code: .malformedPasswordHash)
    /// The sealed bytes were changed, or were sealed with another key or for another context.
    public static let doesNotOpen = CryptographyError(code: .doesNotOpen)

    public var description: String { code.rawValue }
}
