// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import struct Foundation.UUID

/// The link and the code of one issue of a declaration. They leave in a sealed e-mail; digests stay. IMP-01, SOC-037
struct DeclarationSecrets {
    let token: LinkToken
    /// Of the contact's own link. It opens nothing without the code, which the signatory alone is sent. SOC-119, SOC-120
    let contactToken: LinkToken
    let code: String

    /// The same for the decision and for what follows from it.
    init(caseID: UUID, in context: Context) {
        token = context.token("declaration", about: caseID)
        contactToken = context.token("declaration-contact", about: caseID)
        code = context.code("declaration")
    }

    var tokenDigest: String { Self.digest(of: token) }
    var contactTokenDigest: String { Self.digest(of: contactToken) }

    /// Covers the token as well, so that seven digits cannot be guessed from their digest.
    var codeDigest: String { digest(with: token) }
    var contactCodeDigest: String { digest(with: contactToken) }

    private static func digest(of token: LinkToken) -> String { Hex.encode(SHA256.digest(token.clear)) }

    private func digest(with token: LinkToken) -> String { Hex.encode(SHA256.digest("\(token.clear).\(code)")) }
}
