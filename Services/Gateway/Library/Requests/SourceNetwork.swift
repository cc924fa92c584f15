// SPDX-License-Identifier: Apache-2.0

import Cryptography
import Foundation
import Glibc
import HTTPTypes
import Hummingbird
import NIOCore

/// An IP address.
struct IPAddress: Hashable, Sendable {
    /// Four bytes or sixteen; an IPv4 address that is mapped into IPv6 has four.
    let bytes: [UInt8]

    /// With a port or brackets or without; nil of what is no address: a name, a port alone, rubbish.
    init?(_ text: some StringProtocol) {
        var text = text.trimmingCharacters(in: .whitespaces)
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = String(text[text.index(after: text.startIndex)..<end])
        } else if text.count(where: { $0 == ":" }) == 1, let colon = text.firstIndex(of: ":") {
            text = String(text[..<colon])
        }
        var found = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &found) == 1 {
            bytes = Array(found.prefix(4))
        } else if inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &found) == 1 {
            let isMapped = found.prefix(10).allSatisfy { $0 == 0 } && found[10...11].allSatisfy { $0 == 0xff }
            bytes = isMapped ? Array(found.suffix(4)) : found
        } else {
            return nil
        }
    }
}

/// Where requests come from, as far as limits look: an IPv4 address, or the network of 64 bits that one household or site
/// has in IPv6.
struct SourceNetwork: Hashable, Sendable {
    private let bytes: [UInt8]

    init(of address: IPAddress) { bytes = address.bytes.count == 4 ? address.bytes : Array(address.bytes.prefix(8)) }

    private init() { bytes = [] }

    /// In hexadecimal.
    var text: String { Hex.encode(bytes) }

    /// Whoever comes by no address that can be told: all of them together.
    static let unknown = SourceNetwork()

    /// Who made a request: the peer, or whoever a trusted proxy says that it speaks for.
    ///
    /// Each proxy adds at the right, and what stands further left anybody may have written: the right-most entry that is no
    /// trusted proxy counts.
    static func of(_ request: Request, peer: SocketAddress?, behind proxies: Set<IPAddress>) -> SourceNetwork {
        guard let found = peer?.ipAddress.flatMap({ IPAddress($0) }) else { return .unknown }
        guard proxies.contains(found) else { return SourceNetwork(of: found) }
        let hops = request.headers[values: .forwardedFor].joined(separator: ",").split(separator: ",").suffix(20)
        for hop in hops.reversed() {
            guard let source = IPAddress(hop) else { break }
            if !proxies.contains(source) { return SourceNetwork(of: source) }
        }
        return SourceNetwork(of: found)
    }
}

extension HTTPField.Name {
    // The text is a field name, so it parses.
    fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
}
