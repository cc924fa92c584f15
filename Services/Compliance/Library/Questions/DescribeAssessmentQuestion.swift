// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// The assessment of a case: every requirement, and how far it is answered. Of what was written only how it begins: all of
/// it can be a book.
struct DescribeAssessmentQuestion: Question {
    /// Characters.
    static let opening = 300

    func answer(
        _ query: DescribeAssessment, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Assessment {
        let (state, set) = try await AssessmentReading.find(query.caseID, for: actor, from: database)
        let rows = try await database.query(
            """
            SELECT requirement, left(evidence, \(Self.opening + 1)::int4) FROM answers
            WHERE assessment = \(CaseID.assessment(of: query.caseID))
            """)
        var openings: [String: String] = [:]
        for row in rows { openings[try row.get(0)] = try row.get(1) }
        return Assessment(
            caseID: state.subject.caseID, requirementSet: set.name, title: set.title, note: set.note,
            frozen: state.submission != nil,
            requirements: set.requirements.map { requirement in
                let answer = state.answers[requirement.number]
                let opening = openings[requirement.number] ?? ""
                let isCut = opening.unicodeScalars.count > Self.opening
                return AssessmentEntry(
                    number: requirement.number, title: requirement.title, levels: requirement.levels,
                    key: requirement.key, level: answer?.level, notApplicable: answer?.notApplicable ?? false,
                    opening: isCut ? String(opening.unicodeScalars.dropLast()) + "…" : opening, isCut: isCut,
                    revision: state.revision(of: requirement.number))
            })
    }
}

/// Reads the assessment of a case that somebody may read.
enum AssessmentReading {
    static func find(
        _ caseID: UUID, for actor: Actor, from database: Pool
    ) async throws -> (AssessmentState, RequirementSet) {
        let found = try await database.state(of: AssessmentDecider.self, CaseID.assessment(of: caseID))
        // The set of a case is in the binary for as long as there are such cases.
        guard let state = found?.state, actor.may(CompliancePermission.readCase, in: state.subject.area),
            let set = RequirementSet.named(state.requirementSet)
        else { throw QuestionRefused.notFound }
        return (state, set)
    }
}
