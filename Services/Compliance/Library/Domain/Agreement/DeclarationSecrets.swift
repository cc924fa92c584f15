// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import struct Foundation.UUID

/// The link and the code of one issue of a declaration. They leave in a sealed e-mail; digests stay. IMP-01, SOC-037
struct DeclarationSecrets {
    let token: LinkToken
    let code: String

    /// The same for the decision and for what follows from it.
    init(caseID: UUID, in context: Context) {
        token = context.token("declaration", about: caseID)
        code = context.code("declaration")
    }

    var tokenDigest: String { Hex.encode(SHA256.digest(token.clear)) }

    /// Covers the token as well, so that seven digits cannot be guessed from their digest.
    var codeDigest: String { Hex.encode(SHA256.digest("\(token.clear).\(code)")) }
}
