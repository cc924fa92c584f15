// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Every e-mail about a subject, newest first. SOC-123
///
/// The front door asks for those who may read what the e-mails are about: they see its addresses whole, here as there.
struct ListEmailsQuestion: Question {
    func answer(
        _ query: ListEmails, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<EmailSummary> {
        guard actor.may(.readEmails) else { throw QuestionRefused.forbidden }
        return try await EmailRow.page(of: "about = \(query.about)", after: query.after, from: database)
    }
}
