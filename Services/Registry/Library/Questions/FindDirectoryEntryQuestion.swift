// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// One entry of the directory by its code, open or not. ISG-39
struct FindDirectoryEntryQuestion: Question {
    func answer(
        _ query: FindDirectoryEntry, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> DirectoryEntry? {
        guard actor.may(.readDirectory) else { throw QuestionRefused.forbidden }
        return try await Directory.entry(SearchWords(query.code).whole, at: time, from: database)
    }
}
