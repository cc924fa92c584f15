// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date

/// What a provider says of whoever signed in there (OpenID Connect Core 1.0 §2), once all of it is checked (§3.1.3.7).
public struct IDToken: Sendable, Equatable {
    /// What it has to say to be ours and of this sign-in.
    public struct Expectation: Sendable {
        public var issuer: String
        public var client: String
        public var nonce: String
        public var time: Date

        public init(issuer: String, client: String, nonce: String, time: Date) {
            self.issuer = issuer
            self.client = client
            self.nonce = nonce
            self.time = time
        }
    }

    /// By how many seconds the provider's clock may differ from ours.
    static let leeway: Double = 60
    static let longestSubject = 255

    /// Who it is, to this provider: never anybody else, whatever else changes.
    public let subject: String
    public let profile: Profile
    /// How they signed in, in words that are the provider's own.
    public let contextClass: String?
    public let methods: [String]

    /// - Parameter text: the token in its compact form.
    init(_ text: String, keys: KeySet, expected: Expectation) throws(OpenIDConnectError) {
        try self.init(claims: try JSONWebToken(text).claims(signedBy: keys), expected: expected)
    }

    private init(claims: [String: JSONDocument], expected: Expectation) throws(OpenIDConnectError) {
        guard claims["iss"]?.string == expected.issuer else { throw .issuer }
        try Self.check(audience: claims["aud"], party: claims["azp"], client: expected.client)
        try Self.check(times: claims, at: expected.time.timeIntervalSince1970)
        guard claims["nonce"]?.string == expected.nonce else { throw .nonce }
        subject = try Self.subject(claims)
        profile = Profile(claims)
        contextClass = claims["acr"]?.string
        methods = claims["amr"]?.strings ?? []
    }

    /// For us, and given to us: also where it is for others as well.
    private static func check(
        audience: JSONDocument?, party: JSONDocument?, client: String
    ) throws(OpenIDConnectError) {
        let audiences = audience?.string.map { [$0] } ?? audience?.strings ?? []
        guard audiences.contains(client) else { throw .audience }
        if let party {
            guard party.string == client else { throw .authorizedParty }
        } else if audiences.count > 1 {
            throw .authorizedParty
        }
    }

    private static func check(times claims: [String: JSONDocument], at now: Double) throws(OpenIDConnectError) {
        guard let end = claims["exp"]?.number, let made = claims["iat"]?.number else { throw .malformed }
        guard now < end + leeway else { throw .expired }
        guard made <= now + leeway else { throw .notYet }
        if let start = claims["nbf"] {
            guard let start = start.number else { throw .malformed }
            guard start <= now + leeway else { throw .notYet }
        }
    }

    static func subject(_ claims: [String: JSONDocument]) throws(OpenIDConnectError) -> String {
        guard let subject = claims["sub"]?.string, !subject.isEmpty, subject.utf8.count <= longestSubject else {
            throw .subject
        }
        return subject
    }

    /// Claims about the person (§5.1). Nobody is known by these.
    public struct Profile: Sendable, Equatable {
        public var email: String?
        /// The provider has seen that the address is theirs.
        public var isEmailVerified = false
        public var name: String?

        init(_ claims: [String: JSONDocument]) {
            email = claims["email"]?.string
            // Some providers write it as text.
            isEmailVerified = email != nil && [.bool(true), .string("true")].contains(claims["email_verified"])
            name = claims["name"]?.string
        }
    }
}

extension IDToken {
    /// The same with a profile that came by another way.
    func with(_ profile: Profile) -> IDToken { IDToken(self, profile) }

    private init(_ other: IDToken, _ profile: Profile) {
        subject = other.subject
        self.profile = profile
        contextClass = other.contextClass
        methods = other.methods
    }
}
