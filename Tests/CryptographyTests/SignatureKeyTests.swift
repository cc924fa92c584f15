// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Cryptography

@Suite("Signatures of others")
struct SignatureKeyTests {
    // RFC 6979 §A.2.5: the public key, and the signature of "sample" with SHA-256.
    private static let x = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    private static let y = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
    private static let signature =
        "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        + "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"

    private func bytes(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text)) }

    @Test("ES256 takes the published signature, and no other")
    func es256() throws {
        let key = try SignatureKey(es256: bytes(Self.x), bytes(Self.y))
        let signature = try bytes(Self.signature)
        #expect(key.verify(signature, of: Array("sample".utf8)))
        #expect(!key.verify(signature, of: Array("samples".utf8)))
        #expect(!key.verify(Array(signature.dropLast()), of: Array("sample".utf8)))
        #expect(!key.verify(signature + [0], of: Array("sample".utf8)))
        // The two numbers alone, as JOSE writes them, are no signature here.
        #expect(!key.verify(Array(signature[5..<37]) + Array(signature[40...]), of: Array("sample".utf8)))
        for garbage in [[], [0x30, 0], [0x30, 0x80], [UInt8](repeating: 0xff, count: 300)] as [[UInt8]] {
            #expect(!key.verify(garbage, of: Array("sample".utf8)))
        }
    }

    @Test("A point that is not on the curve is no key")
    func offCurve() throws {
        let (x, y) = (try bytes(Self.x), try bytes(Self.y))
        #expect(throws: CryptographyError.malformedKey) { try SignatureKey(es256: y, x) }
        #expect(throws: CryptographyError.malformedKey) { try SignatureKey(es256: x, Array(y.dropLast())) }
        #expect(throws: CryptographyError.malformedKey) { try SignatureKey(es256: x + [0], y) }
        let zeros = [UInt8](repeating: 0, count: 32)
        #expect(throws: CryptographyError.malformedKey) { try SignatureKey(es256: zeros, zeros) }
        #expect(throws: CryptographyError.malformedKey) { try SignatureKey(es256: [], []) }
    }

    @Test(
        "An RSA key is of 2,048 to 8,192 bits, and its exponent odd and small",
        arguments: [
            (256, [1, 0, 1], true), (1_024, [3], true), (1_024, [0, 0, 1, 0, 1], true), (255, [1, 0, 1], false),
            (1_025, [1, 0, 1], false), (0, [1, 0, 1], false), (256, [1, 0, 0], false), (256, [1], false),
            (256, [], false), (256, [1, 0, 0, 0, 1], false),
        ])
    func rsa(length: Int, exponent: [UInt8], isKey: Bool) {
        // Whether anybody could sign with it is not known.
        let modulus = [UInt8](repeating: 0xff, count: length)
        #expect(((try? SignatureKey(rs256: modulus, exponent: exponent)) != nil) == isKey)
        #expect(((try? SignatureKey(rs256: [0, 0] + modulus, exponent: exponent)) != nil) == isKey)
    }
}
