// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Cryptography

@Suite("Digests and keyed digests")
struct DigestTests {
    // FIPS 180-4 examples.
    private static let digests = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test("SHA-256 gives the published digests", arguments: digests)
    func published(text: String, digest: String) {
        #expect(Hex.encode(SHA256.digest(text)) == digest)
        #expect(Hex.encode(SHA256.digest(Array(text.utf8))) == digest)
    }

    @Test("A digest in pieces is the digest of the whole")
    func pieces() {
        var hasher = SHA256.Hasher()
        for _ in 0..<1_000 { hasher.update([UInt8](repeating: UInt8(ascii: "a"), count: 1_000)) }
        // FIPS 180-4: a million times "a".
        #expect(
            Hex.encode(hasher.finish()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("A copied hasher goes its own way, and more may follow a finish")
    func copies() {
        var first = SHA256.Hasher()
        first.update(Array("ab".utf8))
        var second = first
        second.update(Array("x".utf8))
        #expect(first.finish() == SHA256.digest("ab"))
        first.update(Array("c".utf8))
        #expect(first.finish() == SHA256.digest("abc"))
        #expect(second.finish() == SHA256.digest("abx"))
    }

    // RFC 4231, test cases 1, 2, 3 and 6.
    private static let keyed: [([UInt8], [UInt8], String)] = [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        // The well-known value for an empty key and an empty message.
        ([], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    ]

    @Test("HMAC-SHA-256 gives the published values", arguments: keyed)
    func publishedKeyed(key: [UInt8], message: [UInt8], value: String) {
        #expect(Hex.encode(HMAC.sha256(key: key, message)) == value)
    }

    @Test("Constant-time comparison sees a difference in any place and in the length")
    func comparison() {
        #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
        #expect(constantTimeEquals([], []))
        #expect(!constantTimeEquals([1, 2, 3], [0, 2, 3]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
    }
}
