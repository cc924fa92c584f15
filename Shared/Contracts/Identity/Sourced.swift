// SPDX-License-Identifier: Apache-2.0

/// What is limited by where it comes from.
public protocol Sourced: Instruction {
    /// The network that the request came from, as a keyed digest that only the front door can make: the same for the same
    /// network, and no address that anybody could read. Nil when nobody said.
    var source: String? { get set }
}
