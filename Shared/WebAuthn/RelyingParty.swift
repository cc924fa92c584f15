// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The site that passkeys are for: ours.
public struct RelyingParty: Sendable, Equatable {
    /// `https://attest.example`, as browsers say where a page came from.
    public let origin: String
    /// `attest.example`: what authenticators keep keys for.
    public let id: String

    /// Nil unless it is the origin of a page that browsers offer passkeys on: one over TLS, or of this very machine, with a
    /// name and not a number.
    public init?(origin: String) {
        guard let url = URL(string: origin), let scheme = url.scheme, let host = url.host(), !host.isEmpty,
            scheme == "https" || scheme == "http" && host == "localhost", ["", "/"].contains(url.path()),
            host.contains(where: \.isLetter), !host.contains(":")
        else { return nil }
        id = host.lowercased()
        // The port that the scheme has anyway browsers leave out.
        let port = url.port.flatMap { $0 == (scheme == "https" ? 443 : 80) ? nil : ":\($0)" }
        self.origin = "\(scheme)://\(id)\(port ?? "")"
    }
}
