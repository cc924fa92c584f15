// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// Ends an import: what its file no longer holds is marked as withdrawn, and kept.
struct FinishDirectoryImportQuestion: Question {
    func answer(
        _ query: FinishDirectoryImport, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> ImportCounts {
        guard actor.may(.importDirectory) else { throw QuestionRefused.forbidden }
        let withdrawn = try await database.query(
            """
            UPDATE directory SET open = false, status = 'withdrawn'
            WHERE source = \(query.source) AND run <> \(query.run) AND status <> 'withdrawn'
                AND code <> ALL (\(query.keep ?? [])::text[])
                -- A run that brought nothing says nothing about the others.
                AND EXISTS (SELECT FROM directory WHERE source = \(query.source) AND run = \(query.run))
            """
        ).affected
        return ImportCounts(added: 0, changed: 0, unchanged: 0, withdrawn: withdrawn)
    }
}
