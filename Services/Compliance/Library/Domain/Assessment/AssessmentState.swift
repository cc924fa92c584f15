// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography

/// How far an assessment is answered. What was written as evidence is in the events and in the table of answers, so that
/// one answer costs the same whether there are ten long ones or two hundred.
struct AssessmentState: CasePart, Codable, Sendable, Equatable {
    var subject: CaseSubject
    var requirementSet: String
    /// Signatory and contact are there.
    var hasContacts = false
    /// By the requirement's number.
    var answers: [String: Answer] = [:]
    var submission: Submission?

    struct Answer: Codable, Sendable, Equatable {
        var level: Int
        var notApplicable: Bool
        /// SHA-256 of the evidence, in hexadecimal.
        var evidence: String
        /// How often it was answered. What one of two authors saw is compared with it. IMP-05
        var revision: Int

        func isSame(as other: Answer) -> Bool {
            level == other.level && notApplicable == other.notApplicable && evidence == other.evidence
        }
    }

    struct Submission: Codable, Sendable, Equatable {
        var number: Int
        var belowLevelTwo: [String]
        var digest: String?
    }

    var requirements: [Requirement] { RequirementSet.named(requirementSet)?.requirements ?? [] }

    var unanswered: [Requirement] { requirements.filter { answers[$0.number] == nil } }

    /// Key requirements that are answered, and below level 2. SOC-027, SOC-112
    var belowLevelTwo: [String] {
        requirements.filter { $0.key && (answers[$0.number]?.level ?? 2) < 2 }.map(\.number)
    }

    func revision(of requirement: String) -> Int { answers[requirement]?.revision ?? 0 }

    /// Of all that was answered, in the order of the requirements, in hexadecimal. A signature names it.
    var digest: String {
        let lines = requirements.map { requirement in
            let answer = answers[requirement.number]
            return [
                requirement.number, answer.map { String($0.level) } ?? "", answer?.notApplicable == true ? "n/a" : "",
                answer?.evidence ?? "",
            ].joined(separator: "\t")
        }
        return Hex.encode(SHA256.digest(([requirementSet] + lines).joined(separator: "\n")))
    }
}
