// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import Cryptography
public import struct Foundation.Date
public import struct Foundation.UUID

/// What a decider is told of the outside: who acts, the time, fresh ids and tokens, and who holds a unique value.
///
/// Ids and tokens follow from a secret seed and the purpose they are asked for, so that a decision and its
/// consequences see the same ones, and a test sees the same ones each time.
public struct Context: Sendable {
    /// On whose behalf the message was sent.
    public let actor: Actor
    /// Now, in whole milliseconds.
    public let time: Date
    private let seed: [UInt8]
    private let holders: [Claim: UUID]
    private let sealingKey: SealingKey?

    /// - Parameters:
    ///   - seed: 32 secret random bytes, new for each message.
    ///   - holders: the streams that hold the claims which the message's handler asked about.
    ///   - sealingKey: for what only `notification` may read; needed by `seal`.
    public init(
        actor: Actor, time: Date, seed: [UInt8] = Array(repeating: 7, count: 32), holders: [Claim: UUID] = [:],
        sealingKey: SealingKey? = nil
    ) {
        self.actor = actor
        self.time = Timestamp.wholeMilliseconds(time)
        self.seed = seed
        self.holders = holders
        self.sealingKey = sealingKey
    }

    /// The stream that holds a claim; nil when it is free. Only claims that the handler asked about are known.
    public func holder(of claim: Claim) -> UUID? { holders[claim] }

    /// A new id; the same purpose gives the same one.
    public func id(_ purpose: String) -> UUID {
        Identifier.make(at: time, random: Array(derive("id", purpose).prefix(10)))
    }

    /// An id of a time to come, for what is sent then: by its id a message's age is told.
    func id(_ purpose: String, at due: Date) -> UUID {
        Identifier.make(at: due, random: Array(derive("id", purpose).prefix(10)))
    }

    /// A secret for a link in an e-mail.
    public func token(_ purpose: String, about subject: UUID) -> LinkToken {
        LinkToken(subject: subject, secret: derive("token", purpose))
    }

    /// A secret of decimal digits, each equally likely.
    public func code(_ purpose: String, digits: Int = 7) -> String {
        let number = derive("code", purpose).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let modulus = (0..<digits).reduce(UInt64(1)) { product, _ in product * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// Values that only the holder of the sealing key can read, in Base64; nil when this process has no such key.
    public func seal(_ values: [String: String], purpose: String) -> String? {
        guard let sealingKey, let plain = try? JSON.bytes(values) else { return nil }
        let nonce = Array(derive("nonce", purpose).prefix(12))
        return Base64.encode(sealingKey.seal(plain, nonce: nonce, context: Self.sealedContext))
    }

    /// What sealed values are bound to, besides the key.
    public static let sealedContext = "attest.notification.values"

    private func derive(_ kind: String, _ purpose: String) -> [UInt8] {
        HMAC.sha256(key: seed, Array("\(kind)/\(purpose)".utf8))
    }
}
