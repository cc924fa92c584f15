// SPDX-License-Identifier: Apache-2.0

/// Where a broker is and who is calling: one AMQP URL, taken apart.
///
/// `amqp://user:password@host:port/virtual-host`, or `amqps://…` for TLS. The parts are percent-decoded. Port 5672
/// (5671 with TLS), user and password `guest` and virtual host `/` are assumed where they are missing. Descriptions
/// never show the password.
public struct BrokerAddress: Sendable {
    /// How the broker proves who it is. Its certificate and its host name are always verified.
    public struct TLS: Sendable {
        /// A PEM file of the authorities that are trusted; nil trusts those of the system.
        public var caFile: String?
        /// A PEM file with this client's own certificate, where the broker asks for one.
        public var clientCertificate: String?
        /// A PEM file with the key of `clientCertificate`.
        public var clientKey: String?

        public init(caFile: String? = nil, clientCertificate: String? = nil, clientKey: String? = nil) {
            self.caFile = caFile
            self.clientCertificate = clientCertificate
            self.clientKey = clientKey
        }
    }

    public var host: String
    public var port: Int
    public var virtualHost: String
    public var user: String
    public var password: String
    /// Nil for a connection in the clear.
    public var tls: TLS?
    /// How often each side shows that it lives, in whole seconds; after two silent intervals the connection is lost.
    public var heartbeat: Duration = .seconds(5)

    /// - Parameters:
    ///   - url: `amqp://…` or `amqps://…`, without query or fragment.
    ///   - caFile: for `amqps`, a PEM file of the authorities that are trusted.
    /// - Throws: `invalidAddress`; the error never repeats the URL.
    public init(url: String, caFile: String? = nil) throws(BrokerError) {
        var rest = Substring(url)
        if rest.hasPrefix("amqp://") {
            rest.removeFirst("amqp://".count)
        } else if rest.hasPrefix("amqps://") {
            rest.removeFirst("amqps://".count)
            tls = TLS(caFile: caFile)
        } else {
            throw Self.invalid("it must start with amqp:// or amqps://")
        }
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else {
            throw Self.invalid("a query or a fragment has no meaning here")
        }
        let path = rest.firstIndex(of: "/").map { rest[rest.index(after: $0)...] } ?? ""
        var authority = rest.prefix { $0 != "/" }
        virtualHost = path.isEmpty ? "/" : try Self.decoded(path)

        (user, password) = ("guest", "guest")
        if let at = authority.lastIndex(of: "@") {
            let credentials = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = try Self.decoded(credentials[0])
            password = credentials.count > 1 ? try Self.decoded(credentials[1]) : ""
            authority = authority[authority.index(after: at)...]
        }
        (host, port) = try Self.endpoint(authority, standardPort: tls == nil ? 5672 : 5671)
    }

    private static func endpoint(_ text: Substring, standardPort: Int) throws(BrokerError) -> (String, Int) {
        var host = text
        var tail = text[text.endIndex...]
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw invalid("the host's bracket is not closed") }
            host = text[text.index(after: text.startIndex)..<end]
            tail = text[text.index(after: end)...]
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            tail = text[colon...]
        }
        guard !host.isEmpty else { throw invalid("the host is missing") }
        if tail.isEmpty { return (try decoded(host), standardPort) }
        guard tail.first == ":", let port = Int(tail.dropFirst()), (1...65_535).contains(port) else {
            throw invalid("the port must be a number from 1 to 65535")
        }
        return (try decoded(host), port)
    }

    private static func decoded(_ text: Substring) throws(BrokerError) -> String {
        var bytes: [UInt8] = []
        var source = text.utf8.makeIterator()
        while let byte = source.next() {
            if byte != UInt8(ascii: "%") {
                bytes.append(byte)
                continue
            }
            guard let high = source.next().flatMap(Self.hexadecimal), let low = source.next().flatMap(Self.hexadecimal)
            else { throw invalid("a percent sign must be followed by two hexadecimal digits") }
            bytes.append(UInt8(high << 4 | low))
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw invalid("a part of it is not UTF-8 text")
        }
        return decoded
    }

    private static func hexadecimal(_ byte: UInt8) -> Int? { Character(UnicodeScalar(byte)).hexDigitValue }

    private static func invalid(_ reason: String) -> BrokerError {
        BrokerError(.invalidAddress, "The broker's URL is not valid: \(reason)")
    }
}

extension BrokerAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(tls == nil ? "amqp" : "amqps")://\(host):\(port) \(virtualHost)" }
    public var debugDescription: String { description }
    /// Hides the password from `dump` and from test output.
    public var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
