// SPDX-License-Identifier: Apache-2.0

import Database
import struct Foundation.UUID

/// A row of the engine's states, in the order of `Store.load`.
struct StoredState {
    let stream: UUID
    let version: Int64
    let aggregate: String
    let state: String
    let digest: [UInt8]
    let shape: Int

    init(_ row: Row) throws(DatabaseError) {
        stream = try row.get(0)
        version = try row.get(1)
        aggregate = try row.get(2)
        state = try row.get(3)
        digest = try row.get(4)
        shape = try row.get(5)
    }
}

extension Aggregate {
    /// The state as a value; nil when it is of another shape, or does not decode.
    func read(_ stored: StoredState) -> (any Sendable)? {
        stored.shape == shape ? try? decodeState(stored.state) : nil
    }
}
