// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// Whether the newest e-mail to an address came back or was refused. IMP-09
///
/// The front door asks for those whose address it is, and for those who may read it where it stands.
struct ReadMailboxQuestion: Question {
    func answer(
        _ query: ReadMailbox, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> MailboxStanding {
        guard actor.may(.readEmails) else { throw QuestionRefused.forbidden }
        let newest = try await database.query(
            """
            SELECT standing, changed, reason FROM emails
            WHERE lower(recipient) = lower(\(query.address)) AND standing <> 'waiting'
            ORDER BY changed DESC LIMIT 1
            """)
        guard let row = newest.first, try row.get(0, as: String.self) != EmailState.Standing.sent.rawValue else {
            return MailboxStanding()
        }
        return MailboxStanding(unreachableSince: try row.get(1), reason: try row.get(2))
    }
}
