// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date

// What follows from what happened to an agreement: e-mails, and what its case is told.
extension AgreementDecider {
    static func consequences(
        of event: AgreementEvent, state: AgreementState, in context: Context
    ) -> [Consequence] {
        func gate(_ standing: GateStanding) -> Consequence {
            .send(MoveGate(caseID: state.subject.caseID, gate: .declaration, standing: standing))
        }
        switch event {
        case .opened, .codeRejected: return []
        // Until a link is sent again there is none.
        case .replaced: return [gate(state.link == nil ? .stuck : .open)]
        case .issued(let fact):
            return sending(fact, state, context) + [gate(.open)] + nextReminder(of: fact.issue, after: 0, state)
        case .undelivered:
            return [
                tell(
                    "The declaration for \(state.subject.organisationName) did not reach its signatory", besides: [],
                    state),
                gate(.stuck),
            ]
        case .reminded(let fact):
            return reminders(state, context) + nextReminder(of: fact.issue, after: fact.number, state)
        case .signed(let fact): return complete(fact, state, context) + [gate(.met), .unschedule(timer)]
        }
    }

    /// A later sending has the timer of the one before it.
    private static let timer = "reminder"

    private static func nextReminder(of issue: Int, after number: Int, _ state: AgreementState) -> [Consequence] {
        guard let link = state.link, number < AgreementLimits.reminders.count else { return [] }
        return [
            .schedule(
                timer, at: link.issued.addingTimeInterval(AgreementLimits.reminders[number]),
                RemindOfDeclaration(caseID: state.subject.caseID, issue: issue))
        ]
    }

    /// Without a link or a code: those are in the e-mail that they are reminded of, and stay as they are.
    private static func reminders(_ state: AgreementState, _ context: Context) -> [Consequence] {
        guard let link = state.link, let signatory = state.signatory else { return [] }
        let expires = UKTime.moment(link.expires)
        let contact = Consequence.send(
            NotifyContact(
                statement: state.subject.statement, template: "declaration-waiting",
                values: [
                    "signatoryName": signatory.name, "expires": expires,
                    "case": Identifier.text(state.subject.caseID),
                ]))
        guard !link.isUndelivered else { return [contact] }
        return [
            email(
                "declaration-reminder", to: signatory, state,
                ["signatoryName": signatory.name, "sent": UKTime.moment(link.issued), "expires": expires],
                usefulUntil: link.expires, context),
            contact,
        ]
    }

    /// SOC-031, SOC-036, SOC-122: one to the signatory and one to the contact, each time
    private static func sending(
        _ fact: DeclarationIssued, _ state: AgreementState, _ context: Context
    ) -> [Consequence] {
        guard let signatory = state.signatory else { return [] }
        let secrets = DeclarationSecrets(caseID: state.subject.caseID, in: context)
        let sealed = context.seal(["token": secrets.token.clear, "code": secrets.code], purpose: "declaration")
        return [
            // SOC-037
            email(
                "declaration", to: signatory, state,
                ["signatoryName": signatory.name, "expires": UKTime.moment(fact.expires)], sealed: sealed,
                usefulUntil: fact.expires, context),
            // SOC-119: a link of its own, and no code
            .send(
                NotifyContact(
                    statement: state.subject.statement, template: "declaration-copy",
                    values: ["signatoryName": signatory.name],
                    sealed: context.seal(["token": secrets.contactToken.clear], purpose: "declaration-copy"))),
        ]
    }

    /// SOC-124
    private static func complete(
        _ fact: DeclarationSigned, _ state: AgreementState, _ context: Context
    ) -> [Consequence] {
        let values = ["signedBy": fact.signedBy, "signedAt": UKTime.moment(context.time)]  // IMP-13
        let contact = Consequence.send(
            NotifyContact(statement: state.subject.statement, template: "process-complete", values: values))
        let administrators = tell(
            "The statement of compliance for \(state.subject.organisationName) has been signed",
            besides: [.signatory, .contact], state)
        guard let signatory = state.signatory else { return [contact, administrators] }
        return [
            email(
                "process-complete", to: signatory, state,
                values.merging(["name": signatory.name]) { value, _ in value }, context),
            contact, administrators,
        ]
    }

    /// Those who administer the organisation see to what went wrong, and know when it is done.
    private static func tell(_ what: String, besides told: [OwnRecord.Part], _ state: AgreementState) -> Consequence {
        .send(
            TellAdministrators(
                statement: state.subject.statement, subject: what,
                path: "/cases/\(Identifier.text(state.subject.caseID))", told: told))
    }

    private static func email(
        _ template: String, to person: Contact, _ state: AgreementState, _ values: [String: String],
        sealed: String? = nil, usefulUntil: Date? = nil, _ context: Context
    ) -> Consequence {
        .send(
            SendEmail(
                email: context.id("email/\(template)"), template: template, recipient: person.email,
                recipientName: person.name, about: state.subject.caseID,
                values: values.merging(["organisationName": state.subject.organisationName]) { value, _ in value },
                sealed: sealed, usefulUntil: usefulUntil))
    }
}
