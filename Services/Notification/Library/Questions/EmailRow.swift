// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database

/// A row of the table of e-mails, as it is shown.
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
}
