// SPDX-License-Identifier: Apache-2.0

import Cryptography

/// A signed token in its compact form (RFC 7515 §7.1, RFC 7519): read, and not believed before it is verified.
struct JSONWebToken: Sendable {
    /// In bytes; a provider's token has one or two thousand.
    static let longest = 16 * 1_024

    /// How it says that it is signed.
    let algorithm: String
    /// Which key it says that it is signed with.
    let keyID: String?
    private let payload: [UInt8]
    private let signed: [UInt8]
    private let signature: [UInt8]

    /// - Throws: `tooLong`, or `malformed`: also for an encrypted token, and one with extensions that must be understood.
    init(_ text: String) throws(OpenIDConnectError) {
        guard text.utf8.count <= Self.longest else { throw .tooLong }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(String(parts[0])),
            let payload = Base64URL.decode(String(parts[1])), let signature = Base64URL.decode(String(parts[2]))
        else { throw .malformed }
        guard let members = try JSONDocument(header).object, let algorithm = members["alg"]?.string,
            members["crit"] == nil
        else { throw .malformed }
        if let keyID = members["kid"] {
            guard let keyID = keyID.string else { throw .malformed }
            self.keyID = keyID
        } else {
            keyID = nil
        }
        self.algorithm = algorithm
        self.payload = payload
        self.signature = signature
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// What it says, once one of the keys is found to have signed it.
    ///
    /// - Throws: `algorithm` unless it is signed with RS256 or ES256; `keyUnknown`, when the keys may have changed;
    ///   `signature`; `malformed`.
    func claims(signedBy keys: KeySet) throws(OpenIDConnectError) -> [String: JSONDocument] {
        // `none`, and what is signed with a secret that others know as a public key, end here.
        guard let algorithm = KeySet.Algorithm(rawValue: algorithm) else { throw .algorithm }
        let candidates = keys.candidates(for: algorithm, id: keyID)
        guard !candidates.isEmpty else { throw .keyUnknown }
        guard candidates.contains(where: { $0.verify(signature, of: signed) }) else { throw .signature }
        guard let claims = try JSONDocument(payload).object else { throw .malformed }
        return claims
    }
}
