// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.UUID

/// Decides about an organisation's statement of compliance: whether it needs one, who signs it, and whom to write to.
enum StatementDecider: Decider {
    typealias State = StatementState
    typealias Event = StatementEvent
    typealias Command = StatementCommand
    typealias Refusal = StatementRefusal

    static let aggregate = "statement"

    static func decide(
        _ command: StatementCommand, given state: StatementState?, in context: Context
    ) throws(StatementRefusal) -> [StatementEvent] {
        switch command {
        // These follow from facts of others, and may be about an organisation that needs no statement.
        case .open(let registered): return open(registered, given: state)
        case .recordCode(let given): return recordCode(given, given: state)
        case .recordContacts(let given):
            return try recordContacts(given, in: open(state, for: .recordContacts, context))
        case .notify(let notice):
            let state = try open(state, for: .followUp, context)
            // Nobody is written to while nobody is there.
            guard state.contact != nil else { return [] }
            return [
                .notified(
                    ContactNotified(
                        statement: state.subject.statement, template: notice.template,
                        email: context.id("email/\(notice.template)"), values: notice.values, sealed: notice.sealed))
            ]
        case .tell(let asked):
            let state = try open(state, for: .followUp, context)
            let besides = asked.told.compactMap { part in
                switch part {
                case .signatory: state.signatory?.email
                case .contact: state.contact?.email
                }
            }
            return [
                .told(
                    AdministratorsTold(
                        statement: state.subject.statement, notice: context.id("notice"), subject: asked.subject,
                        path: asked.path, besides: besides))
            ]
        case .prepare(let asked):
            let state = try open(state, for: .followUp, context)
            guard state.hasContacts else { throw .contactsMissing }
            return [
                .prepared(
                    DeclarationPrepared(
                        statement: state.subject.statement, caseID: asked.caseID, assessment: asked.assessment))
            ]
        case .agree(let agreed):
            let state = try open(state, for: .followUp, context)
            if state.isAgreed { return [] }
            return [.agreed(StatementAgreed(statement: state.subject.statement, caseID: agreed.caseID))]
        }
    }

    /// General practices only: the other routes have gates of their own.
    private static func open(_ registered: OrganisationRegistered, given state: StatementState?) -> [StatementEvent] {
        guard state == nil, let set = RequirementSet.inForce(for: registered.category) else { return [] }
        let organisation = registered.organisation
        let subject = CaseSubject(
            caseID: CaseID.of(organisation: organisation), statement: StatementID.of(organisation: organisation),
            organisation: organisation, organisationName: registered.name, odsCode: registered.odsCode,
            host: registered.parent)
        return [.opened(StatementOpened(subject: subject, requirementSet: set.name))]
    }

    private static func recordCode(_ given: ODSCodeRecorded, given state: StatementState?) -> [StatementEvent] {
        guard let state, state.subject.odsCode == nil else { return [] }
        return [.codeRecorded(CodeRecorded(given))]
    }

    private static func recordContacts(
        _ given: RecordContacts, in state: StatementState
    ) throws(StatementRefusal) -> [StatementEvent] {
        guard !state.isAgreed else { throw .agreed }
        let signatory = ContactRules.cleaned(given.signatory)
        let contact = ContactRules.cleaned(given.contact)
        let problems = ContactRules.problems(signatory: signatory, contact: contact)
        guard problems.isEmpty else { throw .contacts(problems) }
        if signatory == state.signatory, contact == state.contact { return [] }
        guard given.seen == nil || given.seen == state.revision else { throw .conflict }  // IMP-05
        return [
            .contactsRecorded(
                ContactsRecorded(statement: state.subject.statement, signatory: signatory, contact: contact))
        ]
    }

    static func evolve(_ state: StatementState?, with event: StatementEvent) -> StatementState {
        if case .opened(let fact) = event { return StatementState(subject: fact.subject) }
        // The first event of every stream opens the statement: `decide` gives no other without a state.
        guard var state else { preconditionFailure("A statement begins with its opening") }
        switch event {
        case .opened, .notified, .told: break
        case .codeRecorded(let fact): state.subject.take(fact)
        case .contactsRecorded(let fact):
            state.signatory = fact.signatory
            state.contact = fact.contact
            state.revision += 1
        case .prepared: state.isPrepared = true
        case .agreed: state.isAgreed = true
        }
        return state
    }

    static func consequences(
        of event: StatementEvent, state: StatementState, in context: Context
    ) -> [Consequence] {
        let caseID = state.subject.caseID
        switch event {
        case .codeRecorded, .agreed: return []
        case .opened(let fact):
            return [.send(OpenCase(subject: fact.subject, requirementSet: fact.requirementSet))]
        case .contactsRecorded(let fact):
            let met = Consequence.send(MoveGate(caseID: caseID, gate: .contacts, standing: .met))
            // SOC-045
            return state.isPrepared
                ? [met, .send(ReplaceSignatory(caseID: caseID, signatory: fact.signatory))] : [met]
        case .prepared(let fact):
            guard let signatory = state.signatory else { return [] }
            return [
                .send(
                    OpenAgreement(subject: state.subject, signatory: signatory, assessment: fact.assessment))
            ]
        case .told(let fact):
            return [
                .send(
                    NotifyAdministrators(
                        of: state.subject.organisation,
                        Notice(notice: fact.notice, subject: fact.subject, path: fact.path), besides: fact.besides))
            ]
        case .notified(let fact):
            guard let contact = state.contact else { return [] }
            let own = ["name": contact.name, "organisationName": state.subject.organisationName]
            return [
                .send(
                    SendEmail(
                        email: fact.email, template: fact.template, recipient: contact.email,
                        recipientName: contact.name, about: caseID,
                        values: fact.values.merging(own) { given, _ in given }, sealed: fact.sealed))
            ]
        }
    }

    /// Whoever was erased has to be replaced before the case can go on; what was signed stays signed.
    static func erased(_ state: StatementState) -> StatementState {
        guard !state.isAgreed else { return state }
        var state = state
        if state.signatory?.email == Eraser.mark { state.signatory = nil }
        if state.contact?.email == Eraser.mark { state.contact = nil }
        return state
    }

    /// What was written of the signatory and the contact in the parts of the case.
    static func related(_ state: StatementState) -> [UUID] { CaseID.parts(of: state.subject.caseID) }
}

extension CodeRecorded {
    init(_ given: ODSCodeRecorded) {
        self.init(organisation: given.organisation, odsCode: given.odsCode, host: given.parent)
    }
}
