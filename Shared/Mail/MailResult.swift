// SPDX-License-Identifier: Apache-2.0

/// What became of a message that was handed in. No reason holds an address.
public enum MailResult: Sendable, Equatable {
    /// The server took charge of it.
    case sent(reply: String)
    /// It was not taken, and may be later: a 4xx reply about the sender, the recipient or the content, or a
    /// conversation that broke off after the greeting.
    case tryLater(code: Int?, reason: String)
    /// It was not even looked at, and any other message would have fared alike: no conversation at all (network, TLS,
    /// password), a server that takes its leave (421), or a reply about whoever hands it in. Another server may take it.
    case unavailable(code: Int?, reason: String)
    /// It will never be taken as it is: a 5xx reply about the sender, the recipient or the content, or a message that
    /// cannot be written (which has no code).
    case never(code: Int?, reason: String)
    /// The connection was lost after the last of the message had been sent and before the reply: whether the server took
    /// it, nobody here can know. To send it again is to risk sending it twice.
    case inDoubt(reason: String)
}
