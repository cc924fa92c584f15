// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// Ends an import: what its file no longer holds is marked as withdrawn, and kept.
struct FinishDirectoryImportQuestion: Question {
    /// However small a file is, so many may leave with an edition.
    private static let few = 3

    func answer(
        _ query: FinishDirectoryImport, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> ImportCounts {
        guard actor.may(.importDirectory) else { throw QuestionRefused.forbidden }
        let gone: SQL = """
            source = \(query.source) AND run <> \(query.run) AND status <> 'withdrawn'
            AND code <> ALL (\(query.keep ?? [])::text[])
            """
        if query.insist != true {
            let rows = try await database.query(
                """
                SELECT count(*) FILTER (WHERE \(sql: gone)), count(*) FROM directory
                WHERE source = \(query.source) AND status <> 'withdrawn'
                """)
            let missing: Int = try rows[0].get(0)
            let all: Int = try rows[0].get(1)
            guard missing <= max(Self.few, all / 10) else { throw QuestionRefused(.tooManyGone(missing, of: all)) }
        }
        let withdrawn = try await database.query(
            """
            UPDATE directory SET open = false, status = 'withdrawn' WHERE \(sql: gone)
                -- A run that brought nothing says nothing about the others.
                AND EXISTS (SELECT FROM directory WHERE source = \(query.source) AND run = \(query.run))
            """
        ).affected
        return ImportCounts(added: 0, changed: 0, unchanged: 0, withdrawn: withdrawn)
    }
}

extension Problem {
    fileprivate static func tooManyGone(_ missing: Int, of all: Int) -> Problem {
        Problem(
            code: "too-many-gone",
            message:
                "\(missing) of \(all) organisations are no longer in the file. What it holds is imported, and nothing was "
                + "withdrawn: look whether the file is whole. If it is, import it again with --insist.")
    }
}
