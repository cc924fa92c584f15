// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// The e-mails to the one who asks, newest first. That the addresses are theirs the front door vouches for.
struct ListOwnEmailsQuestion: Question {
    func answer(
        _ query: ListOwnEmails, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<EmailSummary> {
        guard let account = actor.person else { throw QuestionRefused.forbidden }
        return try await EmailRow.page(
            // What was sent about an account went to its owner, at whatever address they had then.
            of: "(about = \(account) OR lower(recipient) = ANY(\(query.addresses.map { $0.lowercased() })::text[]))",
            after: query.after, from: database)
    }
}
