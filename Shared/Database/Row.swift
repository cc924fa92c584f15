// SPDX-License-Identifier: Apache-2.0

/// One row of a result. It is read lazily, and keeps the whole result alive.
public struct Row: Sendable {
    private let results: ResultSet
    private let index: Int

    init(_ results: ResultSet, index: Int) {
        self.results = results
        self.index = index
    }

    /// The value of a column; read one that can be NULL as an optional.
    ///
    /// - Throws: `decoding` when there is no such column, when it is NULL or of another type.
    public func get<Value: SQLDecodable>(_ column: String, as type: Value.Type = Value.self) throws(DatabaseError)
        -> Value
    {
        guard let place = results.columns.index(of: column) else {
            throw DatabaseError(.decoding, detail: "the result has no column \(column)")
        }
        return try get(place)
    }

    /// The value of a column by its place, from 0.
    public func get<Value: SQLDecodable>(_ column: Int, as type: Value.Type = Value.self) throws(DatabaseError) -> Value
    {
        guard results.columns.types.indices.contains(column) else {
            throw DatabaseError(.decoding, detail: "the result has no column number \(column)")
        }
        let cell = results.cell(row: index, column: column)
        if let value = Value.decode(cell) { return value }
        let name = results.columns.names[column]
        throw DatabaseError(
            .decoding,
            detail: cell.isNull
                ? "column \(name) is null and was read as \(Value.self)"
                : "column \(name) is \(cell.type) and cannot be read as \(Value.self)")
    }
}
