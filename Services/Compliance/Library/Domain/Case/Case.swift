// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.UUID

/// Decides what a case needs next: it opens gates, asks the parts that see to them, and hears how they stand.
enum CaseDecider: Decider {
    typealias State = CaseState
    typealias Event = CaseEvent
    typealias Command = CaseCommand
    typealias Refusal = CaseRefusal

    static let aggregate = "statement-case"
    /// 2: whether e-mails reach the contact.
    static let shape = 2

    static func decide(
        _ command: CaseCommand, given state: CaseState?, in context: Context
    ) throws(CaseRefusal) -> [CaseEvent] {
        switch command {
        case .open(let asked):
            try checkOpening(context)
            guard state == nil else { return [] }
            return follow(
                [.opened(CaseOpened(subject: asked.subject, requirementSet: asked.requirementSet))], from: nil)
        case .recordCode(let given):
            // It may be about an organisation without a case.
            guard let state, state.subject.odsCode == nil else { return [] }
            return follow([.codeRecorded(CodeRecorded(given))], from: state)
        case .move(let asked):
            let state = try open(state, for: .followUp, context)
            let isAnswer = state.isContactLost && reachesContact(asked.gate, asked.standing)
            guard state.standing(of: asked.gate) != asked.standing || isAnswer else { return [] }
            return follow([.gateMoved(GateMoved(asked))], from: state)
        case .emailFailed(let email):
            // Of a signed case nobody has to be told again; the signatory's own e-mail, the agreement sees to.
            guard let state, !state.isMet(.declaration), !state.isContactLost else { return [] }
            return [
                .contactNotReached(
                    ContactNotReached(caseID: state.subject.caseID, email: email.email, template: email.template))
            ]
        case .lackSignatory:
            let state = try open(state, for: .followUp, context)
            // Both wait until somebody is named.
            return [.contacts, .declaration].filter { state.standing(of: $0) != .closed }.map { gate in
                .gateMoved(
                    GateMoved(
                        caseID: state.subject.caseID, gate: gate, standing: gate == .contacts ? .open : .closed))
            }
        }
    }

    /// Somebody saw to the contact's address, or had the e-mails sent again.
    private static func reachesContact(_ gate: GateKind, _ standing: GateStanding) -> Bool {
        (gate == .contacts && standing == .met) || (gate == .declaration && standing == .open)
    }

    /// What happened, and the gates whose turn has come by it.
    private static func follow(_ events: [CaseEvent], from state: CaseState?) -> [CaseEvent] {
        let next = events.reduce(state) { evolve($0, with: $1) }
        guard let next else { return events }
        return events + next.due.map { .gateOpened(GateOpened(caseID: next.subject.caseID, gate: $0)) }
    }

    static func evolve(_ state: CaseState?, with event: CaseEvent) -> CaseState {
        if case .opened(let fact) = event {
            var opened = CaseState(subject: fact.subject, requirementSet: fact.requirementSet)
            if fact.subject.odsCode != nil { opened.gates[GateKind.code.rawValue] = .met }
            return opened
        }
        // The first event of every stream opens the case: `decide` gives no other without a state.
        guard var state else { preconditionFailure("A case begins with its opening") }
        switch event {
        case .opened: break
        case .codeRecorded(let fact):
            state.subject.take(fact)
            state.gates[GateKind.code.rawValue] = .met
        case .gateOpened(let fact): state.gates[fact.gate.rawValue] = .open
        case .gateMoved(let fact):
            state.gates[fact.gate.rawValue] = fact.standing == .closed ? nil : fact.standing
            if reachesContact(fact.gate, fact.standing) { state.isContactLost = false }
            guard fact.gate == .assessment, fact.standing == .met else { break }
            state.belowLevelTwo = fact.findings
            state.assessment = fact.digest
        case .contactNotReached: state.isContactLost = true
        }
        return state
    }

    static func consequences(of event: CaseEvent, state: CaseState, in context: Context) -> [Consequence] {
        let subject = state.subject
        switch event {
        case .opened(let fact):
            return [.send(OpenAssessment(subject: fact.subject, requirementSet: fact.requirementSet))]
        case .codeRecorded, .contactNotReached: return []
        case .gateOpened(let fact):
            switch fact.gate {
            case .contacts, .code, .assessment: return []
            case .plan: return [.send(OpenPlan(subject: subject, needed: state.belowLevelTwo))]
            case .declaration:
                return [
                    .send(
                        PrepareDeclaration(
                            statement: subject.statement, caseID: subject.caseID, assessment: state.assessment ?? ""))
                ]
            }
        case .gateMoved(let fact):
            switch (fact.gate, fact.standing) {
            case (.contacts, .met): return [.send(AllowSubmission(caseID: subject.caseID))]
            case (.declaration, .met):
                return [.send(AgreeStatement(statement: subject.statement, caseID: subject.caseID))]
            default: return []
            }
        }
    }
}

extension GateMoved {
    init(_ asked: MoveGate) {
        self.init(
            caseID: asked.caseID, gate: asked.gate, standing: asked.standing, findings: asked.findings,
            digest: asked.digest)
    }
}
