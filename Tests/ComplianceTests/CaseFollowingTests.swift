// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Compliance

@Suite("What a case hears of other services")
struct CaseFollowingTests {
    private let registry = Actor.service("registry")
    private let notification = Actor.service("notification")

    private func code(_ code: String = "K83002") -> ODSCodeRecorded {
        ODSCodeRecorded(organisation: Cast.practice, odsCode: code, parent: CaseStory.host)
    }

    @Test("A practice without an ODS code is told so from the start, and goes on when it has one; ISG-40, C-09")
    func codeComes() throws {
        var story = CaseStory()
        try story.tell(Cast.registered(odsCode: nil, parent: nil), by: registry)
        #expect(story.outstanding.contains(OutstandingStep(code: "ods-code", who: "practice")) == true)
        #expect(story.process.state?.subject.team == ReviewTeam.national)
        try story.tell(code(), by: registry)
        #expect(story.assessment.state?.subject.odsCode == "K83002")
        #expect(story.process.state?.subject.team == ReviewTeam.host("5QD"))
        #expect(story.outstanding.contains { $0.code == "ods-code" } == false)
        #expect(try story.tell(code("K83003"), by: registry).isEmpty, "the first stays")
        var none = CaseStory()
        #expect(try none.tell(code(), by: registry).isEmpty, "an organisation without a case")
    }

    @Test(
        "A declaration that could not be delivered is the practice's to mend, until it is sent again; SOC-121, IMP-09")
    func undelivered() throws {
        var story = try CaseStory.submitted()
        let email = try #require(story.emails.first { $0.template == "declaration" }).email
        #expect(try story.tell(Cast.undelivered(UUID()), by: notification).isEmpty, "another e-mail")
        try story.tell(Cast.undelivered(email), by: notification)
        #expect(story.stage == .declarationSent)
        #expect(story.outstanding == [OutstandingStep(code: "delivery", who: "practice")])
        #expect(try story.tell(Cast.undelivered(email), by: notification).isEmpty, "told once")
        story.wait(61)
        try story.tell(Cast.resending, by: Cast.administrator)
        #expect(story.outstanding == [OutstandingStep(code: "signature", who: "signatory")])
        #expect(try story.tell(Cast.undelivered(email), by: notification).isEmpty, "it has been replaced")
    }
}
