// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Compliance
@testable import Messaging

@Suite("The events of a case")
struct CaseEventTests {
    @Test("Every kind of event is read from the log as it was written (IMP-06)")
    func kinds() throws {
        var story = try CaseStory.planWaiting()
        try story.tell(story.decision(approved: false, comment: "No."), by: Cast.desk)
        try story.tell(
            SaveImprovementPlan(caseID: Cast.caseID, actions: [Cast.action("114")], isComplete: false),
            by: Cast.administrator)
        try story.tell(Cast.plan([Cast.action("114"), Cast.action("117")]), by: Cast.administrator)
        try story.tell(story.decision(approved: true), by: Cast.desk)
        let secrets = try story.secrets()
        story.refuses(story.attempt(secrets.token, "wrong"), by: .visitor, "wrong-code", recorded: true)
        let email = try #require(story.agreement.state?.link?.email)
        try story.tell(Cast.undelivered(email), by: .service("notification"))
        var partner = Cast.signatory
        partner.email = "partner@example.nhs.uk"
        try story.tell(Cast.contacts(signatory: partner), by: Cast.administrator)
        let new = try story.secrets()
        let issue = try #require(story.agreement.state?.issues)
        try story.tell(RemindOfDeclaration(caseID: Cast.caseID, issue: issue), by: .service("compliance"))
        try story.tell(story.attempt(new.token, new.code), by: .visitor)
        var codeless = try CaseStory.opened(odsCode: nil)
        try codeless.tell(Cast.undelivered(UUID(), "plan-returned"), by: .service("notification"))
        try codeless.tell(
            ODSCodeRecorded(organisation: Cast.practice, odsCode: "K83002"), by: .service("registry"))
        var seen: Set<String> = []
        func check<D: Decider>(_ part: Story<D>) throws where D.Event: Equatable {
            for event in part.events {
                let name = type(of: event.fact).name
                seen.insert("\(D.aggregate) \(name.text)")
                let envelope = Envelope(
                    id: "1", source: "/attest/compliance", type: name, time: story.time, actor: .visitor)
                let kind = try #require(D.Event.kinds.first { $0.name == name })
                #expect(try kind.read(envelope.encode(event.fact)) == event)
            }
        }
        for story in [story, codeless] {
            try check(story.statement)
            try check(story.process)
            try check(story.assessment)
            try check(story.plan)
            try check(story.agreement)
        }
        func all<D: Decider>(_ decider: D.Type) -> [String] {
            D.Event.kinds.map { "\(D.aggregate) \($0.name.text)" }
        }
        #expect(
            seen
                == Set(
                    all(StatementDecider.self) + all(CaseDecider.self) + all(AssessmentDecider.self)
                        + all(PlanDecider.self) + all(AgreementDecider.self)))
    }

    @Test("What was answered is in the digest that a signature names, and nothing else is")
    func digest() throws {
        let one = try #require(try CaseStory.submitted().assessment.state)
        var other = try CaseStory.answered()
        try other.tell(Cast.answer("316", evidence: "Shown to the partners!"), by: Cast.administrator)
        #expect(try #require(other.assessment.state).digest != one.digest)
        try other.tell(Cast.answer("316"), by: Cast.administrator)
        #expect(try #require(other.assessment.state).digest == one.digest)
    }
}
