// SPDX-License-Identifier: Apache-2.0

import Cryptography
import Testing

@testable import WebAuthn

@Suite("What no authenticator makes")
struct RubbishTests {
    private let party = RelyingParty(origin: "https://example.org")

    @Test(
        "Nothing but one whole item of CBOR is read",
        arguments: [
            "", "18", "1b00", "41", "5bffffffffffffffff", "7bffffffffffffffff00", "9bffffffffffffffff", "9a00010000",
            "bbffffffffffffffff", "ba00010000", "a1", "a101", "a10101a1", "0000", "9f", "9fff", "bf", "bfff", "5f",
            "5fff",
            "7f", "7fff", "ff", "c000", "f97e00", "fb7ff8000000000000", "f7", "62c328", "a201010102",
            "818181818181818180",
            "1c", "fc", "f8", "3f",
        ])
    func malformed(hex: String) throws {
        let bytes = try #require(Hex.decode(hex))
        #expect(throws: WebAuthnError.malformed) { try CBOR.decode(bytes) }
    }

    // RFC 8949, appendix A.
    @Test(
        "Whole items are read",
        arguments: [
            ("00", CBOR.unsigned(0)), ("1818", .unsigned(24)), ("1903e8", .unsigned(1_000)),
            ("1a000f4240", .unsigned(1_000_000)), ("1bffffffffffffffff", .unsigned(.max)), ("20", .negative(0)),
            ("3863", .negative(99)), ("3903e7", CBOR(-1_000)), ("3bffffffffffffffff", .negative(.max)),
            ("4401020304", .bytes([1, 2, 3, 4])), ("62c3bc", .text("ü")), ("80", .array([])), ("a0", .map([])),
            ("8301820203820405", .array([CBOR(1), .array([CBOR(2), CBOR(3)]), .array([CBOR(4), CBOR(5)])])),
            (
                "a26161016162820203",
                .map([
                    .init(key: .text("a"), value: CBOR(1)), .init(key: .text("b"), value: .array([CBOR(2), CBOR(3)])),
                ])
            ), ("f4", .boolean(false)), ("f5", .boolean(true)), ("f6", .null), ("81818181818181a0", nested(7)),
        ])
    func wellFormed(hex: String, item: CBOR) throws {
        #expect(try CBOR.decode(try #require(Hex.decode(hex))) == item)
    }

    private static func nested(_ depth: Int) -> CBOR { depth == 0 ? .map([]) : .array([nested(depth - 1)]) }

    /// A key, of which one member is another or missing.
    @Test(
        "A key that we did not ask for, or that is none, is refused",
        arguments: [
            "a0", "a201020326", "a30102032620 01", "a5010203382e200121582000225820 00",
            // Not on the curve, and one byte short.
            "a501020326200121582001010101010101010101010101010101010101010101010101010101010101012258200202020202020202"
                + "020202020202020202020202020202020202020202020202",
            "a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df6122581f930a56b87a2fca66"
                + "334b03458abf879717c12cc68ed73290af2e2664796b92",
            // RSA: even exponent, exponent 1, no modulus, 8 bits.
            "a4010303390100204181214102", "a4010303390100204181214101", "a4010303390100204021430100 01",
            "a40103033901002041812143010001",
        ])
    func keys(hex: String) throws {
        let bytes = try #require(Hex.decode(hex.filter { $0 != " " }))
        #expect(throws: WebAuthnError.self) { try CredentialKey(cose: bytes) }
    }

    @Test("A passkey that is cut off anywhere, or has one byte more, is refused")
    func truncated() throws {
        let party = try #require(party)
        for vector in [Vector.noAttestation, .rs256, .u2f] {
            let (made, used) = (vector.registration, vector.authentication)
            let key = try CredentialKey(
                cose: NewCredential(
                    clientData: made.clientData, attestationObject: made.data, challenge: made.challenge, for: party
                ).key)
            for count in 0..<made.data.count {
                #expect(throws: WebAuthnError.self) {
                    try NewCredential(
                        clientData: made.clientData, attestationObject: Array(made.data.prefix(count)),
                        challenge: made.challenge, for: party)
                }
            }
            #expect(throws: WebAuthnError.malformed) {
                try NewCredential(
                    clientData: made.clientData, attestationObject: made.data + [0], challenge: made.challenge,
                    for: party)
            }
            for count in 0..<used.data.count {
                #expect(throws: WebAuthnError.self) {
                    try Assertion(
                        clientData: used.clientData, authenticatorData: Array(used.data.prefix(count)),
                        signature: used.signature, key: key, challenge: used.challenge, for: party, verified: false)
                }
            }
            for count in 0..<used.clientData.count {
                #expect(throws: WebAuthnError.self) {
                    try Assertion(
                        clientData: Array(used.clientData.prefix(count)), authenticatorData: used.data,
                        signature: used.signature, key: key, challenge: used.challenge, for: party, verified: false)
                }
            }
        }
    }

    @Test(
        "What the browser says must be what browsers say", arguments: ["", "[]", "null", "{}", #"{"type":1}"#, "\u{0}"])
    func clientData(json: String) {
        #expect(throws: WebAuthnError.malformed) { try ClientData(json: Array(json.utf8)) }
    }

    @Test("Longer than anything that is sent is not looked at")
    func longest() throws {
        let party = try #require(party)
        let vector = Vector.noAttestation.registration
        #expect(throws: WebAuthnError.malformed) {
            try NewCredential(
                clientData: vector.clientData, attestationObject: [UInt8](repeating: 0x81, count: 100_000),
                challenge: vector.challenge, for: party)
        }
        #expect(throws: WebAuthnError.malformed) { try ClientData(json: [UInt8](repeating: 0x20, count: 20_000)) }
    }

    /// The same numbers each time (xorshift, Marsaglia 2003).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    @Test("Bytes changed at random are refused or make another passkey; nothing traps")
    func garbled() throws {
        let party = try #require(party)
        var numbers = Numbers()
        var refused = 0
        let vectors = [Vector.noAttestation, .selfAttestation, .rs256, .u2f, .edDSA]
        for round in 0..<20_000 {
            let made = vectors[round % vectors.count].registration
            var bytes = made.data
            for _ in 0...Int.random(in: 0...3, using: &numbers) {
                let place = Int.random(in: bytes.indices, using: &numbers)
                switch Int.random(in: 0...3, using: &numbers) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
                case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &numbers)
                case 2: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: place)
                }
            }
            do {
                let made = try NewCredential(
                    clientData: made.clientData, attestationObject: bytes, challenge: made.challenge, for: party)
                #expect(!made.id.isEmpty)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 5_000)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...64, using: &numbers)).map { _ in
                UInt8.random(in: 0...255, using: &numbers)
            }
            _ = try? CBOR.decode(bytes)
            _ = try? AuthenticatorData(bytes)
            _ = try? CredentialKey(cose: bytes)
        }
    }
}
