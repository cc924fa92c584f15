// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Cryptography

@Suite("Encodings and tokens")
struct EncodingTests {
    // RFC 4648 §10.
    @Test(
        "Base64 gives the published texts",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func published(plain: String, encoded: String) {
        let bytes = Array(plain.utf8)
        #expect(Base64.encode(bytes) == encoded)
        #expect(Base64.decode(encoded) == bytes)
        let bare = String(encoded.prefix { $0 != "=" })
        #expect(Base64URL.encode(bytes) == bare)
        #expect(Base64URL.decode(bare) == bytes)
        #expect(Base64.decode(bare) == bytes)
    }

    @Test("The two alphabets differ in their last two characters")
    func alphabets() {
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
        #expect(Base64URL.decode("+/8") == nil)
        #expect(Base64.decode("-_8") == nil)
    }

    @Test("Texts that no encoder makes are refused", arguments: ["Z", "Zh", "Zm9", "Zg==", "Zm 9v", "Zm9vé", "Zm9v\n"])
    func refusedURL(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("Wrong padding is refused", arguments: ["Zg=", "Zg===", "Zm9v=", "=", "====", "Z=g="])
    func refusedPadding(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("Hexadecimal goes there and back, and refuses other texts")
    func hex() {
        let all = Array(UInt8.min...UInt8.max)
        #expect(Hex.decode(Hex.encode(all)) == all)
        #expect(Hex.encode([0x0F, 0xA0]) == "0fa0")
        #expect(Hex.decode("0FA0") == [0x0F, 0xA0])
        #expect(Hex.decode("0fa") == nil)
        #expect(Hex.decode("0g") == nil)
    }

    @Test("A token is 32 random bytes in base64url, and its digest is that of the text")
    func tokens() {
        let token = Token.random()
        #expect(token.clear.utf8.count == 43)
        #expect(Base64URL.decode(token.clear)?.count == 32)
        #expect(token != Token.random())
        #expect(token.digest == SHA256.digest(token.clear))
        #expect(Token(clear: token.clear) == token)
        #expect(Token(clear: token.clear + "A") == nil)
        #expect(Token(clear: String(repeating: "%", count: 43)) == nil)
    }

    @Test("Random bytes have the length that was asked for, and differ")
    func random() {
        #expect(RandomBytes.make(0).isEmpty)
        #expect(RandomBytes.make(5).count == 5)
        #expect(RandomBytes.make(16) != RandomBytes.make(16))
    }
}
