// SPDX-License-Identifier: Apache-2.0

import Cryptography

/// The digest chain of a stream: each event's digest covers the one before it.
enum Chain {
    /// What the first event's digest covers.
    static let start: [UInt8] = []

    static func next(after previous: [UInt8], body: String) -> [UInt8] {
        next(after: previous, bodyDigest: SHA256.digest(body))
    }

    static func next(after previous: [UInt8], bodyDigest: [UInt8]) -> [UInt8] {
        SHA256.digest(previous + bodyDigest)
    }
}
