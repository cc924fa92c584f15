// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
import Cryptography
import Threads
public import Web

/// One provider, as a client of it sees it: OpenID Connect Core 1.0 by the authorization code flow, with PKCE.
///
/// What the provider says of itself, and its keys, are fetched when they are needed and remembered for a while.
public final class RelyingParty: Sendable {
    public struct Settings: Sendable {
        /// As the provider writes it.
        public var issuer: String
        public var client: String
        /// Never in a log.
        var secret: ClientSecret
        public var scopes: [String]
        /// Ways to sign in that are asked for, most wanted first (`acr_values`).
        public var contextClasses: [String]

        public init(issuer: String, client: String, secret: String, scopes: [String], contextClasses: [String] = []) {
            self.issuer = issuer
            self.client = client
            self.secret = ClientSecret(clear: secret)
            self.scopes = scopes
            self.contextClasses = contextClasses
        }
    }

    struct ClientSecret: Sendable, Secret { let clear: String }

    struct Known<Value: Sendable>: Sendable {
        var value: Value
        var time: Date
    }

    private struct State {
        var metadata: Known<ProviderMetadata>?
        var keys: Known<KeySet>?
        /// When keys were fetched because a token named one that was not known.
        var asked = Date.distantPast
        /// Until when nobody waits for a provider that did not answer a moment ago.
        var quiet = Date.distantPast
        /// How many wait for what it says of itself.
        var waiting = 0
    }

    /// How long what was fetched is believed, in seconds. A key that was taken back is trusted no longer than that.
    static let metadataLife: Double = 3_600
    static let keysLife: Double = 900
    /// How often keys are fetched because of tokens that name unknown ones, in seconds: whoever sends such tokens makes us
    /// ask no more.
    static let keysPause: Double = 30
    static let quietLife: Double = 5
    static let mostWaiting = 2

    typealias Send = @Sendable (WebRequest) async throws(WebError) -> WebResponse

    let settings: Settings
    let send: Send
    let now: @Sendable () -> Date
    private let state = Lock(State())

    public convenience init(
        _ settings: Settings, web: WebClient, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.init(settings, now: now) { request throws(WebError) in try await web.send(request) }
    }

    /// With something else than the network, for tests.
    init(_ settings: Settings, now: @escaping @Sendable () -> Date, send: @escaping Send) {
        self.settings = settings
        self.now = now
        self.send = send
    }

    /// Whether an address may be a provider's: `https`, or on this machine.
    public static func isUsable(_ issuer: String) -> Bool {
        ProviderMetadata.isSecure(issuer, as: issuer) && !issuer.contains("?")
    }

    // MARK: There and back

    /// Where a browser is sent (§3.1.2.1).
    ///
    /// - Parameters:
    ///   - redirect: where the provider sends it back to, as it knows from the client's registration.
    ///   - state: comes back with it.
    public func authorization(
        redirect: String, state: String, _ secrets: FlowSecrets
    ) async throws(OpenIDConnectError) -> String {
        let endpoint = try await metadata().authorizationEndpoint
        var fields = [
            ("response_type", "code"), ("client_id", settings.client), ("redirect_uri", redirect),
            ("scope", settings.scopes.joined(separator: " ")), ("state", state), ("nonce", secrets.nonce),
            ("code_challenge", secrets.challenge), ("code_challenge_method", "S256"),
        ]
        if !settings.contextClasses.isEmpty {
            fields.append(("acr_values", settings.contextClasses.joined(separator: " ")))
        }
        let query = fields.map { "\($0)=\(Self.encode($1))" }.joined(separator: "&")
        return "\(endpoint)\(endpoint.contains("?") ? "&" : "?")\(query)"
    }

    /// Who came back, by the code that the browser brought (§3.1.3).
    ///
    /// - Parameter issuer: who the browser says that it was sent back by (RFC 9207); nil when it does not say.
    public func arrival(
        code: String, issuer: String?, redirect: String, _ secrets: FlowSecrets
    ) async throws(OpenIDConnectError) -> IDToken {
        let metadata = try await metadata()
        if let issuer {
            guard issuer == settings.issuer else { throw .issuer }
        } else if metadata.namesItself {
            throw .issuer
        }
        let tokens = try await exchange(code, redirect: redirect, secrets, metadata)
        let expected = IDToken.Expectation(
            issuer: settings.issuer, client: settings.client, nonce: secrets.nonce, time: now())
        var token: IDToken
        do throws(OpenIDConnectError) {
            token = try IDToken(tokens.identity, keys: try await keys(metadata), expected: expected)
        } catch {
            // The provider may sign with another key since.
            guard error == .keyUnknown, mayAskAgain() else { throw error }
            token = try IDToken(tokens.identity, keys: try await keys(metadata, afresh: true), expected: expected)
        }
        // Many say there, and not in the token, what was asked for by scope (§5.4).
        if token.profile.email == nil, let endpoint = metadata.userInfoEndpoint, let access = tokens.access {
            token = token.with(try await profile(of: token.subject, at: endpoint, access))
        }
        return token
    }

    // MARK: What is remembered

    private func metadata() async throws(OpenIDConnectError) -> ProviderMetadata {
        let time = now()
        enum Turn {
            case known(ProviderMetadata)
            case fetch
            case away
        }
        let turn: Turn = state.withLock { state in
            if let known = state.metadata, time.timeIntervalSince(known.time) < Self.metadataLife {
                return .known(known.value)
            }
            guard time >= state.quiet, state.waiting < Self.mostWaiting else { return .away }
            state.waiting += 1
            return .fetch
        }
        switch turn {
        case .known(let metadata): return metadata
        case .away: throw .away
        case .fetch: break
        }
        defer { state.withLock { $0.waiting -= 1 } }
        do throws(OpenIDConnectError) {
            let json = try await fetch(ProviderMetadata.address(of: settings.issuer))
            let metadata = try ProviderMetadata(json: json, issuer: settings.issuer)
            state.withLock { state in
                // Its keys may be elsewhere now.
                if state.metadata?.value != metadata { state.keys = nil }
                state.metadata = Known(value: metadata, time: time)
            }
            return metadata
        } catch {
            state.withLock { $0.quiet = now().addingTimeInterval(Self.quietLife) }
            throw error
        }
    }

    /// The provider's keys. A new set takes the old one's place: what it holds no longer is trusted no longer.
    private func keys(
        _ metadata: ProviderMetadata, afresh: Bool = false
    ) async throws(OpenIDConnectError) -> KeySet {
        let time = now()
        let known = state.withLock { $0.keys }
        if !afresh, let known, time.timeIntervalSince(known.time) < Self.keysLife { return known.value }
        let keys = try KeySet(json: try await fetch(metadata.keysAddress))
        state.withLock { state in
            if state.keys.map({ $0.time <= time }) ?? true { state.keys = Known(value: keys, time: time) }
        }
        return keys
    }

    private func mayAskAgain() -> Bool {
        let time = now()
        return state.withLock { state in
            guard time.timeIntervalSince(state.asked) >= Self.keysPause else { return false }
            state.asked = time
            return true
        }
    }

    static func encode(_ text: String) -> String { WebRequest.encode(text).replacing("+", with: "%20") }
}
