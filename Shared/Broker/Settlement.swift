// SPDX-License-Identifier: Apache-2.0

/// What became of a published message.
public enum Settlement: Sendable, Hashable {
    /// Every queue it was routed to has it safely.
    case confirmed
    /// No queue took it: the broker sent it back.
    case returned(code: Int, text: String)
    /// A queue is full, or the broker could not keep it (nack).
    case refused
}
