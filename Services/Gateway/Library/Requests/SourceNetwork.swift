// SPDX-License-Identifier: Apache-2.0

import Glibc
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Where requests come from, as far as limits look: an IPv4 address, or the network of 64 bits that one household or site
/// has in IPv6.
struct SourceNetwork: Hashable, Sendable {
    let network: [UInt8]

    /// Nil of what is no address: a name, a port alone, rubbish.
    init?(_ text: some StringProtocol) {
        var text = text.trimmingCharacters(in: .whitespaces)
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = String(text[text.index(after: text.startIndex)..<end])
        } else if text.count(where: { $0 == ":" }) == 1, let colon = text.firstIndex(of: ":") {
            text = String(text[..<colon])
        }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            network = Array(bytes.prefix(4))
        } else if inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &bytes) == 1 {
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10...11].allSatisfy { $0 == 0xff }
            network = isMapped ? Array(bytes.suffix(4)) : Array(bytes.prefix(8))
        } else {
            return nil
        }
    }

    private init() { network = [] }

    /// Whoever comes by no address that can be told: all of them together.
    static let unknown = SourceNetwork()

    /// Who made a request: the peer, or whoever a trusted proxy says that it speaks for.
    ///
    /// Each proxy adds at the right, and what stands further left anybody may have written: the right-most entry that is no
    /// trusted proxy counts.
    static func of(_ request: Request, peer: SocketAddress?, behind proxies: Set<SourceNetwork>) -> SourceNetwork {
        guard let found = peer?.ipAddress.flatMap(SourceNetwork.init) else { return .unknown }
        guard proxies.contains(found) else { return found }
        let hops = request.headers[values: .forwardedFor].joined(separator: ",").split(separator: ",").suffix(20)
        for hop in hops.reversed() {
            guard let source = SourceNetwork(hop) else { return found }
            if !proxies.contains(source) { return source }
        }
        return found
    }
}

extension HTTPField.Name {
    // The text is a field name, so it parses.
    fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
}
