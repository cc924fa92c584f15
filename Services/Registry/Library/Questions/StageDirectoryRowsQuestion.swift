// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// Puts rows of an ODS file in readiness for their import. The same rows again take the place of the first.
struct StageDirectoryRowsQuestion: Question {
    private static let largestBatch = 500

    func answer(
        _ query: StageDirectoryRows, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Int {
        guard actor.may(.importDirectory) else { throw QuestionRefused.forbidden }
        guard query.rows.count <= Self.largestBatch, query.first >= 0, query.rows.allSatisfy(\.isUsable) else {
            throw QuestionRefused(
                Problem(
                    code: "rows-unusable", field: "rows",
                    message: "Send 500 rows or fewer, each with a code and possible dates."))
        }
        return try await database.withConnection { connection in
            try await connection.pipeline([
                "BEGIN",
                """
                DELETE FROM directory_staging
                WHERE run = \(query.run) AND place >= \(query.first) AND place < \(query.first + query.rows.count)
                """,
            ])
            let rows = query.rows.enumerated().map { offset, row in
                row.columns(of: query.run, at: query.first + offset)
            }
            let count = try await connection.copy(into: "directory_staging", columns: Self.columns, rows: rows)
            try await connection.query("COMMIT")
            return count
        }
    }

    private static let columns = [
        "run", "place", "code", "name", "line1", "line2", "line3", "town", "county", "postcode", "parent_code",
        "open_date", "close_date", "status", "kind",
    ]
}

extension DirectoryRow {
    fileprivate func columns(of run: UUID, at place: Int) -> [String?] {
        let lines = (0..<3).map { address.lines.indices.contains($0) ? address.lines[$0] : "" }
        return [Identifier.text(run), String(place), code, name] + lines
            + [
                address.town, address.county, address.postcode, parentCode, openDate.isEmpty ? nil : openDate,
                closeDate.isEmpty ? nil : closeDate, status, kind,
            ]
    }

    /// Whether PostgreSQL can take it, and index it.
    fileprivate var isUsable: Bool {
        let texts = [
            code, name, address.town, address.county, address.postcode, parentCode ?? "", status, kind,
        ]
        return code.wholeMatch(of: #/[A-Z0-9]{3,9}/#) != nil && !name.isEmpty && address.lines.count <= 3
            && [openDate, closeDate].allSatisfy { $0.isEmpty || Timestamp.parse("\($0)T00:00:00Z") != nil }
            && (texts + address.lines).allSatisfy { $0.fits(200) && !$0.utf8.contains(0) }
    }
}
