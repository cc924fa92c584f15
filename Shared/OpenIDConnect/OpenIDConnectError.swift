// SPDX-License-Identifier: Apache-2.0

/// Why a provider's word does not count. It never holds what the provider said.
public struct OpenIDConnectError: Error, Hashable, Sendable, CustomStringConvertible {
    private enum Code: String {
        case algorithm, audience, authorizedParty = "authorized-party", away, expired, insecure, issuer
        case keyUnknown = "key-unknown", malformed, metadata, nonce, notYet = "not-yet", refused, signature, subject
        case tooLong = "too-long"
    }

    private let code: Code

    /// Signed in a way that is not accepted, or not at all.
    public static let algorithm = OpenIDConnectError(code: .algorithm)
    /// The token is for somebody else.
    public static let audience = OpenIDConnectError(code: .audience)
    /// The token was given to somebody else.
    public static let authorizedParty = OpenIDConnectError(code: .authorizedParty)
    /// The provider does not answer, or not in a way that can be understood. It may later.
    public static let away = OpenIDConnectError(code: .away)
    public static let expired = OpenIDConnectError(code: .expired)
    /// An address that others could listen to.
    public static let insecure = OpenIDConnectError(code: .insecure)
    /// Another provider's.
    public static let issuer = OpenIDConnectError(code: .issuer)
    /// None of the provider's keys of today.
    public static let keyUnknown = OpenIDConnectError(code: .keyUnknown)
    /// No token or document of the form that it must have.
    public static let malformed = OpenIDConnectError(code: .malformed)
    /// The provider's description of itself lacks what is needed.
    public static let metadata = OpenIDConnectError(code: .metadata)
    /// The token belongs to another sign-in.
    public static let nonce = OpenIDConnectError(code: .nonce)
    /// From the future.
    public static let notYet = OpenIDConnectError(code: .notYet)
    /// The provider does not take the code: it was used, is too old, or is another client's.
    public static let refused = OpenIDConnectError(code: .refused)
    public static let signature = OpenIDConnectError(code: .signature)
    /// It does not say of whom it is, or speaks of somebody else.
    public static let subject = OpenIDConnectError(code: .subject)
    public static let tooLong = OpenIDConnectError(code: .tooLong)

    public var description: String { code.rawValue }
}
