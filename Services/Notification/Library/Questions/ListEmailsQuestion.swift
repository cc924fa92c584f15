// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Every e-mail about a subject, newest first. SOC-123
///
/// Addresses are shown in part only, except to who may read them.
struct ListEmailsQuestion: Question {
    static let pageSize = 50

    func answer(
        _ query: ListEmails, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<EmailSummary> {
        guard actor.may(.readEmails) else { throw QuestionRefused.forbidden }
        let whole = actor.may(.readAddresses)
        let after = query.after.flatMap(Cursor.init)
        let from = after?.requested ?? Date(timeIntervalSince1970: 253_402_300_799)
        let rows = try await database.query(
            """
            SELECT id, template, subject_line, recipient, recipient_name, standing, requested, sent, attempts, reason
            FROM emails
            WHERE about = \(query.about) AND requested IS NOT NULL
                AND (requested, id) < (\(from), \(after?.id ?? Cursor.last))
            ORDER BY requested DESC, id DESC LIMIT \(Int64(Self.pageSize + 1))
            """)
        let items = try rows.map { row in
            let recipient: String = try row.get(3)
            return EmailSummary(
                email: try row.get(0), template: try row.get(1), subjectLine: try row.get(2),
                recipient: whole ? recipient : Self.masked(recipient), recipientName: try row.get(4),
                standing: try row.get(5), requested: try row.get(6), sent: try row.get(7),
                attempts: Int(try row.get(8, as: Int64.self)), reason: try row.get(9))
        }
        let page = Array(items.prefix(Self.pageSize))
        let next = items.count > page.count ? page.last.map { Cursor(requested: $0.requested, id: $0.email).text } : nil
        return Page(items: page, next: next)
    }

    /// `j•••@nhs.net`: enough to know one's own address by.
    static func masked(_ address: String) -> String {
        let sides = address.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, let first = sides[0].first else { return "•••" }
        return "\(first)•••@\(sides[1])"
    }

    /// Where a page ended.
    struct Cursor: Equatable {
        static let last = Identifier.uuid([UInt8](repeating: 0xff, count: 16))
        var requested: Date
        var id: UUID

        init(requested: Date, id: UUID) {
            self.requested = requested
            self.id = id
        }

        init?(_ text: String) {
            guard let bytes = Base64URL.decode(text), bytes.count == 40,
                let requested = Timestamp.parse(String(decoding: bytes[16...], as: UTF8.self))
            else { return nil }
            self.init(requested: requested, id: Identifier.uuid(Array(bytes[..<16])))
        }

        var text: String { Base64URL.encode(Identifier.bytes(of: id) + Array(Timestamp.format(requested).utf8)) }
    }
}
