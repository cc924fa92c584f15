// SPDX-License-Identifier: Apache-2.0

public import Cryptography
public import Mail
public import ServiceKit

/// What notification can be told, read once at start.
public struct Configuration: Sendable {
    /// `ATTEST_SEALING_KEY`: Base64 of 32 bytes, the same for all services. Required. Opens links and codes.
    public var sealingKey: SealingKey
    /// `ATTEST_SMTP_URL`: `smtp://host:port`, or `smtps://host:port` for TLS from the first byte. Required.
    /// `ATTEST_SMTP_USER` and `ATTEST_SMTP_PASSWORD`: default none.
    /// `ATTEST_SMTP_STARTTLS`: `required`, `offered` or `never`; default `required`.
    /// `ATTEST_SMTP_CA_FILE`: a PEM file of the authorities to trust; default the system's.
    public var server: MailServer
    /// `ATTEST_MAIL_FROM`: the address that e-mails come from. Required.
    /// `ATTEST_MAIL_FROM_NAME`: the name shown with it; default `Attest`.
    public var from: Mailbox
    /// `ATTEST_PUBLIC_URL`: where people open this site, such as `https://attest.example.nhs.uk`. Required.
    public var publicURL: String

    /// `ATTEST_DKIM_KEY`: a private RSA key in PEM, of 2,048 bits or more, that signs e-mails (RFC 6376); default none.
    /// `ATTEST_DKIM_SELECTOR`: which key of the domain it is; default `attest`.
    /// `ATTEST_DKIM_DOMAIN`: default the domain of `ATTEST_MAIL_FROM`.
    public var signer: DKIMSigner?

    public init(
        sealingKey: SealingKey, server: MailServer, from: Mailbox, publicURL: String, signer: DKIMSigner? = nil
    ) {
        self.sealingKey = sealingKey
        self.signer = signer
        self.server = server
        self.from = from
        self.publicURL = publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL
    }

    public init(_ settings: Settings) throws {
        let user = settings.optional("ATTEST_SMTP_USER")
        let startTLS: MailServer.StartTLS? =
            switch try settings.string("ATTEST_SMTP_STARTTLS", default: "required") {
            case "required": .required
            case "offered": .ifOffered
            case "never": .never
            default: nil
            }
        guard let startTLS else { throw SettingsError("ATTEST_SMTP_STARTTLS", "must be required, offered or never") }
        let url = try settings.string("ATTEST_SMTP_URL")
        let password = user == nil ? nil : try settings.secret("ATTEST_SMTP_PASSWORD")
        let server: MailServer
        do throws(MailError) {
            server = try MailServer(
                url: url, user: user, password: password, startTLS: startTLS,
                caFile: settings.optional("ATTEST_SMTP_CA_FILE"))
        } catch {
            throw SettingsError("ATTEST_SMTP_URL", "must be of the form smtp://host:port or smtps://host:port")
        }
        let from = try settings.string("ATTEST_MAIL_FROM")
        guard Mailbox.isAddress(from) else { throw SettingsError("ATTEST_MAIL_FROM", "must be an e-mail address") }
        let publicURL = try settings.string("ATTEST_PUBLIC_URL")
        guard publicURL.hasPrefix("https://") || publicURL.hasPrefix("http://"),
            !publicURL.contains(where: \.isWhitespace)
        else { throw SettingsError("ATTEST_PUBLIC_URL", "must begin with https:// or http://") }
        let key = try settings.secret("ATTEST_SEALING_KEY")
        guard let sealingKey = try? SealingKey(base64: key) else {
            throw SettingsError("ATTEST_SEALING_KEY", "must be 32 bytes in Base64")
        }
        self.init(
            sealingKey: sealingKey, server: server,
            from: Mailbox(name: try settings.string("ATTEST_MAIL_FROM_NAME", default: "Attest"), address: from),
            publicURL: publicURL, signer: try Self.signer(settings, from: from))
    }

    private static func signer(_ settings: Settings, from: String) throws -> DKIMSigner? {
        guard settings.optional("ATTEST_DKIM_KEY") != nil || settings.optional("ATTEST_DKIM_KEY_FILE") != nil else {
            return nil
        }
        guard let key = try? RSASigningKey(pem: try settings.secret("ATTEST_DKIM_KEY")) else {
            throw SettingsError("ATTEST_DKIM_KEY", "must be a private RSA key in PEM, of 2,048 bits or more")
        }
        let own = from.split(separator: "@").last.map(String.init) ?? ""
        let signer = DKIMSigner(
            domain: try settings.string("ATTEST_DKIM_DOMAIN", default: own),
            selector: try settings.string("ATTEST_DKIM_SELECTOR", default: "attest"), key: key)
        guard let signer else {
            throw SettingsError("ATTEST_DKIM_SELECTOR", "and ATTEST_DKIM_DOMAIN must be names of the DNS")
        }
        return signer
    }
}
