// SPDX-License-Identifier: Apache-2.0

import Cryptography

/// The keys that a provider signs with at present (RFC 7517 §5).
struct KeySet: Sendable {
    /// What is accepted (RFC 7518 §3.1): both are public-key signatures that every provider has.
    enum Algorithm: String, Sendable {
        case rs256 = "RS256"
        case es256 = "ES256"
    }

    struct Key: Sendable {
        let id: String?
        let algorithm: Algorithm
        private let key: SignatureKey

        /// Nil for a key of another kind or use, and for one that is not sound: others of the set may do.
        fileprivate init?(_ members: [String: JSONDocument]) {
            if let use = members["use"], use != .string("sig") { return nil }
            if let uses = members["key_ops"], uses.strings?.contains("verify") != true { return nil }
            func bytes(_ name: String) -> [UInt8] { members[name]?.string.flatMap { Base64URL.decode($0) } ?? [] }
            switch members["kty"]?.string {
            case "RSA":
                guard let key = try? SignatureKey(rs256: bytes("n"), exponent: bytes("e")) else { return nil }
                (algorithm, self.key) = (.rs256, key)
            case "EC" where members["crv"]?.string == "P-256":
                guard let key = try? SignatureKey(es256: bytes("x"), bytes("y")) else { return nil }
                (algorithm, self.key) = (.es256, key)
            default: return nil
            }
            if let named = members["alg"], named != .string(algorithm.rawValue) { return nil }
            id = members["kid"]?.string
        }

        /// - Parameter signature: as tokens have it (RFC 7518 §3.3, §3.4).
        func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
            switch algorithm {
            case .rs256: key.verify(signature, of: message)
            case .es256: ECDSASignature.der(signature).map { key.verify($0, of: message) } ?? false
            }
        }
    }

    /// More than any provider has.
    static let most = 100
    let keys: [Key]

    /// - Throws: `malformed` unless it is a set with a key that can be used.
    init(json: [UInt8]) throws(OpenIDConnectError) {
        guard let members = try JSONDocument(json).object?["keys"]?.array, members.count <= Self.most else {
            throw .malformed
        }
        keys = members.compactMap { $0.object.flatMap { Key($0) } }
        guard !keys.isEmpty else { throw .malformed }
    }

    /// The keys that a token may be signed with. A token that names no key is believed only where there is one alone.
    func candidates(for algorithm: Algorithm, id: String?) -> [Key] {
        let fitting = keys.filter { $0.algorithm == algorithm }
        guard let id else { return fitting.count == 1 ? fitting : [] }
        return fitting.filter { $0.id == id }
    }
}
