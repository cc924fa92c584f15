// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import Messaging

/// One entry of the ICO's register by its number, ended or not. ISG-41
struct FindICOEntryQuestion: Question {
    func answer(
        _ query: FindICOEntry, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> ICOEntry? {
        guard actor.may(.readDirectory) else { throw QuestionRefused.forbidden }
        return try await ICORegister.entry(query.number, at: time, from: database)
    }
}
