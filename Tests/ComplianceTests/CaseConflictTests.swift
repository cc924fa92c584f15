// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Compliance

@Suite("Two people at one case") struct CaseConflictTests {
    private static func contacts(_ name: String, seen: Int?) -> RecordContacts {
        var signatory = Cast.signatory
        signatory.name = name
        return Cast.contacts(signatory: signatory, seen: seen)
    }

    private static func answer(_ requirement: String, _ evidence: String, seen: Int?) -> AnswerRequirement {
        Cast.answer(requirement, evidence: evidence, seen: seen)
    }

    @Test("Contacts that somebody else has recorded meanwhile are not overwritten unseen (IMP-05)")
    func contacts() throws {
        var story = try CaseStory.opened()
        try story.tell(Self.contacts("Dr First", seen: 0), by: Cast.administrator)
        story.refuses(Self.contacts("Dr Second", seen: 0), by: Cast.administrator, "conflict")
        #expect(story.statement.state?.signatory?.name == "Dr First")
        // Whoever has seen it may, and so may whoever does not say what they saw.
        try story.tell(Self.contacts("Dr Second", seen: 1), by: Cast.administrator)
        try story.tell(Self.contacts("Dr Third", seen: nil), by: Cast.administrator)
        #expect(story.statement.state?.revision == 3)
        // The same again is no other's text.
        #expect(try story.tell(Self.contacts("Dr Third", seen: 0), by: Cast.administrator).isEmpty)
    }

    @Test("Two answers collide only when they are to one requirement (IMP-05)")
    func answers() throws {
        var story = try CaseStory.opened()
        try story.tell(Self.answer("114", "The minutes.", seen: 0), by: Cast.administrator)
        try story.tell(Self.answer("115", "The policy.", seen: 0), by: Cast.administrator)
        try story.tell(Cast.contacts(), by: Cast.administrator)
        story.refuses(Self.answer("114", "The handbook.", seen: 0), by: Cast.administrator, "conflict")
        story.refuses(Self.answer("114", "The handbook.", seen: 2), by: Cast.administrator, "conflict")
        try story.tell(Self.answer("114", "The handbook.", seen: 1), by: Cast.administrator)
        #expect(story.happened(RequirementAnswered.self)?.evidence == "The handbook.")
        let revisions = try #require(story.assessment.state).answers.mapValues(\.revision)
        #expect(revisions == ["114": 2, "115": 1])
    }

    @Test("A plan written beside another is refused with the other named, even after the other was returned (IMP-05)")
    func plans() throws {
        var story = try CaseStory.submitted(below: ["114": 1])
        try story.tell(Cast.plan([Cast.action("114")], seen: 0), by: Cast.administrator)
        let second = Cast.plan([Cast.action("114", action: "Another way.")], seen: 0)
        story.refuses(second, by: Cast.administrator, "conflict")
        // Who does not say what they saw is told that one waits, as ever.
        story.refuses(Cast.plan([Cast.action("114")]), by: Cast.administrator, "plan-under-review")
        try story.tell(try story.decision(approved: false, comment: "Say when."), by: Cast.desk)
        story.refuses(second, by: Cast.administrator, "conflict")
        try story.tell(Cast.plan([Cast.action("114", action: "Another way.")], seen: 1), by: Cast.administrator)
        #expect(story.plan.state?.number == 2)
    }
}
