// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

/// `answers`: what was written to each requirement, which the state of an assessment leaves out.
enum AnswersTable: Projection {
    typealias Source = AssessmentDecider

    static let tables = ["answers"]
    static let schema = """
        CREATE TABLE answers (
            assessment  uuid NOT NULL,
            requirement text NOT NULL,
            version     bigint NOT NULL,
            evidence    text NOT NULL,
            PRIMARY KEY (assessment, requirement)
        );
        """

    static func write(_ changes: [Change<AssessmentDecider>]) -> [SQL] {
        var rows = Rows()
        for change in changes {
            // Of several answers to one requirement the last.
            var newest: [String: (version: Int64, evidence: String)] = [:]
            for recorded in change.events {
                guard case .answered(let fact) = recorded.event else { continue }
                newest[fact.requirement] = (recorded.version, fact.evidence)
            }
            for (requirement, answer) in newest {
                rows.assessments.append(change.stream)
                rows.requirements.append(requirement)
                rows.versions.append(answer.version)
                rows.evidence.append(answer.evidence)
            }
        }
        guard !rows.versions.isEmpty else { return [] }
        // The same version again: something in it was erased.
        return [
            """
            INSERT INTO answers (assessment, requirement, version, evidence)
            SELECT * FROM unnest(\(rows.assessments)::uuid[], \(rows.requirements)::text[],
                \(rows.versions)::bigint[], \(rows.evidence)::text[])
            ON CONFLICT (assessment, requirement) DO UPDATE SET
                version = excluded.version, evidence = excluded.evidence
            WHERE answers.version <= excluded.version
            """
        ]
    }

    private struct Rows {
        var assessments: [UUID] = []
        var requirements: [String] = []
        var versions: [Int64] = []
        var evidence: [String] = []
    }
}
