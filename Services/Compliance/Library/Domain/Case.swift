// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Decides about an organisation's statement of compliance, from the first contact to the signature.
enum CaseDecider: Decider {
    typealias State = CaseState
    typealias Event = CaseEvent
    typealias Command = CaseCommand
    typealias Refusal = CaseRefusal

    static let aggregate = "case"

    static func decide(
        _ command: CaseCommand, given state: CaseState?, in context: Context
    ) throws(CaseRefusal) -> [CaseEvent] {
        switch command {
        // These follow from facts of others, and may be about an organisation without a case.
        case .open(let registered): open(registered, given: state)
        case .recordCode(let given): recordCode(given, given: state)
        case .emailFailed(let email): emailFailed(email, given: state)
        case .recordContacts(let given): try recordContacts(given, in: known(state), context)
        case .answer(let given): try answer(given, in: known(state), context)
        case .submitAssessment: try submitAssessment(in: known(state), context)
        case .submitPlan(let actions, let seen): try submitPlan(actions, seen, in: known(state), context)
        case .decidePlan(let decision): try decidePlan(decision, in: known(state), context)
        case .sign(let attempt): try sign(attempt, in: known(state), context)
        case .resend: try resend(in: known(state), context)
        }
    }

    private static func known(_ state: CaseState?) throws(CaseRefusal) -> CaseState {
        guard let state else { throw .unknownCase }
        return state
    }

    /// General practices only: the other routes have gates of their own.
    private static func open(_ registered: OrganisationRegistered, given state: CaseState?) -> [CaseEvent] {
        guard state == nil, let set = RequirementSet.inForce(for: registered.category) else { return [] }
        return [
            .opened(
                CaseOpened(
                    caseID: CaseID.of(organisation: registered.organisation), organisation: registered.organisation,
                    organisationName: registered.name, odsCode: registered.odsCode, host: registered.parent,
                    requirementSet: set.name))
        ]
    }

    private static func recordCode(_ given: ODSCodeRecorded, given state: CaseState?) -> [CaseEvent] {
        guard let state, state.odsCode == nil else { return [] }
        return [.codeRecorded(CaseCodeRecorded(caseID: state.caseID, odsCode: given.odsCode, host: given.parent))]
    }

    /// Only of the newest declaration: of an older one it does not matter any more.
    private static func emailFailed(_ email: UUID, given state: CaseState?) -> [CaseEvent] {
        guard let state, let link = state.link, link.email == email, !link.isUndelivered, state.signature == nil
        else { return [] }
        return [.undelivered(DeclarationUndelivered(caseID: state.caseID, email: email))]
    }

    static func evolve(_ state: CaseState?, with event: CaseEvent) -> CaseState {
        if case .opened(let fact) = event {
            return CaseState(
                caseID: fact.caseID, organisation: fact.organisation, organisationName: fact.organisationName,
                odsCode: fact.odsCode, host: fact.host, requirementSet: fact.requirementSet)
        }
        // The first event of every stream opens the case: `decide` gives no other without a state.
        guard var state else { preconditionFailure("A case begins with its opening") }
        state.apply(event)
        return state
    }

    /// Whoever may not even know of a case is not told that there is one.
    static func check(
        _ permission: CompliancePermission, _ state: CaseState, _ context: Context
    ) throws(CaseRefusal) {
        if context.actor.may(permission, in: state.area) { return }
        throw context.actor.may(CompliancePermission.readCase, in: state.area) ? .forbidden : .unknownCase
    }

    /// IMP-05: what an author did not see is not overwritten.
    static func compare(
        _ seen: Int?, with revision: Int, or conflict: CaseRefusal.Conflict
    ) throws(CaseRefusal) {
        guard seen == nil || seen == revision else { throw .conflict(conflict) }
    }

    /// Whoever was erased has to be replaced before the case can go on; what was signed stays signed.
    static func erased(_ state: CaseState) -> CaseState {
        guard state.signature == nil else { return state }
        var state = state
        if state.signatory?.email == Eraser.mark { state.signatory = nil }
        if state.contact?.email == Eraser.mark { state.contact = nil }
        return state
    }

    static func refusal(for events: [CaseEvent]) -> CaseRefusal? {
        guard case .codeRejected(let fact) = events.last else { return nil }
        return fact.lockedUntil.map { .locked(until: $0) }
            ?? .wrongCode(triesLeft: CaseLimits.freeAttempts - fact.attempt)
    }
}

extension CaseState {
    fileprivate mutating func apply(_ event: CaseEvent) {
        switch event {
        case .opened: break
        case .codeRecorded(let fact):
            odsCode = fact.odsCode
            host = fact.host
        case .undelivered: link?.isUndelivered = true
        case .contactsRecorded(let fact):
            signatory = fact.signatory
            contact = fact.contact
            revisions.contacts += 1
        case .answered(let fact):
            answers[fact.requirement] = Answer(
                level: fact.level, notApplicable: fact.notApplicable, evidence: fact.evidence)
            revisions.answers[fact.requirement, default: 0] += 1
        case .submitted(let fact):
            submission = Submission(
                number: fact.submission, keyRequirementsMet: fact.keyRequirementsMet, belowLevelTwo: fact.belowLevelTwo)
        case .planSubmitted(let fact):
            plan = Plan(number: fact.plan, actions: fact.actions, task: fact.task, standing: .waiting)
        case .planApproved(let fact): close(.approved, comment: fact.comment)
        case .planReturned(let fact): close(.returned, comment: fact.comment)
        case .declarationIssued(let fact):
            if let link { replaced.append(ReplacedLink(tokenDigest: link.tokenDigest, issued: link.issued)) }
            replaced = replaced.suffix(CaseLimits.replacedLinks)
            link = Link(
                tokenDigest: fact.tokenDigest, codeDigest: fact.codeDigest, issued: fact.issued, expires: fact.expires,
                issue: fact.issue, email: fact.email)
        case .codeRejected(let fact):
            link?.attempts = fact.attempt
            link?.lockedUntil = fact.lockedUntil
        case .signed(let fact):
            signature = Signature(
                signatory: fact.signatory, capacity: fact.capacity, signedBy: fact.signedBy, terms: fact.terms)
        }
    }

    private mutating func close(_ standing: Plan.Standing, comment: String) {
        plan?.standing = standing
        plan?.comment = comment.isEmpty ? nil : comment
    }
}
