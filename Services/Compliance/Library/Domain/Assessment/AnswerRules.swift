// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What an answer must say. Everything that is wrong is told at once.
enum AnswerRules {
    /// - Parameter evidence: what was given, cleaned.
    static func problems(_ given: AnswerRequirement, _ evidence: String) -> [Problem] {
        var problems: [Problem] = []
        if !given.notApplicable, given.level.map({ (0...3).contains($0) }) != true {
            problems.append(
                .init(
                    code: "level-missing", field: "level",
                    message: "Choose the level that you have fully met, from 0 to 3."))
        }
        if evidence.isEmpty, given.notApplicable {  // SOC-110
            problems.append(
                .init(
                    code: "reasons-missing", field: "evidence",
                    message: "Give the reasons why this requirement does not apply."))
        } else if evidence.isEmpty, (given.level ?? 0) > 0 {
            problems.append(
                .init(
                    code: "evidence-missing", field: "evidence",
                    message: "Say how you can show that you meet this level."))
        }
        if !evidence.fits(Lengths.evidence) {
            problems.append(
                .init(
                    code: "evidence-too-long", field: "evidence",
                    message: "Shorten the text to \(Lengths.words(Lengths.evidence)) characters."))
        }
        return problems
    }
}
