// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    static let notification: [Golden] = [
        message(
            SendEmail(
                email: Invented.email, template: "declaration", recipient: "grace@example.nhs.uk",
                recipientName: "Dr Grace Sample", about: Invented.caseID,
                values: ["organisation": "Canal Walk Surgery"],
                sealed: "c2VhbGVk", usefulUntil: Invented.later)),
        message(
            RecordDelivery(
                email: Invented.email, attempt: 1, outcome: .sent(reply: "250 2.0.0 Ok: queued as 4F1"),
                server: "smtp://mail.example.nhs.uk:25", content: "Dear Dr Sample, your code is not-kept.")),
        message(
            RecordDelivery(email: Invented.email, attempt: 5, outcome: .unavailable(reason: "421: closing down")),
            "unavailable"),
        message(RecordDelivery(email: Invented.email, attempt: 6, outcome: .expired), "expired"),
        message(RecordBounce(email: Invented.email, isFinal: true, reason: "550 5.1.1 No such user")),
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
                sealed: "c2VhbGVk", end: Invented.later)),
        message(
            EmailSent(
                email: Invented.email, template: "declaration", about: Invented.caseID,
                reply: "250 2.0.0 Ok: queued as 4F1", server: "smtp://mail.example.nhs.uk:25",
                content: "Dear Dr Sample, your code is not-kept.")),
        message(
            EmailBounced(
                email: Invented.email, template: "declaration", about: Invented.caseID, isFinal: true,
                reason: "550 5.1.1 No such user")),
        message(
            EmailDeferred(
                email: Invented.email, attempt: 1, reason: "451: try later", nextAttempt: Invented.later,
                isInDoubt: true, server: "smtp://mail.example.nhs.uk:25")),
        message(
            EmailFailed(
                email: Invented.email, template: "declaration", about: Invented.caseID, reason: "550: no such mailbox")),
        message(EmailUndelivered(email: Invented.email, template: "declaration", about: Invented.caseID)),
        query(
            ListEmails(about: Invented.caseID, after: "b3BhcXVl"), Page(items: [email], next: "b3BhcXVl")),
        query(
            ReadEmail(email: Invented.email),
            EmailDetails(
                summary: email, about: Invented.caseID, content: "Dear Dr Sample, your code is not-kept.",
                attempts: [
                    EmailDetails.Attempt(
                        outcome: "sent", at: Invented.later, words: "250 2.0.0 Ok: queued as 4F1")
                ])),
        query(
            PreviewEmails(),
            [
                EmailPreview(
                    template: "declaration", version: "0a1b2c3d", subjectLine: "Please sign", text: "Please sign.",
                    html: "<p>Please sign.</p>")
            ]),
        query(
            ReadMailbox(address: "grace@example.nhs.uk"),
            MailboxStanding(unreachableSince: Invented.time, reason: "550 5.1.1 No such user")),
        query(
            ListOwnEmails(addresses: ["grace@example.nhs.uk"], after: "b3BhcXVl"),
            Page(items: [email], next: "b3BhcXVl")),
    ].flatMap { $0 }

    private static let email = EmailSummary(
        email: Invented.email, template: "declaration", subjectLine: "Sign the declaration",
        recipient: "grace@example.nhs.uk", recipientName: "Dr Grace Sample", standing: "sent",
        requested: Invented.time, sent: Invented.later, attempts: 2, reason: "The server was busy.")
}
