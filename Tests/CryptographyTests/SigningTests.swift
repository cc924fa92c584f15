// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Cryptography

@Suite("Signatures, and secrets that stay hidden")
struct SigningTests {
    // RFC 8032 §7.1, tests 1 to 3: seed, public key, message, signature.
    private static let vectors = [
        [
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ],
        [
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ],
        [
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ],
    ]

    @Test("Ed25519 gives the published signatures", arguments: vectors)
    func published(vector: [String]) throws {
        let parts = try vector.map { try #require(Hex.decode($0)) }
        let key = try SigningKey(bytes: parts[0])
        #expect(key.verifyingKey.bytes == parts[1])
        #expect(key.sign(parts[2]) == parts[3])
        #expect(try VerifyingKey(bytes: parts[1]).verify(parts[3], of: parts[2]))
        #expect(key.bytes == parts[0])
    }

    @Test("A changed message, a changed signature and another key are told")
    func tampering() {
        let key = SigningKey.generate()
        let message = Array("signed".utf8)
        let signature = key.sign(message)
        #expect(key.verifyingKey.verify(signature, of: message))
        #expect(!key.verifyingKey.verify(signature, of: message + [0]))
        var changed = signature
        changed[0] ^= 1
        #expect(!key.verifyingKey.verify(changed, of: message))
        #expect(!key.verifyingKey.verify([], of: message))
        #expect(!SigningKey.generate().verifyingKey.verify(signature, of: message))
    }

    @Test("A key must have 32 bytes")
    func keys() {
        #expect(throws: CryptographyError.malformedKey) { try SigningKey(bytes: [1, 2]) }
        #expect(throws: CryptographyError.malformedKey) { try VerifyingKey(bytes: [1, 2]) }
    }

    @Test("No description and no dump shows a secret")
    func hidden() async throws {
        struct Row { let value: any Secret }
        let seed = RandomBytes.make(32)
        let stored = await PasswordHasher(cost: PasswordHasher.Cost(ln: 4, r: 8, p: 1)).hash("pass")
        let secrets: [(any Secret, String)] = [
            (Token(bytes: seed), Token(bytes: seed).clear), (try SealingKey(bytes: seed), "\(seed)"),
            (try SigningKey(bytes: seed), "\(seed)"), (stored, stored.text),
        ]
        for (secret, clear) in secrets {
            var dumped = ""
            dump(Row(value: secret), to: &dumped)
            for shown in ["\(secret)", String(reflecting: secret), "\(Row(value: secret))", dumped] {
                #expect(!shown.contains(clear))
                #expect(shown.contains("\(type(of: secret))(hidden)"))
            }
        }
    }
}
