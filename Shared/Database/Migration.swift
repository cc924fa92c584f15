// SPDX-License-Identifier: Apache-2.0

/// One step of a schema's history: a text of SQL that is applied once, and never changes after that.
public struct Migration: Sendable, Hashable {
    /// Unique in its schema, `m0001_accounts`.
    public let name: String
    public let sql: String

    public init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }
}
