// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// A case: its stage and what is outstanding.
struct DescribeCaseQuestion: Question {
    func answer(
        _ query: DescribeCase, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> CaseDetails {
        Self.details(try await CaseReading.find(query.caseID, for: actor, from: database), for: actor)
    }

    static func details(_ found: CaseReading, for actor: Actor) -> CaseDetails {
        let (state, subject) = (found.state, found.state.subject)
        let answered = found.assessment?.answers.count ?? 0
        let requirements = state.requirements.count
        let hasContacts = found.statement?.hasContacts == true
        let signature = found.agreement?.signature
        return CaseDetails(
            caseID: subject.caseID, organisation: subject.organisation, organisationName: subject.organisationName,
            odsCode: subject.odsCode, host: subject.host, stage: state.stage,
            outstanding: state.outstanding(hasContacts: hasContacts, isAnswered: answered >= requirements),
            gates: state.overview.map { $0.kind == .contacts && !hasContacts ? $0.reopened : $0 },
            signatory: found.statement?.signatory, contact: found.statement?.contact,
            contactsRevision: found.statement?.revision ?? 0, requirementSet: state.requirementSet,
            answered: answered, requirements: requirements,
            belowLevelTwo: found.assessment?.belowLevelTwo ?? [], plan: found.plan?.actions ?? [],
            planComment: found.plan?.comment, planRevision: found.plan?.revision ?? 0,
            planDraft: actor.may(CompliancePermission.submitPlan, in: subject.area) ? found.plan?.draft : nil,
            signedBy: signature?.signedBy,
            capacity: signature?.capacity, signedAt: signature == nil ? nil : found.signed, opened: found.opened,
            version: found.version, may: actor.permissions(in: subject.area))
    }
}

extension CaseGate {
    /// A person's data was erased: somebody else has to be named.
    fileprivate var reopened: CaseGate {
        var gate = self
        if gate.standing == .met { gate.standing = .open }
        return gate
    }
}
