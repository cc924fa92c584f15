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
    ///
    /// Further servers, for when the first is away: the same settings with `_2`, `_3` and so on after their names.
    public var servers: [MailServer]
    /// `ATTEST_MAIL_FROM`: the address that e-mails come from. Required.
    /// `ATTEST_MAIL_FROM_NAME`: the name shown with it; default `Attest`.
    public var from: Mailbox
    /// `ATTEST_PUBLIC_URL`: where people open this site, such as `https://attest.example.nhs.uk`. Required.
    public var publicURL: String

    /// `ATTEST_DKIM_KEY`: a private RSA key in PEM, of 2,048 bits or more, that signs e-mails (RFC 6376); default none.
    /// `ATTEST_DKIM_SELECTOR`: which key of the domain it is; default `attest`.
    /// `ATTEST_DKIM_DOMAIN`: default the domain of `ATTEST_MAIL_FROM`.
    public var signer: DKIMSigner?

    /// `ATTEST_MAIL_BOUNCES`: the mailbox for what comes back, such as `bounces@attest.example.nhs.uk`; mail to it with
    /// anything after a `+` has to arrive there, too. Default none: it goes to `ATTEST_MAIL_FROM`.
    public var returnPath: ReturnPath?
    /// `ATTEST_MAIL_BOUNCE_FOLDER`: a Maildir that is read for reports of what came back; default none.
    public var bounceFolder: String?
    /// `ATTEST_MAIL_PER_DOMAIN`: e-mails a minute to one domain; default 600, 0 is no limit.
    public var perDomain: Int

    public init(
        sealingKey: SealingKey, servers: [MailServer], from: Mailbox, publicURL: String, signer: DKIMSigner? = nil,
        returnPath: ReturnPath? = nil, bounceFolder: String? = nil, perDomain: Int = 600
    ) {
        self.sealingKey = sealingKey
        self.signer = signer
        self.returnPath = returnPath
        self.bounceFolder = bounceFolder
        self.perDomain = perDomain
        self.servers = servers
        self.from = from
        self.publicURL = publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL
    }

    public init(_ settings: Settings) throws {
        var servers = [try Self.server(settings, "")]
        while settings.optional("ATTEST_SMTP_URL_\(servers.count + 1)") != nil {
            servers.append(try Self.server(settings, "_\(servers.count + 1)"))
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
            sealingKey: sealingKey, servers: servers,
            from: Mailbox(name: try settings.string("ATTEST_MAIL_FROM_NAME", default: "Attest"), address: from),
            publicURL: publicURL, signer: try Self.signer(settings, from: from),
            returnPath: try Self.returnPath(settings, key: sealingKey),
            bounceFolder: try Self.bounceFolder(settings),
            perDomain: try settings.int("ATTEST_MAIL_PER_DOMAIN", default: 600, in: 0...1_000_000))
    }

    /// One mail server.
    ///
    /// - Parameter suffix: what stands after the names of its settings.
    private static func server(_ settings: Settings, _ suffix: String) throws -> MailServer {
        let user = settings.optional("ATTEST_SMTP_USER\(suffix)")
        let startTLS: MailServer.StartTLS? =
            switch try settings.string("ATTEST_SMTP_STARTTLS\(suffix)", default: "required") {
            case "required": .required
            case "offered": .ifOffered
            case "never": .never
            default: nil
            }
        guard let startTLS else {
            throw SettingsError("ATTEST_SMTP_STARTTLS\(suffix)", "must be required, offered or never")
        }
        let url = try settings.string("ATTEST_SMTP_URL\(suffix)")
        let password = user == nil ? nil : try settings.secret("ATTEST_SMTP_PASSWORD\(suffix)")
        do throws(MailError) {
            return try MailServer(
                url: url, user: user, password: password, startTLS: startTLS,
                caFile: settings.optional("ATTEST_SMTP_CA_FILE\(suffix)"))
        } catch {
            throw SettingsError(
                "ATTEST_SMTP_URL\(suffix)", "must be of the form smtp://host:port or smtps://host:port")
        }
    }

    private static func returnPath(_ settings: Settings, key: SealingKey) throws -> ReturnPath? {
        guard let address = settings.optional("ATTEST_MAIL_BOUNCES") else { return nil }
        guard let path = ReturnPath(address, key: key) else {
            throw SettingsError(
                "ATTEST_MAIL_BOUNCES", "must be an e-mail address with at most 18 characters and no + before the @")
        }
        return path
    }

    private static func bounceFolder(_ settings: Settings) throws -> String? {
        guard let folder = settings.optional("ATTEST_MAIL_BOUNCE_FOLDER") else { return nil }
        guard BounceFolder.isThere(folder) else {
            throw SettingsError("ATTEST_MAIL_BOUNCE_FOLDER", "must be a Maildir: a folder with new, cur and tmp in it")
        }
        return folder
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
