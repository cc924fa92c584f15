// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    static let notification: [Golden] = [
        message(
            SendEmail(
                email: Invented.email, template: "declaration", recipient: "grace@example.nhs.uk",
                recipientName: "Dr Grace Sample", about: Invented.caseID,
                values: ["organisation": "Canal Walk Surgery"],
                sealed: "c2VhbGVk")),
        message(RecordDelivery(email: Invented.email, attempt: 1, outcome: .sent)),
        message(
            RecordDelivery(email: Invented.email, attempt: 2, outcome: .tryLater(reason: "451: try later")),
            "try-later"),
        message(
            RecordDelivery(email: Invented.email, attempt: 3, outcome: .never(reason: "550: no such mailbox")),
            "never"),
        message(
            RecordDelivery(email: Invented.email, attempt: 4, outcome: .inDoubt(reason: "connection lost")),
            "in-doubt"),
        message(
            EmailRequested(
                email: Invented.email, template: "declaration", recipient: "grace@example.nhs.uk",
                recipientName: "Dr Grace Sample", about: Invented.caseID,
                values: ["organisation": "Canal Walk Surgery"],
                sealed: "c2VhbGVk")),
        message(EmailSent(email: Invented.email, template: "declaration", about: Invented.caseID)),
        message(
            EmailDeferred(
                email: Invented.email, attempt: 1, reason: "451: try later", nextAttempt: Invented.later)),
        message(
            EmailFailed(
                email: Invented.email, template: "declaration", about: Invented.caseID, reason: "550: no such mailbox")),
        message(EmailUndelivered(email: Invented.email, template: "declaration", about: Invented.caseID)),
        query(
            ListEmails(about: Invented.caseID, after: "b3BhcXVl"),
            Page(
                items: [
                    EmailSummary(
                        email: Invented.email, template: "declaration", subjectLine: "Sign the declaration",
                        recipient: "grace@example.nhs.uk", recipientName: "Dr Grace Sample", standing: "sent",
                        requested: Invented.time, sent: Invented.later, attempts: 2, reason: "The server was busy.")
                ], next: "b3BhcXVl")),
    ].flatMap { $0 }
}
