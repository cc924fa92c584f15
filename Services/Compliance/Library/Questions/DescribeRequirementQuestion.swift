// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// One requirement, with all that was written about it.
struct DescribeRequirementQuestion: Question {
    func answer(
        _ query: DescribeRequirement, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> AssessedRequirement {
        let (state, set) = try await AssessmentReading.find(query.caseID, for: actor, from: database)
        guard let requirement = set.requirement(query.requirement) else { throw QuestionRefused.notFound }
        let rows = try await database.query(
            """
            SELECT evidence FROM answers
            WHERE assessment = \(CaseID.assessment(of: query.caseID)) AND requirement = \(requirement.number)
            """)
        let answer = state.answers[requirement.number]
        return AssessedRequirement(
            number: requirement.number, title: requirement.title, guidance: requirement.guidance,
            levels: requirement.levels, key: requirement.key, level: answer?.level,
            notApplicable: answer?.notApplicable ?? false, evidence: try rows.first?.get(0) ?? "",
            revision: state.revision(of: requirement.number),
            place: set.requirements.firstIndex { $0.number == requirement.number }.map { $0 + 1 },
            count: set.requirements.count, frozen: state.submission != nil,
            may: actor.permissions(in: state.subject.area))
    }
}
