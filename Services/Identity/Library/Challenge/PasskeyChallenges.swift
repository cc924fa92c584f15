// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import ServiceKit
import struct Foundation.Date

/// Makes challenges for passkeys and reads them back. Nothing is stored of one that was only given out: that one was
/// answered, the account remembers.
struct PasskeyChallenges: Sendable {
    /// How long a challenge can be answered.
    static let life: Double = 5 * 60
    private static let length = 32
    private static let sealedContext = "attest.identity.passkey-challenge"

    let key: SealingKey

    /// What a challenge's sealed token holds.
    private struct Sealed: Codable {
        var challenge: String
        var purpose: PasskeyPurpose
        var binding: String
        var expires: Date
    }

    /// A challenge that may still be answered, as far as can be told without the account.
    struct Opened: Sendable, Equatable {
        let challenge: [UInt8]
        let expires: Date

        var spent: SpentChallenge { SpentChallenge(digest: Hex.encode(SHA256.digest(challenge)), expires: expires) }
    }

    func make(_ purpose: PasskeyPurpose, for binding: String, at time: Date) throws -> (token: String, Opened) {
        let opened = Opened(
            challenge: RandomBytes.make(Self.length),
            expires: Timestamp.wholeMilliseconds(time.addingTimeInterval(Self.life)))
        let sealed = Sealed(
            challenge: Base64URL.encode(opened.challenge), purpose: purpose, binding: binding,
            expires: opened.expires)
        return (try key.sealed(sealed, context: Self.sealedContext), opened)
    }

    /// Nil when it was not made here, for something else, for somebody else, or too long ago.
    func open(_ token: String, _ purpose: PasskeyPurpose, of binding: String, at time: Date) -> Opened? {
        guard let sealed = key.opened(Sealed.self, from: token, context: Self.sealedContext),
            sealed.purpose == purpose, sealed.binding == binding, time < sealed.expires,
            let challenge = Base64URL.decode(sealed.challenge)
        else { return nil }
        return Opened(challenge: challenge, expires: sealed.expires)
    }
}
