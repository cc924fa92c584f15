// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.UUID

// What follows from what happened to a case: e-mails and review work.
extension CaseDecider {
    static func consequences(of event: CaseEvent, state: CaseState, in context: Context) -> [Consequence] {
        switch event {
        case .opened, .codeRecorded, .contactsRecorded, .answered, .submitted, .undelivered, .codeRejected: []
        case .planSubmitted(let fact): [.send(reviewTask(for: fact, state, context))]
        case .planApproved(let fact): planDecided("plan-approved", fact.comment, state, context)
        case .planReturned(let fact):
            planDecided(
                "plan-returned", fact.comment, also: ["case": state.caseID.uuidString.lowercased()], state, context)
        case .declarationIssued(let fact): declaration(fact, state, context)
        case .signed(let fact): complete(fact, state, context)
        }
    }

    /// SOC-115, C-17: the host's team reviews, the national one where there is no host
    private static func reviewTask(
        for fact: ImprovementPlanSubmitted, _ state: CaseState, _ context: Context
    ) -> OpenReviewTask {
        OpenReviewTask(
            task: fact.task, team: state.team,
            subject: ReviewSubject(
                kind: "improvement-plan", caseID: state.caseID, organisation: state.organisation,
                organisationName: state.organisationName, odsCode: state.odsCode),
            due: Workdays.after(context.time, CaseLimits.reviewWorkdays))
    }

    private static func planDecided(
        _ template: String, _ comment: String, also: [String: String] = [:], _ state: CaseState, _ context: Context
    ) -> [Consequence] {
        guard let contact = state.contact else { return [] }
        let values = ["name": contact.name, "organisationName": state.organisationName, "comment": comment]
        return [
            email(template, to: contact, state, values.merging(also) { value, _ in value }, id: template, context)
        ]
    }

    /// SOC-031, SOC-036, SOC-122: one to the signatory and one to the contact, each time
    private static func declaration(
        _ fact: DeclarationIssued, _ state: CaseState, _ context: Context
    ) -> [Consequence] {
        guard let signatory = state.signatory, let contact = state.contact else { return [] }
        let secrets = DeclarationSecrets(caseID: state.caseID, in: context)
        let sealed = context.seal(["token": secrets.token.clear, "code": secrets.code], purpose: "declaration")
        return [
            // SOC-037
            email(
                "declaration", to: signatory, state,
                [
                    "signatoryName": signatory.name, "organisationName": state.organisationName,
                    "expires": UKTime.moment(fact.expires),
                ], sealed: sealed, id: "declaration", context),
            // SOC-119: no code and no link
            email(
                "declaration-copy", to: contact, state,
                [
                    "contactName": contact.name, "organisationName": state.organisationName,
                    "signatoryName": signatory.name,
                ], id: "declaration-copy", context),
        ]
    }

    /// SOC-124
    private static func complete(_ fact: DeclarationSigned, _ state: CaseState, _ context: Context) -> [Consequence] {
        [("signatory", state.signatory), ("contact", state.contact)].compactMap { role, person in
            person.map {
                email(
                    "process-complete", to: $0, state,
                    [
                        "name": $0.name, "organisationName": state.organisationName, "signedBy": fact.signedBy,
                        "signedAt": UKTime.moment(context.time),  // IMP-13
                    ], id: "process-complete/\(role)", context)
            }
        }
    }

    private static func email(
        _ template: String, to person: Contact, _ state: CaseState, _ values: [String: String],
        sealed: String? = nil, id purpose: String, _ context: Context
    ) -> Consequence {
        .send(
            SendEmail(
                email: context.id("email/\(purpose)"), template: template, recipient: person.email,
                recipientName: person.name, about: state.caseID, values: values, sealed: sealed))
    }
}
