// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// Begins the import of what is in readiness.
struct ImportDirectoryQuestion: Question {
    func answer(_ query: ImportDirectory, for actor: Actor, at time: Date, from database: Pool) async throws -> UUID {
        guard actor.may(.importDirectory) else { throw QuestionRefused.forbidden }
        try query.checkSource()
        // What was put in readiness and never imported.
        try await database.query("DELETE FROM directory_staging WHERE at < now() - interval '1 day'")
        try await database.begin(DirectoryImport.self, query.run, about: query.source, query)
        return query.run
    }
}
