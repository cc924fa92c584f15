// SPDX-License-Identifier: Apache-2.0

/// Why what came from an authenticator or a browser does not count. It never holds what came.
public struct WebAuthnError: Error, Equatable, Sendable, CustomStringConvertible {
    private enum Code: String {
        case malformed, wrongCeremony, wrongChallenge, wrongOrigin, wrongParty, notPresent, notVerified, unknownKey,
            wrongSignature
    }

    private let code: Code

    /// It is not of the form that the specification gives it, or longer than anything that authenticators make.
    public static let malformed = WebAuthnError(code: .malformed)
    /// It was made to add a passkey and not to sign in, or the other way round.
    public static let wrongCeremony = WebAuthnError(code: .wrongCeremony)
    /// It answers another challenge.
    public static let wrongChallenge = WebAuthnError(code: .wrongChallenge)
    /// It was made on a page of another site, or on one of ours inside another site's.
    public static let wrongOrigin = WebAuthnError(code: .wrongOrigin)
    /// The authenticator made it for another site.
    public static let wrongParty = WebAuthnError(code: .wrongParty)
    /// Nobody touched the authenticator.
    public static let notPresent = WebAuthnError(code: .notPresent)
    /// The authenticator did not find out who touched it.
    public static let notVerified = WebAuthnError(code: .notVerified)
    /// The key is of a kind that we did not ask for, or too weak, or none at all.
    public static let unknownKey = WebAuthnError(code: .unknownKey)
    /// It was not signed with the credential's key.
    public static let wrongSignature = WebAuthnError(code: .wrongSignature)

    public var description: String { code.rawValue }
}
