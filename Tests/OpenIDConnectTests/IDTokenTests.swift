// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import OpenIDConnect

@Suite("Tokens of a provider")
struct IDTokenTests {
    @Test("Those that a library made are believed or refused, each for its reason", arguments: Recorded.all.tokens)
    func table(recorded: Recorded.Token) throws {
        let all = Recorded.all
        let keys = try KeySet(json: all.keys)
        var outcome = "accepted"
        do throws(OpenIDConnectError) {
            let token = try IDToken(recorded.token, keys: keys, expected: all.expected)
            #expect(token.subject == "24400320")
            #expect(token.profile.email == "ada@example.nhs.uk" && token.profile.isEmailVerified)
            #expect(token.profile.name == "Ada Example")
        } catch {
            outcome = error.description
        }
        #expect(outcome == recorded.outcome)
    }

    @Test("The table has both, and more than fifty of them")
    func counts() {
        let outcomes = Set(Recorded.all.tokens.map(\.outcome))
        #expect(Recorded.all.tokens.count > 50)
        #expect(outcomes.count == 13, "\(outcomes.sorted())")
    }

    @Test("A changed byte anywhere is noticed")
    func bytes() throws {
        let all = Recorded.all
        let keys = try KeySet(json: all.keys)
        let good = Array(all.token("signed on a curve").utf8)
        for index in stride(from: 0, to: good.count, by: 3) where good[index] != UInt8(ascii: ".") {
            var bad = good
            bad[index] = bad[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: OpenIDConnectError.self, "\(index)") {
                try IDToken(String(decoding: bad, as: UTF8.self), keys: keys, expected: all.expected)
            }
        }
    }

    @Test("A token without a key’s name is not believed where several keys would fit")
    func unnamed() throws {
        let key = #"{"kty":"RSA","e":"AQAB","n":"\#(Examples.rsaModulus)","kid":"KID"}"#
        let two = #"{"keys":[\#(key.replacing("KID", with: "a")),\#(key.replacing("KID", with: "b"))]}"#
        #expect(throws: OpenIDConnectError.keyUnknown) {
            try JSONWebToken(Examples.rsaToken).claims(signedBy: try KeySet(json: Array(two.utf8)))
        }
    }

    @Test(
        "An address that the provider has not verified is not verified",
        arguments: ["false", "0", "1", #""yes""#, "null"])
    func unverified(value: String) throws {
        let claims = try JSONDocument(Array(#"{"email":"a@b.example","email_verified":\#(value)}"#.utf8))
        #expect(IDToken.Profile(claims.object ?? [:]).isEmailVerified == false)
        let text = try JSONDocument(Array(#"{"email":"a@b.example","email_verified":"true"}"#.utf8))
        #expect(IDToken.Profile(text.object ?? [:]).isEmailVerified)
        let alone = try JSONDocument(Array(#"{"email_verified":true}"#.utf8))
        #expect(IDToken.Profile(alone.object ?? [:]).isEmailVerified == false, "nothing is no address")
    }

    // MARK: What the standards print

    @Test("RFC 7515: the examples A.2 and A.3")
    func signatures() throws {
        let rsa = try KeySet(json: Array(#"{"keys":[{"kty":"RSA","n":"\#(Examples.rsaModulus)","e":"AQAB"}]}"#.utf8))
        #expect(try JSONWebToken(Examples.rsaToken).claims(signedBy: rsa)["iss"] == .string("joe"))
        let curve = try KeySet(
            json: Array(
                #"""
                {"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}
                """#.utf8))
        let claims = try JSONWebToken(Examples.curveToken).claims(signedBy: curve)
        #expect(claims["http://example.com/is_root"] == .bool(true))
        #expect(throws: OpenIDConnectError.keyUnknown) { try JSONWebToken(Examples.curveToken).claims(signedBy: rsa) }
        // RFC 7519 §6.1: an unsecured token.
        #expect(throws: OpenIDConnectError.algorithm) { try JSONWebToken(Examples.unsecured).claims(signedBy: rsa) }
    }

    @Test("RFC 7636, appendix B: the verifier and its challenge")
    func challenge() {
        let secrets = FlowSecrets(nonce: "", verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        #expect(secrets.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        let made = FlowSecrets(seed: [1])
        #expect(made.verifier.utf8.count == 43 && made.nonce != made.verifier)
        #expect("\(made)".contains("hidden"))
    }

    @Test("OpenID Connect Core 1.0, appendix A: its tokens in their time")
    func core() throws {
        let keys = try KeySet(json: Array(Examples.coreKeys.utf8))
        func expected(_ time: Double) -> IDToken.Expectation {
            IDToken.Expectation(
                issuer: "https://server.example.com", client: "s6BhdRkqt3", nonce: "n-0S6_WzA2Mj",
                time: Date(timeIntervalSince1970: time))
        }
        for text in [Examples.coreToken, Examples.coreTokenWithHash] {
            #expect(try IDToken(text, keys: keys, expected: expected(1_311_281_000)).subject == "248289761001")
            #expect(throws: OpenIDConnectError.expired) {
                try IDToken(text, keys: keys, expected: expected(1_311_282_030))
            }
        }
        let token = try IDToken(Examples.coreToken, keys: keys, expected: expected(1_311_281_000))
        #expect(token.profile.name == "Jane Doe" && !token.profile.isEmailVerified)
    }
}
