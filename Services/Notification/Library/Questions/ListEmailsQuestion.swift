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
        return try await EmailRows.page(of: "about = \(query.about)", after: query.after, from: database)
    }
}

/// Pages of e-mails, newest first.
enum EmailRows {
    /// After every e-mail.
    private static let end = "9999-12-31T23:59:59.000Z"

    /// - Parameter condition: which of them.
    static func page(of condition: SQL, after: String?, from database: Pool) async throws -> Page<EmailSummary> {
        let after = try after.map { try Cursor.read($0, parts: 2) } ?? [Self.end, Identifier.text(.highest)]
        guard let from = Timestamp.parse(after[0]), let last = UUID(uuidString: after[1]) else {
            throw Cursor.malformed
        }
        let rows = try await database.query(
            """
            SELECT \(sql: EmailRow.columns) FROM emails
            WHERE \(sql: condition) AND requested IS NOT NULL
                AND (requested, id) < (\(from), \(last))
            ORDER BY requested DESC, id DESC LIMIT \(Int64(Cursor.pageSize + 1))
            """)
        let items = try rows.map(EmailRow.summary)
        let page = Array(items.prefix(Cursor.pageSize))
        let next = items.count > page.count ? page.last : nil
        return Page(
            items: page, next: next.map { Cursor.write(Timestamp.format($0.requested), Identifier.text($0.email)) })
    }
}
