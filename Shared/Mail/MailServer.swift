// SPDX-License-Identifier: Apache-2.0

/// Where mail is handed in, and how.
public struct MailServer: Sendable, CustomStringConvertible {
    public enum StartTLS: Sendable {
        /// Nothing is sent in the clear beyond the greeting.
        case required
        /// Encrypted if the server offers it. With a password it means `required`: whoever sits between could take the
        /// offer away and read the password.
        case ifOffered
        case never
    }

    public let url: String
    public let user: String?
    let password: String?
    public let startTLS: StartTLS
    /// A PEM file of the authorities to trust, instead of the system's.
    public let caFile: String?
    public let connectTimeout: Duration
    /// For a whole message, its connection included.
    public let timeout: Duration

    /// - Parameter url: `smtp://host:port`, or `smtps://host:port` for TLS from the first byte. A path is the name that
    ///   this host gives itself.
    /// - Throws: `malformed` when the URL is of another form.
    public init(
        url: String, user: String? = nil, password: String? = nil, startTLS: StartTLS = .required,
        caFile: String? = nil, connectTimeout: Duration = .seconds(10), timeout: Duration = .seconds(60)
    ) throws(MailError) {
        let pattern = #/smtps?:\/\/(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._\-]+)(:[0-9]{1,5})?(\/[A-Za-z0-9.\-]*)?/#
        guard url.wholeMatch(of: pattern) != nil else { throw MailError(code: .malformed, field: "url") }
        self.url = url
        self.user = user
        self.password = password
        self.startTLS = startTLS == .ifOffered && password != nil ? .required : startTLS
        self.caFile = caFile
        self.connectTimeout = connectTimeout
        self.timeout = timeout
    }

    public var description: String { "MailServer(\(url))" }
}
