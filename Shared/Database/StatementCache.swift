// SPDX-License-Identifier: Apache-2.0

/// Which statements are prepared on one connection, the least recently used forgotten first.
struct StatementCache {
    struct Key: Hashable {
        let text: String
        let types: [SQLType]
    }

    final class Statement {
        let key: Key
        let name: String
        var columns: Columns?
        /// Whether the server has confirmed it; until then it may come to nothing.
        var isPrepared = false
        fileprivate var lastUse: UInt64 = 0

        fileprivate init(key: Key, name: String) {
            self.key = key
            self.name = name
        }
    }

    private let capacity: Int
    private var statements: [Key: Statement] = [:]
    private var clock: UInt64 = 0
    private var lastName: UInt64 = 0
    /// Prepared on the server, and no longer wanted.
    private(set) var discarded: [String] = []

    init(capacity: Int) { self.capacity = capacity }

    /// The statement for a text, and whether it is new: the server must then be told to prepare it.
    mutating func statement(for sql: SQL) -> (Statement, isNew: Bool) {
        clock += 1
        let key = Key(text: sql.text, types: sql.arguments.map(\.type))
        if let known = statements[key] {
            known.lastUse = clock
            return (known, false)
        }
        lastName += 1
        let statement = Statement(key: key, name: "s\(lastName)")
        statement.lastUse = clock
        statements[key] = statement
        return (statement, true)
    }

    /// Forgets the least recently used beyond the capacity. Not during a trip, which may hold statements.
    mutating func trim() {
        while statements.count > capacity, let oldest = statements.values.min(by: { $0.lastUse < $1.lastUse }) {
            remove(oldest)
        }
    }

    mutating func remove(_ statement: Statement) {
        guard statements.removeValue(forKey: statement.key) != nil else { return }
        if statement.isPrepared { discarded.append(statement.name) }
    }

    /// The names to tell the server, once.
    mutating func takeDiscarded() -> [String] {
        defer { discarded = [] }
        return discarded
    }
}
