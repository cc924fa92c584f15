// SPDX-License-Identifier: Apache-2.0

/// Why the database did not do what it was asked.
///
/// Neither the description nor any member holds an argument or a row's value.
public struct DatabaseError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of failure; more may be added.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String

        private init(_ description: String) { self.description = description }

        /// There is no connection, or there was none any more. Whether a statement took effect is not known.
        public static let connectionLost = Code("connection lost")
        /// No connection of the pool came free within the deadline.
        public static let poolTimedOut = Code("pool timed out")
        /// The pool, the connection or the listener was closed by its owner.
        public static let closed = Code("closed")
        /// The connection string or a migration is wrong.
        public static let configuration = Code("configuration")
        public static let uniqueViolation = Code("unique violation")
        /// Another constraint: not null, foreign key, check, exclusion.
        public static let constraint = Code("constraint")
        /// The transaction could not be serialised with another.
        public static let serialization = Code("serialization")
        public static let deadlock = Code("deadlock")
        public static let lockTimeout = Code("lock timeout")
        public static let statementTimeout = Code("statement timeout")
        /// The task was cancelled.
        public static let cancelled = Code("cancelled")
        /// The server refused a value: out of range, not of the type.
        public static let invalidData = Code("invalid data")
        /// A column is not there, is null, or is not of the type it was read as.
        public static let decoding = Code("decoding")
        /// The statement is wrong, names what does not exist, or lacks a privilege.
        public static let syntax = Code("syntax")
        /// The tables changed since the statement was prepared; it is prepared anew the next time.
        public static let stalePlan = Code("stale plan")
        /// The transaction had failed before, and was not committed.
        public static let transactionFailed = Code("transaction failed")
        /// The text of a migration that was applied has changed.
        public static let migrationChanged = Code("migration changed")
        public static let other = Code("other")
    }

    /// What the caller should do with the work that failed.
    public enum Disposition: Sendable {
        /// The same again, later, can succeed.
        case retry
        /// The same again fails again.
        case reject
    }

    public let code: Code
    /// The server's five-character code, when the server spoke.
    public let sqlState: String?
    /// The constraint that was violated.
    public let constraint: String?
    /// For a person who reads logs.
    public let detail: String

    public init(_ code: Code, sqlState: String? = nil, constraint: String? = nil, detail: String = "") {
        self.code = code
        self.sqlState = sqlState
        self.constraint = constraint
        self.detail = detail
    }

    public var disposition: Disposition {
        switch code {
        case .connectionLost, .poolTimedOut, .closed, .serialization, .deadlock, .lockTimeout, .statementTimeout,
            .cancelled, .stalePlan:
            return .retry
        case .syntax: return .reject
        default:
            guard let sqlState else { return .reject }
            // Connection, conflict, resources, operator, system; and a server that only reads, as after a failover.
            let isPassing = ["08", "40", "53", "57", "58"].contains(sqlState.prefix(2)) || sqlState == "25006"
            return isPassing || sqlState == "55P03" ? .retry : .reject
        }
    }

    /// Whether it is no fault of the work: the database is away, busy, full or only reads, and the same succeeds when it
    /// can again, however long that takes.
    public var isPassing: Bool { disposition == .retry && code != .closed && code != .cancelled }

    /// Whether another transaction was in the way: the same succeeds as soon as that one is done.
    public var isConflict: Bool { code == .stalePlan || sqlState?.hasPrefix("40") == true }

    public var description: String {
        let state = sqlState.map { " (\($0))" } ?? ""
        return detail.isEmpty ? "\(code)\(state)" : "\(code)\(state): \(detail)"
    }
}
