// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// The assessment of a case: every requirement with its answer.
struct DescribeAssessmentQuestion: Question {
    func answer(
        _ query: DescribeAssessment, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Assessment {
        let state = try await CaseReading.find(query.caseID, for: actor, from: database).state
        // The set of a case is in the binary for as long as there are such cases.
        guard let set = RequirementSet.named(state.requirementSet) else { throw QuestionRefused.notFound }
        return Self.assessment(state, set)
    }

    static func assessment(_ state: CaseState, _ set: RequirementSet) -> Assessment {
        Assessment(
            caseID: state.caseID, requirementSet: set.name, title: set.title, note: set.note,
            frozen: state.submission != nil,
            requirements: set.requirements.map { requirement in
                let answer = state.answers[requirement.number]
                return AssessedRequirement(
                    number: requirement.number, title: requirement.title, guidance: requirement.guidance,
                    levels: requirement.levels, key: requirement.key, level: answer?.level,
                    notApplicable: answer?.notApplicable ?? false, evidence: answer?.evidence ?? "",
                    revision: state.revision(ofAnswer: requirement.number))
            })
    }
}
