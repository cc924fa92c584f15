// SPDX-License-Identifier: Apache-2.0

/// A password as it is stored: `$scrypt$ln=17,r=8,p=1$salt$hash`, the PHC string format with base64 without padding.
///
/// In JSON it is that text. Whoever holds it can guess at leisure, so that its descriptions hide it.
public struct PasswordHash: Sendable, Equatable, Codable, Secret {
    public let text: String
    let cost: PasswordHasher.Cost
    let salt: [UInt8]
    let key: [UInt8]

    /// - Throws: `malformedPasswordHash` for another format, and for a cost that nobody would have chosen.
    public init(text: String) throws(CryptographyError) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let cost = PasswordHasher.Cost(String(parts[2])),
            let salt = Base64.decode(String(parts[3])), salt.count >= 8,
            let key = Base64.decode(String(parts[4])), key.count >= 16, key.count <= 64
        else { throw .malformedPasswordHash }
        self.text = text
        self.cost = cost
        self.salt = salt
        self.key = key
    }

    init(cost: PasswordHasher.Cost, salt: [UInt8], key: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.key = key
        text = "$scrypt$\(cost.text)$\(Base64.encode(salt, padded: false))$\(Base64.encode(key, padded: false))"
    }

    public init(from decoder: any Decoder) throws {
        try self.init(text: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
