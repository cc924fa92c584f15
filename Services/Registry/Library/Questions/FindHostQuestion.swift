// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// Whether a code is that of somebody's host. Many hosts are listed in no file, and known by their practices alone.
struct FindHostQuestion: Question {
    func answer(_ query: FindHost, for actor: Actor, at time: Date, from database: Pool) async throws -> Bool {
        guard actor.may(.readDirectory) else { throw QuestionRefused.forbidden }
        let code = SearchWords(query.code).whole
        return try await !database.query("SELECT 1 FROM directory WHERE parent_code = \(code) LIMIT 1").isEmpty
    }
}
