// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

/// Rows of the table of e-mails, as they are shown.
enum EmailRow {
    /// What `summary` reads, in this order.
    static let columns: SQL =
        "id, template, subject_line, recipient, recipient_name, standing, requested, sent, attempts, reason"

    static func summary(_ row: Row) throws -> EmailSummary {
        EmailSummary(
            email: try row.get(0), template: try row.get(1), subjectLine: try row.get(2), recipient: try row.get(3),
            recipientName: try row.get(4), standing: try row.get(5), requested: try row.get(6), sent: try row.get(7),
            attempts: Int(try row.get(8, as: Int64.self)), reason: try row.get(9))
    }

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
            SELECT \(sql: Self.columns) FROM emails
            WHERE \(sql: condition) AND requested IS NOT NULL
                AND (requested, id) < (\(from), \(last))
            ORDER BY requested DESC, id DESC LIMIT \(Int64(Cursor.pageSize + 1))
            """)
        let items = try rows.map(summary)
        let page = Array(items.prefix(Cursor.pageSize))
        let next = items.count > page.count ? page.last : nil
        return Page(
            items: page, next: next.map { Cursor.write(Timestamp.format($0.requested), Identifier.text($0.email)) })
    }
}
