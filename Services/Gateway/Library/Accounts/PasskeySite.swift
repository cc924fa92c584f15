// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import HTTPTypes

/// What browsers keep passkeys for: our public address, where it is one that they offer passkeys on.
struct PasskeySite: Sendable, Equatable {
    /// `https://attest.example`.
    let origin: String
    /// `attest.example`: the relying party's id.
    let party: String

    /// Nil unless it is reached over TLS, or is on this very machine, and by a name: a number is nobody's.
    init?(publicURL: String) {
        guard let url = URL(string: publicURL), let host = url.host()?.lowercased(), IPAddress(host) == nil,
            url.scheme == "https" || host == "localhost"
        else { return nil }
        origin = publicURL
        party = host
    }
}

extension GatewayContext {
    /// - Throws: `Failure` where there can be no passkeys.
    func passkeys() throws(Failure) -> PasskeySite {
        guard let passkeySite else { throw Failure(.unprocessableContent, [.noPasskeys]) }
        return passkeySite
    }
}

extension Problem {
    static let noPasskeys = Problem(
        code: "passkeys-unavailable",
        message: "Passkeys cannot be used at this address. They need one with a name, reached over https.")
    static let passkeyMissing = Problem(
        code: "passkey-missing", field: "passkey", message: "Your browser sent us no passkey. Try again.")
}
