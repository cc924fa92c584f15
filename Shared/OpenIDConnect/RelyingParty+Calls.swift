// SPDX-License-Identifier: Apache-2.0

import Cryptography
import Web

// What is asked of the provider itself. None of it is repeated in an error.

extension RelyingParty {
    struct Tokens {
        var identity: String
        var access: String?
    }

    /// The code's worth (OpenID Connect Core 1.0 §3.1.3.1).
    func exchange(
        _ code: String, redirect: String, _ secrets: FlowSecrets, _ metadata: ProviderMetadata
    ) async throws(OpenIDConnectError) -> Tokens {
        var fields = [
            (name: "grant_type", value: "authorization_code"), (name: "code", value: code),
            (name: "redirect_uri", value: redirect), (name: "code_verifier", value: secrets.verifier),
        ]
        var headers: [WebRequest.Header] = [("Accept", "application/json")]
        let secret = settings.secret.clear
        if metadata.takesSecretInForm {
            fields += [(name: "client_id", value: settings.client), (name: "client_secret", value: secret)]
        } else {
            // Each half is encoded as in a form before the two are joined (RFC 6749 §2.3.1).
            let pair = "\(WebRequest.encode(settings.client)):\(WebRequest.encode(secret))"
            headers.append(("Authorization", "Basic \(Base64.encode(Array(pair.utf8)))"))
        }
        let response = try await answer(to: WebRequest.form(metadata.tokenEndpoint, fields, headers: headers))
        // Anything else is trouble of its own, or of the way there (RFC 6749 §5.2).
        if response.status == 400 || response.status == 401 { throw .refused }
        guard response.status == 200 else { throw .away }
        guard let members = try JSONDocument(response.body).object, let identity = members["id_token"]?.string,
            members["token_type"]?.string?.lowercased() == "bearer"
        else { throw .malformed }
        return Tokens(identity: identity, access: members["access_token"]?.string)
    }

    /// What else it says of them (§5.3).
    func profile(
        of subject: String, at endpoint: String, _ access: String
    ) async throws(OpenIDConnectError) -> IDToken.Profile {
        let json = try await fetch(endpoint, headers: [("Authorization", "Bearer \(access)")])
        guard let claims = try JSONDocument(json).object else { throw .malformed }
        // Somebody else's would be a token that was swapped (§5.3.2).
        guard try IDToken.subject(claims) == subject else { throw .subject }
        return IDToken.Profile(claims)
    }

    func fetch(_ address: String, headers: [WebRequest.Header] = []) async throws(OpenIDConnectError) -> [UInt8] {
        let response = try await answer(
            to: WebRequest("GET", address, headers: [("Accept", "application/json")] + headers))
        guard response.status == 200 else { throw .away }
        return response.body
    }

    private func answer(to request: WebRequest) async throws(OpenIDConnectError) -> WebResponse {
        do {
            return try await send(request)
        } catch {
            switch error.code {
            case .insecure: throw .insecure
            case .tooLarge: throw .tooLong
            default: throw .away
            }
        }
    }
}
