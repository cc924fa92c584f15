// SPDX-License-Identifier: Apache-2.0

import Cryptography
import Foundation

/// What a browser says of a ceremony: `CollectedClientData` (WebAuthn §5.8.1).
struct ClientData: Decodable {
    private let type: String
    private let challenge: String
    private let origin: String
    private let crossOrigin: Bool?
    private let topOrigin: String?

    enum Ceremony: String {
        case create = "webauthn.create"
        case get = "webauthn.get"
    }

    /// - Parameter json: as the browser made it. Some hundred bytes; ten thousand are no browser's.
    init(json: [UInt8]) throws(WebAuthnError) {
        guard json.count <= 10_000, let data = try? JSONDecoder().decode(ClientData.self, from: Data(json)) else {
            throw .malformed
        }
        self = data
    }

    /// - Throws: when it is not what we asked for, where we asked.
    func check(_ ceremony: Ceremony, challenge: [UInt8], for party: RelyingParty) throws(WebAuthnError) {
        guard type == ceremony.rawValue else { throw .wrongCeremony }
        guard let answered = Base64URL.decode(self.challenge), constantTimeEquals(answered, challenge) else {
            throw .wrongChallenge
        }
        // No page of ours is ever inside another site's.
        guard origin == party.origin, crossOrigin != true, topOrigin == nil else { throw .wrongOrigin }
    }
}
