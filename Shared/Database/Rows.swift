// SPDX-License-Identifier: Apache-2.0

/// The rows that a statement gave.
public struct Rows: Sendable, RandomAccessCollection {
    private let results: ResultSet
    /// How many rows the statement inserted, updated, deleted or returned.
    public let affected: Int
    /// What the server says it did: `INSERT`, `SELECT`, `COMMIT`…
    public let command: String

    init(_ results: ResultSet, affected: Int, command: String) {
        self.results = results
        self.affected = affected
        self.command = command
    }

    public var columns: [String] { results.columns.names }
    public var startIndex: Int { 0 }
    public var endIndex: Int { results.count }

    public subscript(position: Int) -> Row {
        precondition(indices.contains(position), "The result has no such row")  // libpq would give NULL without a word
        return Row(results, index: position)
    }
}
