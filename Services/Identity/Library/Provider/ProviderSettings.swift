// SPDX-License-Identifier: Apache-2.0

public import OpenIDConnect
import ServiceKit

/// The provider with which people may sign in, as the configuration names it.
public struct ProviderSettings: Sendable {
    /// `ATTEST_OIDC_NAME`: what people call it, 1 to 40 characters. Required with the others.
    public var name: String
    /// `ATTEST_OIDC_ISSUER`: as the provider writes it, `https://…`; unset, nobody signs in with a provider.
    /// `ATTEST_OIDC_CLIENT_ID`, `ATTEST_OIDC_CLIENT_SECRET`: what we are known by there. Both required with it.
    /// `ATTEST_OIDC_SCOPES`: what is asked for, with spaces between; default `openid email profile`.
    public var party: RelyingParty.Settings
    /// `ATTEST_OIDC_SECOND_STEP`: what a token says of a sign-in that needs no second step of ours, `acr=VALUE` or
    /// `amr=VALUE`, with spaces between; default none. The values of `acr` are asked for.
    public var secondStep: SecondStep
    /// `ATTEST_OIDC_CA`: a file with the certificates that the provider's is checked against; default the system's.
    public var certificates: String?

    public init(
        name: String, party: RelyingParty.Settings, secondStep: SecondStep = .init(), certificates: String? = nil
    ) {
        self.name = name
        self.party = party
        self.secondStep = secondStep
        self.certificates = certificates
    }

    /// Nil where no provider is configured.
    init?(_ settings: Settings) throws {
        guard let issuer = settings.optional("ATTEST_OIDC_ISSUER") else { return nil }
        guard RelyingParty.isUsable(issuer) else {
            throw SettingsError("ATTEST_OIDC_ISSUER", "must be an https address without a query")
        }
        name = try settings.string("ATTEST_OIDC_NAME")
        guard (1...40).contains(name.count), !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0 == "\u{7f}" })
        else { throw SettingsError("ATTEST_OIDC_NAME", "must be 1 to 40 characters on one line") }
        let scopes = try settings.string("ATTEST_OIDC_SCOPES", default: "openid email profile")
            .split(separator: " ").map(String.init)
        guard scopes.contains("openid") else {
            throw SettingsError("ATTEST_OIDC_SCOPES", "must have openid among them")
        }
        guard let secondStep = SecondStep(try settings.string("ATTEST_OIDC_SECOND_STEP", default: "")) else {
            throw SettingsError("ATTEST_OIDC_SECOND_STEP", "must be acr=VALUE or amr=VALUE, with spaces between")
        }
        self.secondStep = secondStep
        party = RelyingParty.Settings(
            issuer: issuer, client: try settings.string("ATTEST_OIDC_CLIENT_ID"),
            secret: try settings.secret("ATTEST_OIDC_CLIENT_SECRET"), scopes: scopes,
            contextClasses: secondStep.contextClasses)
        certificates = settings.optional("ATTEST_OIDC_CA")
    }

    /// Which sign-ins at the provider are as good as two steps here.
    public struct SecondStep: Sendable, Equatable {
        public var contextClasses: [String] = []
        public var methods: Set<String> = []

        public init() {}

        /// Nil when a part of the text is neither an `acr` nor an `amr`.
        init?(_ text: String) {
            for part in text.split(separator: " ") {
                let sides = part.split(separator: "=", maxSplits: 1)
                guard sides.count == 2 else { return nil }
                switch sides[0] {
                case "acr": contextClasses.append(String(sides[1]))
                case "amr": methods.insert(String(sides[1]))
                default: return nil
                }
            }
        }

        func isMet(by token: IDToken) -> Bool {
            token.contextClass.map { contextClasses.contains($0) } == true
                || !methods.isDisjoint(with: token.methods)
        }
    }
}
