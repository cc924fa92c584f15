// SPDX-License-Identifier: Apache-2.0

import Contracts

/// One e-mail about a case: what was written, and what became of each attempt. SOC-123, IMP-09
struct EmailPage: PageView {
    static let template = "email"
    let title: String
    let back: Link
    let caption: String
    let rows: [Row]
    let lines: [String]
    /// Why there is no text to show.
    let noText: String?
    let attempts: [Attempt]

    struct Attempt: Sendable {
        let moment: String
        let outcome: String
        let words: String
    }

    init(_ details: CaseDetails, _ email: EmailDetails) {
        let summary = email.summary
        title = summary.subjectLine
        back = Link("E-mails sent", "/cases/\(details.caseID.text)/emails")
        caption = details.organisationName
        rows = [
            Row("To", lines: [summary.recipientName, summary.recipient].filter { !$0.isEmpty }),
            Row("Asked for", UKTime.moment(summary.requested)),
            Row("Status", summary.tag.text),
        ]
        // Lines stay lines; what was secret in it was never kept.
        lines = email.content?.split(separator: "\n", omittingEmptySubsequences: true).map(String.init) ?? []
        noText =
            email.content == nil
            ? summary.standing == "waiting" ? "It has not been sent yet." : "We have not kept its text." : nil
        attempts = email.attempts.map { attempt in
            Attempt(
                moment: UKTime.moment(attempt.at), outcome: Self.label(attempt.outcome),
                words: attempt.words ?? "")
        }
    }

    private static func label(_ outcome: String) -> String {
        switch outcome {
        case "sent": "Sent"
        case "put-off": "Put off"
        case "in-doubt": "May or may not have arrived; sent again"
        case "bounced": "Came back"
        default: "Given up"
        }
    }
}
