// SPDX-License-Identifier: Apache-2.0

import Foundation
public import ServiceKit

/// What the gateway is told at start.
public struct Configuration: Sendable {
    /// `ATTEST_HTTP_ADDRESS`: where it listens, `host:port`. Default `127.0.0.1:8080`.
    public var host: String
    public var port: Int
    /// `ATTEST_PUBLIC_URL`: the address that people type, `https://attest.example`, without a path. Required. With
    /// `https`, cookies are secure and browsers are told to stay with it. Passkeys are for its name: whoever changes that makes
    /// all of them useless.
    public var publicURL: String
    /// `ATTEST_ASSETS`: the folder with `nhsuk.css` and `nhsuk.js`. Required.
    public var assets: String
    /// `ATTEST_GATEWAY_KEY` or the file `ATTEST_GATEWAY_KEY_FILE`: base64 of 32 bytes, the same for every copy of the
    /// gateway and known to no other process. Required.
    public var key: String
    /// `ATTEST_HELPDESK_EMAIL`: the national helpdesk's address, shown on the help page. Default none.
    public var helpdeskEmail: String
    /// `ATTEST_HELPDESK_TELEPHONE`: its number. Default none.
    public var helpdeskTelephone: String
    /// `ATTEST_OIDC_NAME`: what the provider is called with which people may sign in, as identity is told too; default none.
    public var provider: String?
    /// `ATTEST_LIMITS`: rates that differ from the standard, `sign-in.source=60/1200 …`: so many at once, and so many an
    /// hour.
    var limits: [String: Rate]
    /// `ATTEST_TRUSTED_PROXIES`: addresses of proxies that say whom they speak for, separated by spaces. Default none.
    var proxies: Set<IPAddress>
    /// `ATTEST_SESSION_MEMORY`: for how many seconds at most a session is believed to be as identity said, while its
    /// changes are heard; 0 to 240, default 10.
    public var sessionMemory: Duration

    public init(_ settings: Settings) throws {
        (host, port) = try settings.address("ATTEST_HTTP_ADDRESS", default: "127.0.0.1:8080")
        guard let url = URL(string: try settings.string("ATTEST_PUBLIC_URL")), let scheme = url.scheme,
            ["http", "https"].contains(scheme), let name = url.host(), ["", "/"].contains(url.path())
        else { throw SettingsError("ATTEST_PUBLIC_URL", "must be an address like https://attest.example") }
        self.publicURL = "\(scheme)://\(name)\(url.port.map { ":\($0)" } ?? "")"
        assets = try settings.string("ATTEST_ASSETS")
        key = try settings.secret("ATTEST_GATEWAY_KEY")
        helpdeskEmail = try settings.string("ATTEST_HELPDESK_EMAIL", default: "")
        helpdeskTelephone = try settings.string("ATTEST_HELPDESK_TELEPHONE", default: "")
        provider = settings.optional("ATTEST_OIDC_NAME")
        limits = try Rate.list(
            settings.string("ATTEST_LIMITS", default: ""), of: "ATTEST_LIMITS", standard: Limits.standard)
        sessionMemory = .seconds(try settings.int("ATTEST_SESSION_MEMORY", default: 10, in: 0...240))
        proxies = Set(
            try settings.string("ATTEST_TRUSTED_PROXIES", default: "").split(separator: " ").map { text in
                guard let proxy = IPAddress(text) else {
                    throw SettingsError("ATTEST_TRUSTED_PROXIES", "'\(text)' is no IP address")
                }
                return proxy
            })
    }

    init(publicURL: String, assets: String, key: String) {
        self.init(
            host: "127.0.0.1", port: 8_080, publicURL: publicURL, assets: assets, key: key,
            helpdeskEmail: "helpdesk@attest.example", helpdeskTelephone: "0300 000 0000")
    }

    private init(
        host: String, port: Int, publicURL: String, assets: String, key: String, helpdeskEmail: String,
        helpdeskTelephone: String
    ) {
        self.host = host
        self.port = port
        self.publicURL = publicURL
        self.assets = assets
        self.key = key
        self.helpdeskEmail = helpdeskEmail
        self.helpdeskTelephone = helpdeskTelephone
        limits = [:]
        proxies = []
        sessionMemory = .zero
    }

    /// Whether people reach it over TLS.
    public var secure: Bool { publicURL.hasPrefix("https:") }
}
