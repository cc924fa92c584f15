// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Cryptography

@Suite("Passwords")
struct PasswordTests {
    private static let quick = PasswordHasher.Cost(ln: 4, r: 8, p: 1)

    // RFC 7914 §12, the three that take little time.
    private static let vectors = [
        (
            "", "", PasswordHasher.Cost(ln: 4, r: 1, p: 1),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        ),
        (
            "password", "NaCl", PasswordHasher.Cost(ln: 10, r: 8, p: 16),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        ),
        (
            "pleaseletmein", "SodiumChloride", PasswordHasher.Cost(ln: 14, r: 8, p: 1),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        ),
    ]

    @Test("scrypt gives the published keys", arguments: vectors)
    func published(password: String, salt: String, cost: PasswordHasher.Cost, key: String) {
        #expect(Hex.encode(scrypt(Array(password.utf8), salt: Array(salt.utf8), cost: cost, length: 64)) == key)
    }

    @Test("A password matches its own hash and no other does")
    func matching() async {
        let hasher = PasswordHasher(cost: Self.quick)
        let stored = await hasher.hash("correct horse")
        #expect(await hasher.verify("correct horse", against: stored) == .matches)
        #expect(await hasher.verify("correct horsf", against: stored) == .differs)
        #expect(await hasher.verify("", against: stored) == .differs)
        #expect(await hasher.hash("correct horse") != stored)
        await hasher.verifyNothing("correct horse")
    }

    @Test("The standard cost works, for libcrypto's own memory limit does not allow it")
    func standard() async {
        let hasher = PasswordHasher()
        let stored = await hasher.hash("correct horse")
        #expect(stored.text.hasPrefix("$scrypt$ln=17,r=8,p=1$"))
        #expect(await hasher.verify("correct horse", against: stored) == .matches)
    }

    @Test("A match at a lower cost asks for a new hash, and one at a higher cost does not")
    func rehash() async {
        let old = await PasswordHasher(cost: Self.quick).hash("pass")
        let hasher = PasswordHasher(cost: PasswordHasher.Cost(ln: 5, r: 8, p: 1))
        #expect(await hasher.verify("pass", against: old) == .matchesButRehash)
        #expect(await hasher.verify("fail", against: old) == .differs)
        let new = await hasher.hash("pass")
        #expect(await PasswordHasher(cost: Self.quick).verify("pass", against: new) == .matches)
    }

    @Test("The same password typed in another normal form matches")
    func normalisation() async {
        let hasher = PasswordHasher(cost: Self.quick)
        let stored = await hasher.hash("caf\u{E9} \u{FB01}ve")
        #expect(await hasher.verify("cafe\u{301} five", against: stored) == .matches)
    }

    @Test("A hasher is busy while as many wait as it has patience for, and then no more")
    func busy() async {
        let hasher = PasswordHasher(cost: PasswordHasher.Cost(ln: 14, r: 8, p: 1), patience: 2)
        #expect(!hasher.isBusy)
        await withTaskGroup(of: Void.self) { tasks in
            for _ in 0..<200 { tasks.addTask { await hasher.verifyNothing("pass") } }
            while !hasher.isBusy { await Task.yield() }
        }
        #expect(!hasher.isBusy)
        #expect(PasswordHasher(patience: 0).isBusy)
    }

    @Test("A stored hash goes through its text and through JSON")
    func storage() async throws {
        let hasher = PasswordHasher(cost: Self.quick)
        let stored = await hasher.hash("pass")
        let parts = stored.text.split(separator: "$")
        #expect(parts[0] == "scrypt" && parts[1] == "ln=4,r=8,p=1" && parts[2].count == 22 && parts[3].count == 43)
        let again = try JSONDecoder().decode(PasswordHash.self, from: JSONEncoder().encode(stored))
        #expect(again == stored)
        let reread = try PasswordHash(text: stored.text)
        #expect(await hasher.verify("pass", against: reread) == .matches)
    }

    @Test(
        "A text that is no hash is refused, and so is a cost that would exhaust the machine",
        arguments: [
            "", "secret", "$scrypt$ln=17,r=8,p=1$c2FsdHNhbHQ",
            "$argon2id$ln=4,r=8,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$scrypt$ln=40,r=8,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$scrypt$ln=20,r=32,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$scrypt$ln=4,r=8$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$scrypt$ln=04,r=8,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$scrypt$ln=4,r=8,p=1,x=2$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$", "$scrypt$ln=4,r=8,p=1$*$c2FsdHNhbHRzYWx0c2FsdA",
        ])
    func malformed(text: String) {
        #expect(throws: CryptographyError.malformedPasswordHash) { try PasswordHash(text: text) }
    }

    @Test("The text that the malformed ones were made from is accepted")
    func wellFormed() throws {
        let stored = try PasswordHash(text: "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA")
        #expect(stored.salt == Array("saltsalt".utf8))
    }
}
