// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Cryptography

@Suite("Sealed bytes")
struct SealingTests {
    /// A vector: key, nonce, plain text, context, cipher text and tag.
    struct Vector: Sendable {
        let key, nonce, plain, context, sealed: String
    }

    // "The Galois/Counter Mode of Operation", McGrew and Viega, test cases 13 to 15 (as NIST published them), and one
    // with additional data made by another implementation's interface.
    private static let vectors = [
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12), plain: "", context: "",
            sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plain: String(repeating: "00", count: 16), context: "",
            sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            plain: """
                d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255
                """,
            context: "",
            sealed: """
                522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
                8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad\
                b094dac5d93471bdec1a502270e3cc6c
                """),
        Vector(
            key: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", nonce: "000102030405060708090a0b",
            plain: Hex.encode(Array("the quick brown fox".utf8)), context: "session v1",
            sealed: "336ab33bb490ab78e661f5f9de9e164de5b9fff4e2aa483a6b7cdb21c6da8ac3e914f8"),
    ]

    @Test("AES-256-GCM gives the published cipher texts", arguments: vectors)
    func published(vector: Vector) throws {
        let key = try SealingKey(bytes: #require(Hex.decode(vector.key)))
        let plain = try #require(Hex.decode(vector.plain))
        let sealed = key.seal(plain, nonce: try #require(Hex.decode(vector.nonce)), context: vector.context)
        #expect(Hex.encode(sealed) == vector.nonce + vector.sealed)
        #expect(try key.open(sealed, context: vector.context) == plain)
    }

    @Test("A change to any one byte is detected")
    func tampering() throws {
        let key = SealingKey.random()
        let sealed = key.seal(Array("attest".utf8), context: "cookie")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: CryptographyError.doesNotOpen) { try key.open(changed, context: "cookie") }
        }
        #expect(try key.open(sealed, context: "cookie") == Array("attest".utf8))
    }

    @Test("Sealed bytes open neither in another context, nor with another key, nor cut short")
    func misuse() throws {
        let key = SealingKey.random()
        let sealed = key.seal([1, 2, 3], context: "one")
        #expect(throws: CryptographyError.doesNotOpen) { try key.open(sealed, context: "two") }
        #expect(throws: CryptographyError.doesNotOpen) { try SealingKey.random().open(sealed, context: "one") }
        for length in 0..<sealed.count {
            #expect(throws: CryptographyError.doesNotOpen) {
                try key.open(Array(sealed.prefix(length)), context: "one")
            }
        }
    }

    @Test("The same bytes are never sealed alike twice")
    func nonces() {
        let key = SealingKey.random()
        #expect(key.seal([1], context: "") != key.seal([1], context: ""))
    }

    @Test("A key must have 32 bytes")
    func keys() throws {
        let bytes = RandomBytes.make(32)
        let key = try SealingKey(base64: Base64.encode(bytes))
        let sealed = key.seal([1], context: "")
        #expect(try SealingKey(base64: Base64URL.encode(bytes)).open(sealed, context: "") == [1])
        #expect(throws: CryptographyError.malformedKey) { try SealingKey(bytes: [1]) }
        #expect(throws: CryptographyError.malformedKey) { try SealingKey(base64: "AAAA") }
        #expect(throws: CryptographyError.malformedKey) { try SealingKey(base64: "not base64") }
    }
}
