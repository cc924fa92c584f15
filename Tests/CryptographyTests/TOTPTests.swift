// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Cryptography

@Suite("Codes by time")
struct TOTPTests {
    /// RFC 6238, appendix B: the last six of its eight digits.
    @Test(
        "They are those of RFC 6238",
        arguments: [
            (59.0, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ])
    func vectors(time: Double, code: String) {
        let totp = TOTP(secret: Array("12345678901234567890".utf8))
        #expect(totp.code(at: TOTP.step(at: time)) == code)
        #expect(totp.step(of: code, at: time) == TOTP.step(at: time))
    }

    @Test("A clock may be one step wrong, not two, and spaces do not matter")
    func drift() {
        let totp = TOTP(secret: Array("12345678901234567890".utf8))
        let now = 1_234_567_890.0
        let step = TOTP.step(at: now)
        for offset in -3...3 {
            let code = totp.code(at: step + offset)
            #expect(totp.step(of: code, at: now) == (abs(offset) <= 1 ? step + offset : nil), "\(offset)")
            #expect(
                totp.step(of: " \(code.prefix(3)) \(code.suffix(3))", at: step.seconds)
                    == (abs(offset) <= 1 ? step + offset : nil))
        }
        for wrong in ["", "28708", "2870822", "２８７０８２"] { #expect(totp.step(of: wrong, at: 59) == nil, "\(wrong)") }
    }

    @Test(
        "Base32 is that of RFC 4648",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ])
    func base32(plain: String, text: String) {
        #expect(Base32.encode(Array(plain.utf8)) == text)
        #expect(Base32.decode(text) == Array(plain.utf8))
        #expect(Base32.decode(text.lowercased() + "===") == Array(plain.utf8))
    }

    @Test("What is no Base32 is not read", arguments: ["M", "MZX", "M1", "MZXW6YQ!", "A=A"])
    func notBase32(text: String) { #expect(Base32.decode(text) == nil) }
}

extension Int {
    fileprivate var seconds: Double { Double(self * TOTP.period) }
}
