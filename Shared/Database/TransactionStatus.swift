// SPDX-License-Identifier: Apache-2.0

/// Where a connection stands between statements.
public enum TransactionStatus: Sendable {
    case idle
    /// A statement runs.
    case active
    /// In a transaction.
    case open
    /// In a transaction that failed and waits for its rollback.
    case failed
    /// There is no connection.
    case unknown
}
