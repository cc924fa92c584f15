// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `cases/{case}`: a case, its contacts, its e-mails and its history.
enum CaseOperations {
    static let all: [Operation] = [
        .get("cases/{case}", "showCase", "A case: its stage and what is outstanding", gives: Case.self) { call in
            Case(try await call.ask(DescribeCase(caseID: try call.id("case"))))
        },
        .get("cases/{case}/contacts", "showContacts", "The signatory and the contact", gives: CaseContacts.self) {
            call in
            let details = try await call.ask(DescribeCase(caseID: try call.id("case")))
            return (CaseContacts(details), details.contactsRevision)
        },
        // SOC-024, SOC-039
        .act(
            .put, "cases/{case}/contacts", "recordContacts", "Enter the signatory and the contact",
            takes: Contacts.self
        ) { call, contacts in
            try await call.tell(contacts.instruction(for: try call.id("case"), seen: call.seen))
        }.guarded { call in
            try await call.ask(DescribeCase(caseID: try call.id("case"))).contactsRevision
        },
        .list("cases/{case}/emails", "listEmails", "Every e-mail about the case, newest first", of: SentEmail.self) {
            call in
            // Who may see the case may see what was sent about it.
            let details = try await call.ask(DescribeCase(caseID: try call.id("case")))
            let page = try await call.ask(ListEmails(about: details.caseID, after: call.after))
            return Page(items: page.items.map(SentEmail.init), next: page.next)
        },
        .get(
            "cases/{case}/emails/{email}", "showEmail", "One e-mail: what was written, and what the mail server said",
            gives: SentEmailDetails.self
        ) { call in
            let details = try await call.ask(DescribeCase(caseID: try call.id("case")))
            let email = try await call.ask(ReadEmail(email: try call.id("email")))
            guard email.about == details.caseID else { throw Failure.notFound }
            return SentEmailDetails(email)
        },
        .list(
            "cases/{case}/history", "showHistory", "Everything that happened to the case, newest first",
            of: Happening.self
        ) { call in
            let page = try await call.ask(ShowHistory(caseID: try call.id("case"), after: call.after))
            let names = await call.names(of: page.items.compactMap { account(of: $0.actor) })
            return Page(items: page.items.map { Happening($0, names: names) }, next: page.next)
        },
    ]
}
