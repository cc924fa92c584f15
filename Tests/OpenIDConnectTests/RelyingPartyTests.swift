// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Threads
import Web

@testable import OpenIDConnect

@Suite("A provider’s client")
struct RelyingPartyTests {
    /// A provider that answers as it is told, by the last part of the address.
    private final class Provider: Sendable {
        struct State {
            var answers: [String: (status: Int, body: String)] = [:]
            var asked: [WebRequest] = []
            var time = Recorded.all.time
        }

        let state = Lock(State())

        init() {
            let all = Recorded.all
            set("openid-configuration", Self.metadata())
            set("token", Self.tokens("signed with RSA"))
            set("keys", String(decoding: all.keys, as: UTF8.self))
        }

        func set(_ name: String, _ body: String, status: Int = 200) {
            state.withLock { $0.answers[name] = (status, body) }
        }

        func move(_ seconds: Double) { state.withLock { $0.time += seconds } }

        var counts: [String: Int] {
            state.withLock { state in
                Dictionary(
                    state.asked.map { (String($0.url.split(separator: "/").last ?? ""), 1) }, uniquingKeysWith: +)
            }
        }

        func party(_ contextClasses: [String] = []) -> RelyingParty {
            let all = Recorded.all
            return RelyingParty(
                RelyingParty.Settings(
                    issuer: all.issuer, client: all.client, secret: "a secret&", scopes: ["openid", "email"],
                    contextClasses: contextClasses),
                now: { Date(timeIntervalSince1970: self.state.withLock { $0.time }) }
            ) { request throws(WebError) in
                let answer = self.state.withLock { state in
                    state.asked.append(request)
                    return state.answers[String(request.url.split(separator: "/").last ?? "")]
                }
                guard let answer else { throw WebError(.unreachable) }
                return WebResponse(status: answer.status, body: Array(answer.body.utf8))
            }
        }

        static func tokens(_ name: String) -> String {
            #"{"token_type":"Bearer","access_token":"access","id_token":"\#(Recorded.all.token(name))"}"#
        }

        static func metadata(_ changes: [String: String?] = [:]) -> String {
            var members: [String: String] = [
                "issuer": "\"\(Recorded.all.issuer)\"",
                "authorization_endpoint": #""https://login.example/authorize""#,
                "token_endpoint": #""https://login.example/token""#, "jwks_uri": #""https://login.example/keys""#,
            ]
            for (name, value) in changes { members[name] = value }
            return "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        }
    }

    private static let secrets = FlowSecrets(nonce: Recorded.all.nonce, verifier: "verifier")

    private func arrive(_ party: RelyingParty, issuer: String? = nil) async throws(OpenIDConnectError) -> IDToken {
        try await party.arrival(code: "a code", issuer: issuer, redirect: "https://attest.example/back", Self.secrets)
    }

    private func refusal(_ party: RelyingParty, issuer: String? = nil) async -> OpenIDConnectError? {
        do {
            _ = try await arrive(party, issuer: issuer)
            return nil
        } catch {
            return error
        }
    }

    @Test("A browser is sent with state, nonce and challenge, and the code is brought with the verifier and the secret")
    func flow() async throws {
        let provider = Provider()
        let party = provider.party(["urn:two steps"])
        let address = try await party.authorization(
            redirect: "https://attest.example/back", state: "a+b/c", Self.secrets)
        let query = try #require(URLComponents(string: address)?.queryItems)
        #expect(address.hasPrefix("https://login.example/authorize?"))
        let values = Dictionary(uniqueKeysWithValues: query.map { ($0.name, $0.value) })
        #expect(
            values == [
                "response_type": "code", "client_id": "attest", "redirect_uri": "https://attest.example/back",
                "scope": "openid email", "state": "a+b/c", "nonce": Recorded.all.nonce,
                "code_challenge": Self.secrets.challenge, "code_challenge_method": "S256",
                "acr_values": "urn:two steps",
            ])
        #expect(try await arrive(party).subject == "24400320")
        let asked = provider.state.withLock { $0.asked }
        let exchange = try #require(asked.first { $0.url.hasSuffix("/token") })
        let body = String(decoding: exchange.body, as: UTF8.self)
        #expect(exchange.method == "POST" && body.contains("code=a+code") && body.contains("code_verifier=verifier"))
        #expect(!body.contains("client_secret"))
        let header = exchange.headers.first { $0.name == "Authorization" }?.value
        #expect(header == "Basic \(Data("attest:a+secret%26".utf8).base64EncodedString())")
        _ = try await arrive(party)
        #expect(
            provider.counts == ["openid-configuration": 1, "token": 2, "keys": 1], "what is known is not asked for")
    }

    @Test("A provider that takes the secret only in the form gets it there")
    func form() async throws {
        let provider = Provider()
        provider.set(
            "openid-configuration",
            Provider.metadata(["token_endpoint_auth_methods_supported": #"["client_secret_post"]"#]))
        _ = try await arrive(provider.party())
        let exchange = try #require(provider.state.withLock { $0.asked.first { $0.url.hasSuffix("/token") } })
        #expect(String(decoding: exchange.body, as: UTF8.self).hasSuffix("client_id=attest&client_secret=a+secret%26"))
        #expect(!exchange.headers.contains { $0.name == "Authorization" })
    }

    @Test("A new key is fetched when a token names it, and not more often; one that was taken back is not trusted")
    func rotation() async throws {
        let provider = Provider()
        let party = provider.party()
        _ = try await arrive(party)
        // The keys change: the old one is gone.
        let old = try #require(provider.state.withLock { $0.answers["keys"]?.body })
        provider.set("keys", old.replacing(#""rsa-1""#, with: #""rsa-0""#))
        _ = try await arrive(party)
        provider.set("token", Provider.tokens("signed with an unknown key"))
        #expect(await refusal(party) == .keyUnknown)
        #expect(provider.counts["keys"] == 2, "a token names a key that is not known")
        for _ in 1...5 { #expect(await refusal(party) == .keyUnknown) }
        #expect(provider.counts["keys"] == 2, "tokens with invented names do not make us ask more")
        provider.set("token", Provider.tokens("signed with RSA"))
        #expect(await refusal(party) == .keyUnknown, "what was taken back is not trusted")
        provider.set("keys", old)
        #expect(await refusal(party) == .keyUnknown)
        provider.move(31)
        _ = try await arrive(party)
        #expect(provider.counts["keys"] == 3)
        // Without any token that says so, a key that was taken back counts for a quarter of an hour at most.
        provider.set("keys", old.replacing(#""rsa-1""#, with: #""rsa-0""#))
        provider.move(899)
        #expect(await refusal(party) == .expired)
        provider.move(1)
        #expect(await refusal(party) == .keyUnknown)
    }

    @Test("Nobody waits for a provider that did not answer a moment ago")
    func away() async throws {
        let provider = Provider()
        let party = provider.party()
        provider.set("openid-configuration", "", status: 503)
        for _ in 1...5 { #expect(await refusal(party) == .away) }
        #expect(provider.counts == ["openid-configuration": 1])
        provider.set("openid-configuration", Provider.metadata())
        provider.move(5)
        _ = try await arrive(party)
        // It is away later, with what it says of itself known already.
        provider.set("token", "", status: 500)
        #expect(await refusal(party) == .away)
        provider.set("token", #"{"error":"invalid_grant"}"#, status: 400)
        #expect(await refusal(party) == .refused)
    }

    @Test(
        "A description that is another’s, lacks something or leads elsewhere is refused",
        arguments: [
            (["issuer": #""https://login.example/""#], "issuer"), (["issuer": nil], "issuer"),
            (["token_endpoint": nil], "metadata"), (["jwks_uri": "7"], "metadata"),
            (["token_endpoint": #""http://login.example/token""#], "insecure"),
            (["token_endpoint": #""http://127.0.0.1/token""#], "insecure"),
            (["authorization_endpoint": #""javascript:alert(1)""#], "insecure"),
            (["jwks_uri": #""https://login.example@evil.example/keys""#], "insecure"),
            (["authorization_endpoint": #""https://login.example/a\r\nb""#], "insecure"),
            (["code_challenge_methods_supported": #"["plain"]"#], "metadata"),
            (["response_types_supported": #"["token"]"#], "metadata"),
        ] as [([String: String?], String)])
    func descriptions(changes: [String: String?], reason: String) {
        let json = Array(Provider.metadata(changes).utf8)
        do throws(OpenIDConnectError) {
            _ = try ProviderMetadata(json: json, issuer: Recorded.all.issuer)
            Issue.record("it was taken")
        } catch {
            #expect(error.description == reason)
        }
    }

    @Test("Only https is a provider’s, or this machine itself")
    func issuers() {
        for issuer in [
            "https://login.example", "https://login.example/tenant/", "http://127.0.0.1:9000", "http://localhost",
        ] { #expect(RelyingParty.isUsable(issuer), "\(issuer)") }
        for issuer in [
            "http://login.example", "login.example", "ftp://login.example", "https://", "https://a?b",
            "http://127.0.0.1.evil.example", "http://localhost.evil.example", "https://a b",
        ] { #expect(!RelyingParty.isUsable(issuer), "\(issuer)") }
    }

    @Test("Whoever is said to have sent the browser back has to be the provider (RFC 9207)")
    func namesItself() async throws {
        let provider = Provider()
        #expect(await refusal(provider.party(), issuer: "https://other.example") == .issuer)
        #expect(provider.counts["token"] == nil, "the code goes nowhere then")
        _ = try await arrive(provider.party(), issuer: Recorded.all.issuer)
        provider.set(
            "openid-configuration",
            Provider.metadata(["authorization_response_iss_parameter_supported": "true"]))
        #expect(await refusal(provider.party()) == .issuer)
    }

    @Test("What is not in the token is asked for, and counts only of the same person")
    func userInfo() async throws {
        let provider = Provider()
        provider.set(
            "openid-configuration", Provider.metadata(["userinfo_endpoint": #""https://login.example/info""#]))
        let all = Recorded.all
        var token = try IDToken(
            all.token("signed with RSA"), keys: try KeySet(json: all.keys), expected: all.expected)
        token = token.with(IDToken.Profile([:]))
        #expect(token.subject == "24400320" && token.profile.email == nil)
        let party = provider.party()
        provider.set("info", #"{"sub":"24400320","email":"ada@example.org","email_verified":true}"#)
        let profile = try await party.profile(of: token.subject, at: "https://login.example/info", "access")
        #expect(profile.email == "ada@example.org" && profile.isEmailVerified)
        provider.set("info", #"{"sub":"24400321","email":"eve@example.org","email_verified":true}"#)
        await #expect(throws: OpenIDConnectError.subject) {
            try await party.profile(of: token.subject, at: "https://login.example/info", "access")
        }
    }
}
