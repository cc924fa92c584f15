// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// One e-mail with what was said to each attempt. The front door asks for those who may read what it is about, whom the name
/// of our own mail server does not concern.
struct ReadEmailQuestion: Question {
    /// How many attempts are shown: five days have some 126 of them, and they are much alike.
    private static let shown = 50

    func answer(
        _ query: ReadEmail, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> EmailDetails {
        guard actor.may(.readEmails) else { throw QuestionRefused.forbidden }
        let found = try await database.query(
            "SELECT \(sql: EmailRow.columns), about, content FROM emails WHERE id = \(query.email) AND requested IS NOT NULL"
        )
        guard let row = found.first else { throw QuestionRefused.notFound }
        let attempts = try await database.query(
            """
            SELECT outcome, at, words FROM attempts WHERE email = \(query.email)
            ORDER BY version DESC LIMIT \(Int64(Self.shown))
            """)
        return EmailDetails(
            summary: try EmailRow.summary(row), about: try row.get(10), content: try row.get(11),
            attempts: try attempts.map {
                EmailDetails.Attempt(outcome: try $0.get(0), at: try $0.get(1), words: try $0.get(2))
            })
    }
}
