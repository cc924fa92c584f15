// SPDX-License-Identifier: Apache-2.0

import Contracts

/// One version of the requirements for one kind of organisation. A case keeps the version it was opened with. C-18
///
/// Sets are files in `Requirements/`, embedded in the binary and read once. A change of wording or of the key ones is a
/// new file with a new version: old cases go on as they were.
struct RequirementSet: Codable, Sendable, Equatable {
    /// `gp-118-8.v1`
    var name: String
    var title: String
    /// What a reader must know of where the texts come from.
    var note: String
    var requirements: [Requirement]

    /// The version in force for a category of organisation; nil where there is none yet. SOC-112
    static func inForce(for category: String) -> RequirementSet? {
        category == OrganisationCategory.generalPractice.code ? named("gp-118-8.v1") : nil
    }

    static func named(_ name: String) -> RequirementSet? { all[name] }

    func requirement(_ number: String) -> Requirement? { requirements.first { $0.number == number } }

    static let all: [String: RequirementSet] = {
        var sets: [String: RequirementSet] = [:]
        for file in [PackageResources.gp_118_8_v1_json] {
            // The files are part of the binary; a test reads every one of them.
            guard let set = try? RequirementSet(file: file) else {
                preconditionFailure("A requirement set is malformed")
            }
            sets[set.name] = set
        }
        return sets
    }()

    /// Reads and checks a file.
    init(file: [UInt8]) throws(MalformedMessage) {
        self = try JSON.value(RequirementSet.self, from: file)
        if let fault { throw MalformedMessage(fault) }
    }

    /// What is wrong with the set, if anything.
    private var fault: String? {
        if requirements.isEmpty { return "there are no requirements" }
        if Set(requirements.map(\.number)).count != requirements.count { return "a number stands twice" }
        if requirements.contains(where: { $0.levels.count != 4 }) { return "a requirement has not four levels" }
        let texts = [name, title, note] + requirements.flatMap { [$0.number, $0.title, $0.guidance] + $0.levels }
        if texts.contains(where: \.isEmpty) { return "a text is empty" }
        return nil
    }
}
