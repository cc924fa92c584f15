// SPDX-License-Identifier: Apache-2.0

/// What a provider says of itself (OpenID Connect Discovery 1.0 §3).
struct ProviderMetadata: Sendable, Equatable {
    let issuer: String
    let authorizationEndpoint: String
    let tokenEndpoint: String
    let keysAddress: String
    let userInfoEndpoint: String?
    /// The client's secret goes in a header (RFC 6749 §2.3.1), unless the provider takes it only in the form.
    let takesSecretInForm: Bool
    /// It names itself in what it sends back with the browser (RFC 9207).
    let namesItself: Bool

    /// - Throws: `issuer` when it is another's, `insecure` when an address is, `metadata` when something is missing.
    init(json: [UInt8], issuer: String) throws(OpenIDConnectError) {
        guard let members = try JSONDocument(json).object else { throw .malformed }
        guard members["issuer"]?.string == issuer else { throw .issuer }
        self.issuer = issuer
        func address(_ name: String) throws(OpenIDConnectError) -> String {
            guard let address = members[name]?.string else { throw .metadata }
            guard Self.isSecure(address, as: issuer) else { throw .insecure }
            return address
        }
        authorizationEndpoint = try address("authorization_endpoint")
        tokenEndpoint = try address("token_endpoint")
        keysAddress = try address("jwks_uri")
        userInfoEndpoint = members["userinfo_endpoint"] == nil ? nil : try address("userinfo_endpoint")
        func names(_ name: String, _ value: String) -> Bool? {
            members[name].map { $0.strings?.contains(value) == true }
        }
        // Whoever lists what they can and leaves these out could not be talked to.
        guard names("response_types_supported", "code") != false,
            names("code_challenge_methods_supported", "S256") != false
        else { throw .metadata }
        let method = "token_endpoint_auth_methods_supported"
        takesSecretInForm = names(method, "client_secret_basic") == false && names(method, "client_secret_post") == true
        namesItself = members["authorization_response_iss_parameter_supported"]?.bool == true
    }

    /// Where it is read.
    static func address(of issuer: String) -> String {
        "\(issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer)/.well-known/openid-configuration"
    }

    /// An address over TLS; without it only on this machine, where the issuer is on it too.
    static func isSecure(_ address: String, as issuer: String) -> Bool {
        guard address.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"#\"<>\\^`{|}".utf8.contains($0) }) else {
            return false
        }
        for (scheme, isOpen) in [("https://", false), ("http://", true)] where address.hasPrefix(scheme) {
            let authority = address.dropFirst(scheme.count).prefix { !"/?".contains($0) }
            guard !authority.isEmpty, !authority.contains("@") else { return false }
            return !isOpen || isLoopback(authority) && issuer.hasPrefix(scheme)
        }
        return false
    }

    private static func isLoopback(_ authority: Substring) -> Bool {
        ["127.0.0.1", "localhost", "[::1]"].contains { authority == $0 || authority.hasPrefix("\($0):") }
    }
}
