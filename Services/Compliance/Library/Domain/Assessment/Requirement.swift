// SPDX-License-Identifier: Apache-2.0

/// One question of an assessment.
struct Requirement: Codable, Sendable, Equatable {
    /// As the set numbers it: text, since a number can have a letter.
    var number: String
    /// A question.
    var title: String
    var guidance: String
    /// What levels 0 to 3 mean here.
    var levels: [String]
    /// Level 2 is needed for the statement of compliance.
    var key: Bool
}
