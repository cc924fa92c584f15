// SPDX-License-Identifier: Apache-2.0

import Contracts
import Testing

@testable import Compliance

@Suite("Requirement sets") struct RequirementSetTests {
    @Test("Every set in the binary is well formed", arguments: RequirementSet.all.keys.sorted())
    func wellFormed(name: String) throws {
        let set = try #require(RequirementSet.named(name))
        #expect(set.name == name)
        #expect(set.note.contains("illustrative"))
        #expect(set.requirements.allSatisfy { $0.title.hasSuffix("?") })
        #expect(set.requirements.map(\.number) == set.requirements.map(\.number).sorted())
    }

    @Test("A general practice answers 13 requirements, 8 of them key (SOC-027, SOC-112, C-18)")
    func generalPractice() throws {
        let set = try #require(RequirementSet.inForce(for: "general-practice"))
        #expect(set.name == "gp-118-8.v1")
        #expect(set.requirements.count == 13)
        #expect(set.requirements.filter(\.key).count == 8)
    }

    @Test("Registering says beforehand what there is a statement for", arguments: OrganisationCategory.all)
    func saidBefore(category: OrganisationCategory) {
        #expect(category.hasStatement == (RequirementSet.inForce(for: category.code) != nil))
    }

    @Test("Other categories have no set yet", arguments: OrganisationCategory.all.dropFirst())
    func others(category: OrganisationCategory) {
        #expect(RequirementSet.inForce(for: category.code) == nil)
    }

    @Test(
        "A malformed file is refused with the reason",
        arguments: [
            (#"{"name":"a.v1","title":"t","note":"n","requirements":[]}"#, "there are no requirements"),
            (#"{"name":"a.v1","title":"t","note":"n"}"#, "the field 'requirements' is missing"),
            (one(levels: #"["a","b","c"]"#), "a requirement has not four levels"),
            (one(title: ""), "a text is empty"),
            (two, "a number stands twice"),
        ])
    func malformed(file: String, reason: String) {
        let error = #expect(throws: MalformedMessage.self) { try RequirementSet(file: Array(file.utf8)) }
        #expect(error?.reason == reason)
    }

    @Test("The declaration's terms have a version and say that they are illustrative (SOC-117)")
    func terms() {
        let terms = DeclarationTerms.current
        #expect(DeclarationTerms.version(terms.version) == terms)
        // Signatures name it: a file that was signed is not changed.
        #expect(
            DeclarationTerms.version("v1")?.digest
                == "dd8f26555c845bb9be58494b45736194e90cb2ec6aa8be0bc187b6edb44b6ccb")
        #expect(DeclarationTerms.version("v0") == nil)
        #expect(terms.paragraphs.contains { $0.contains("illustrative") })
        #expect(terms.paragraphs.contains { $0.contains("at least level 2 on every key requirement") })
    }

    private static func requirement(title: String = "t", levels: String = #"["a","b","c","d"]"#) -> String {
        #"{"number":"1","title":"\#(title)","guidance":"g","levels":\#(levels),"key":true}"#
    }

    private static func one(title: String = "t", levels: String = #"["a","b","c","d"]"#) -> String {
        #"{"name":"a.v1","title":"t","note":"n","requirements":[\#(requirement(title: title, levels: levels))]}"#
    }

    private static let two =
        #"{"name":"a.v1","title":"t","note":"n","requirements":[\#(requirement()),\#(requirement())]}"#
}
