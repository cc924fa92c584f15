// SPDX-License-Identifier: Apache-2.0

import CPostgres

/// What a statement gave: libpq's own memory, kept until the last row is let go, and read where it lies.
final class ResultSet: @unchecked Sendable {  // a PGresult never changes once made: libpq lets any thread read it
    private let result: OpaquePointer
    let columns: Columns
    let count: Int

    /// Takes over the result.
    init(_ result: OpaquePointer, columns: Columns) {
        self.result = result
        self.columns = columns
        count = Int(PQntuples(result))
    }

    deinit { PQclear(result) }

    func cell(row: Int, column: Int) -> Cell {
        let (row, index) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
        guard PQgetisnull(result, row, index) == 0, let start = PQgetvalue(result, row, index) else {
            return Cell(owner: self, bytes: nil, type: columns.types[column])
        }
        let length = Int(PQgetlength(result, row, index))
        return Cell(
            owner: self, bytes: UnsafeRawBufferPointer(start: start, count: length), type: columns.types[column])
    }
}

/// The columns of a result; those of a prepared statement are read once.
final class Columns: Sendable {
    let types: [SQLType]
    let names: [String]
    private let places: [String: Int]

    init(_ result: OpaquePointer) {
        let indices = 0..<PQnfields(result)
        types = indices.map { SQLType(rawValue: PQftype(result, $0)) }
        names = indices.map { index in PQfname(result, index).map { String(cString: $0) } ?? "" }
        places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    func index(of name: String) -> Int? { places[name] }
}
