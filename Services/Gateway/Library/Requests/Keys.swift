// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import ServiceKit

/// The gateway's own key and what is made with it. Every copy of the gateway has the same one, and nobody else has it.
struct Keys: Sendable {
    private let sealing: SealingKey
    private let mac: [UInt8]

    /// - Throws: `malformedKey` unless it is the base64 of 32 bytes.
    init(base64: String) throws(CryptographyError) {
        guard let bytes = Base64.decode(base64) ?? Base64URL.decode(base64), bytes.count == 32 else {
            throw .malformedKey
        }
        sealing = try SealingKey(bytes: HMAC.sha256(key: bytes, Array("sealing".utf8)))
        mac = HMAC.sha256(key: bytes, Array("authentication".utf8))
    }

    /// What a form must bring back to show that it is ours and was given to this browser.
    func formToken(for browser: String) -> String { Base64URL.encode(digest("form", browser)) }

    func isFormToken(_ text: String, for browser: String) -> Bool {
        constantTimeEquals(Array(text.utf8), Array(formToken(for: browser).utf8))
    }

    /// The id of the message that a form becomes. IMP-04
    ///
    /// The same form with the same content from the same browser is the same message; with other content it is
    /// another, so that a corrected form is not answered with the refusal of the first. It is keyed, because content
    /// may hold a password.
    func messageID(command: UUID, browser: String, content: String, at now: Date) -> UUID {
        let random = digest("message", command.uuidString, browser, content)
        // Ids carry their time, and a service forgets them after a while: an old form gets the time of now.
        let made = Identifier.time(of: command).flatMap { abs($0.timeIntervalSince(now)) < 86_400 ? $0 : nil }
        return Identifier.make(at: made ?? now, random: random)
    }

    /// The token of the session that a sign-in form begins: the same for a double click, else unpredictable. IMP-04
    func sessionToken(message: UUID, browser: String) -> Token {
        Token(bytes: digest("session", message.uuidString, browser))
    }

    /// A network as services may know it: the same for the same network, and no address that anybody could read.
    func source(_ network: SourceNetwork) -> String { Hex.encode(Array(digest("source", network.text).prefix(16))) }

    /// What something that we give out is bound to: the same for the same browser or program, and nobody else can make it.
    func binding(_ purpose: String, _ browser: String) -> String { Hex.encode(digest("binding", purpose, browser)) }

    /// The recovery codes that a form for a second factor makes: the same when it is sent again, else unpredictable. IMP-04
    func recoveryCodes(message: UUID, session: UUID) -> [RecoveryCode] {
        (1...10).map {
            RecoveryCode(secret: digest("recovery", message.uuidString, session.uuidString, String($0)))
        }
    }

    /// The key for a program that a form or a request makes: the same when it is sent again, else unpredictable. IMP-04
    func apiKey(message: UUID, session: UUID) -> APIKey {
        APIKey(secret: digest("api-key", message.uuidString, session.uuidString))
    }

    /// An id that follows from a key that a client chose and what the key is for; nobody else can work it out. IMP-04
    func identifier(key: String, scope: String) -> UUID { Identifier.derived(from: digest("key", key, scope)) }

    /// An id that follows from a message's.
    func identifier(_ purpose: String, message: UUID) -> UUID {
        Identifier.make(
            at: Identifier.time(of: message) ?? Date(), random: digest("identifier", purpose, message.uuidString))
    }

    /// An id that shows whose it is: its last six bytes follow from the others and from the account.
    func owned(_ id: UUID, by account: UUID) -> UUID {
        let start = Array(Identifier.bytes(of: id).prefix(10))
        return Identifier.uuid(start + digest("owned", Hex.encode(start), account.uuidString).prefix(6))
    }

    /// Whether an id was made for an account.
    func isOwned(_ id: UUID, by account: UUID) -> Bool {
        constantTimeEquals(Identifier.bytes(of: id), Identifier.bytes(of: owned(id, by: account)))
    }

    /// Text that the browser keeps for us and can neither read nor change.
    func seal(_ value: some Encodable, context: String) throws -> String {
        try sealing.sealed(value, context: context)
    }

    /// What was sealed; nil if it was changed, or sealed for another context.
    func open<Value: Decodable>(_ type: Value.Type, from text: String, context: String) -> Value? {
        sealing.opened(type, from: text, context: context)
    }

    private func digest(_ parts: String...) -> [UInt8] {
        // Each part is preceded by its length, so that no two lists of parts read alike.
        HMAC.sha256(key: mac, Array(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8))
    }
}
