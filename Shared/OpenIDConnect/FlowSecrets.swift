// SPDX-License-Identifier: Apache-2.0

public import Cryptography

/// What binds one sign-in's parts together: the nonce comes back in the token, and the verifier shows that whoever brings
/// the code asked for it (RFC 7636). Both follow from a secret that whoever begins the sign-in keeps.
public struct FlowSecrets: Sendable, Secret {
    let nonce: String
    let verifier: String

    /// - Parameter seed: 32 random bytes.
    public init(seed: [UInt8]) {
        nonce = Base64URL.encode(HMAC.sha256(key: seed, Array("nonce".utf8)))
        verifier = Base64URL.encode(HMAC.sha256(key: seed, Array("verifier".utf8)))
    }

    init(nonce: String, verifier: String) {
        self.nonce = nonce
        self.verifier = verifier
    }

    /// What the verifier is known by before it is shown (RFC 7636 §4.2).
    var challenge: String { Base64URL.encode(SHA256.digest(verifier)) }
}
