// SPDX-License-Identifier: Apache-2.0

/// Names the messages of one `send`, so that their settlements can be asked for. Good for one question, to the
/// publisher that gave it.
public struct Receipt: Sendable, Hashable {
    /// How many messages were written.
    public let count: Int
    let batch: UInt64
    let generation: UInt64
}
