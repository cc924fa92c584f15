// SPDX-License-Identifier: Apache-2.0

import Cryptography
import Testing

@testable import WebAuthn

@Suite("Passkeys as the specification shows them")
struct CeremonyTests {
    private static let party = RelyingParty(origin: "https://example.org")

    private static func register(
        _ vector: Vector, challenge: [UInt8]? = nil, for party: RelyingParty? = party
    ) throws -> NewCredential {
        let made = vector.registration
        return try NewCredential(
            clientData: made.clientData, attestationObject: made.data, challenge: challenge ?? made.challenge,
            for: try #require(party))
    }

    private static func use(
        _ vector: Vector, key: [UInt8], challenge: [UInt8]? = nil, clientData: [UInt8]? = nil, data: [UInt8]? = nil,
        signature: [UInt8]? = nil, for party: RelyingParty? = party, verified: Bool = false
    ) throws -> Assertion {
        let used = vector.authentication
        return try Assertion(
            clientData: clientData ?? used.clientData, authenticatorData: data ?? used.data,
            signature: signature ?? used.signature, key: try CredentialKey(cose: key),
            challenge: challenge ?? used.challenge, for: try #require(party), verified: verified)
    }

    @Test(
        "A passkey is made and used, whatever its maker says of itself",
        arguments: [
            Vector.noAttestation, .selfAttestation, .longCredentialID, .rs256, .u2f,
        ])
    func accepted(vector: Vector) throws {
        let made = try Self.register(vector)
        #expect(1...1_023 ~= made.id.count && made.signCount == 0)
        let used = try Self.use(vector, key: made.key)
        #expect(used.signCount == 0)
        // Bit by bit.
        for index in vector.authentication.signature.indices {
            var signature = vector.authentication.signature
            signature[index] ^= 1
            #expect(throws: WebAuthnError.wrongSignature) {
                try Self.use(vector, key: made.key, signature: signature)
            }
        }
    }

    @Test("The id is the authenticator’s own, up to the longest that there may be")
    func identifiers() throws {
        #expect(
            Hex.encode(try Self.register(.noAttestation).id)
                == "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4")
        #expect(try Self.register(.longCredentialID).id.count == 1_023)
    }

    @Test(
        "A page of another site, or one inside another site’s, makes none", arguments: [Vector.crossOrigin, .topOrigin])
    func framed(vector: Vector) throws {
        #expect(throws: WebAuthnError.wrongOrigin) { try Self.register(vector) }
        let key = try Self.register(.noAttestation).key
        #expect(throws: WebAuthnError.wrongOrigin) { try Self.use(vector, key: key) }
    }

    @Test("Another challenge, another site, another ceremony and another key are refused")
    func refused() throws {
        let vector = Vector.noAttestation
        let key = try Self.register(vector).key
        for origin in [
            "https://example.com", "https://www.example.org", "https://example.org:8443", "http://localhost",
        ] {
            let party = try #require(RelyingParty(origin: origin))
            #expect(throws: WebAuthnError.wrongOrigin) { try Self.register(vector, for: party) }
            #expect(throws: WebAuthnError.wrongOrigin) { try Self.use(vector, key: key, for: party) }
        }
        for challenge in [[], [0], Vector.selfAttestation.registration.challenge] as [[UInt8]] {
            #expect(throws: WebAuthnError.wrongChallenge) { try Self.register(vector, challenge: challenge) }
            #expect(throws: WebAuthnError.wrongChallenge) { try Self.use(vector, key: key, challenge: challenge) }
        }
        #expect(throws: WebAuthnError.wrongCeremony) {
            try Self.use(vector, key: key, clientData: vector.registration.clientData)
        }
        #expect(throws: WebAuthnError.wrongCeremony) {
            try NewCredential(
                clientData: vector.authentication.clientData, attestationObject: vector.registration.data,
                challenge: vector.authentication.challenge, for: try #require(Self.party))
        }
        let other = try Self.register(.selfAttestation).key
        #expect(throws: WebAuthnError.wrongSignature) { try Self.use(vector, key: other) }
        #expect(throws: WebAuthnError.wrongSignature) { try Self.use(vector, key: try Self.register(.rs256).key) }
        // Only the specification's own key of Ed25519.
        #expect(throws: WebAuthnError.unknownKey) { try Self.register(.edDSA) }
    }

    @Test("What the authenticator did is seen: for whom, whether somebody was there, and whether it knew who")
    func flags() throws {
        let vector = Vector.noAttestation
        let key = try Self.register(vector).key
        #expect(throws: WebAuthnError.notVerified) { try Self.use(vector, key: key, verified: true) }
        func changed(_ index: Int, _ change: (UInt8) -> UInt8) -> [UInt8] {
            var data = vector.authentication.data
            data[index] = change(data[index])
            return data
        }
        #expect(throws: WebAuthnError.wrongParty) { try Self.use(vector, key: key, data: changed(0) { $0 ^ 1 }) }
        #expect(throws: WebAuthnError.notPresent) { try Self.use(vector, key: key, data: changed(32) { $0 & 0xfe }) }
        // Backed up, and not made to be.
        #expect(throws: WebAuthnError.malformed) { try Self.use(vector, key: key, data: changed(32) { $0 & 0xf7 }) }
        // What it says of itself is signed, the count as well.
        for index in [32, 33, 36] {
            #expect(throws: WebAuthnError.wrongSignature) {
                try Self.use(vector, key: key, data: changed(index) { index == 32 ? $0 | 4 : $0 + 1 })
            }
        }
    }

    @Test(
        "A count that stands still or goes back is told, unless there is none",
        arguments: [(0, 0, true), (1, 0, true), (5, 4, true), (4, 4, false), (3, 4, false), (0, 4, false)])
    func counts(count: UInt32, last: UInt32, expected: Bool) {
        #expect(Assertion.hasCounted(count, since: last) == expected)
    }

    @Test("A site has a name, and is reached over TLS or on this machine")
    func parties() {
        #expect(RelyingParty(origin: "https://Attest.Example/")?.id == "attest.example")
        #expect(RelyingParty(origin: "https://attest.example:443")?.origin == "https://attest.example")
        #expect(RelyingParty(origin: "http://localhost:8080")?.origin == "http://localhost:8080")
        for origin in [
            "http://attest.example", "https://127.0.0.1", "https://[::1]", "https://", "attest.example", "",
            "https://attest.example/path", "ftp://attest.example",
        ] {
            #expect(RelyingParty(origin: origin) == nil, "\(origin)")
        }
    }
}
