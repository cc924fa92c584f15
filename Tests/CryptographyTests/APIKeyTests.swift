// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Cryptography

@Suite("A program's key")
struct APIKeyTests {
    @Test("It is found by its form, reads back, and any other letter makes it none")
    func form() throws {
        let key = APIKey(secret: RandomBytes.make(APIKey.strength))
        #expect(key.clear.wholeMatch(of: /attest_[A-Z2-7]{46}/) != nil)
        #expect(APIKey(clear: key.clear)?.digest == key.digest)
        let text = Array(key.clear)
        for place in text.indices {
            var other = text
            other[place] = text[place] == "A" ? "B" : "A"
            #expect(APIKey(clear: String(other)) == nil, "\(place)")
        }
        for wrong in [String(key.clear.dropLast()), key.clear + "A", key.clear.lowercased(), "attest_", "", "é"] {
            #expect(APIKey(clear: wrong) == nil, "\(wrong.count)")
        }
    }

    @Test("The check is what the documentation says, whoever works it out")
    func check() {
        // printf %s attest_AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYUCULBOGAZ | sha256sum | xxd -r -p | base32 | cut -c1-6
        let key = APIKey(secret: Array(1...25))
        #expect(key.clear.hasPrefix("attest_AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYUCULBOGAZ"))
        #expect(key.clear.hasSuffix("6OKMR7"))
    }

    @Test("It is never written by mistake")
    func hidden() {
        let key = APIKey(secret: Array(1...25))
        for text in ["\(key)", String(describing: key), String(reflecting: key)] {
            #expect(!text.contains("AEBAG"))
        }
    }
}
