// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Compliance

@Suite("What a case hears of other services")
struct CaseFollowingTests {
    private let registry = Actor.service("registry")
    private let notification = Actor.service("notification")

    private func code(_ code: String = "K83002") -> CaseCommand {
        .recordCode(
            ODSCodeRecorded(
                organisation: Cast.practice, odsCode: code,
                parent: ParentOrganisation(code: "5QD", name: "Riverside host")))
    }

    @Test("A practice without an ODS code is told so from the start, and goes on when it has one; ISG-40, C-09")
    func codeComes() throws {
        var story = Story<CaseDecider>()
        try story.perform(.open(Cast.registered(odsCode: nil, parent: nil)), by: registry)
        #expect(story.state?.outstanding.contains(OutstandingStep(code: "ods-code", who: "practice")) == true)
        #expect(story.state?.team == ReviewTeam.national)
        try story.perform(code(), by: registry)
        #expect(story.state?.odsCode == "K83002")
        #expect(story.state?.team == ReviewTeam.host("5QD"))
        #expect(story.state?.outstanding.contains { $0.code == "ods-code" } == false)
        #expect(try story.perform(code("K83003"), by: registry).isEmpty, "the first stays")
        var none = Story<CaseDecider>()
        #expect(try none.perform(code(), by: registry).isEmpty, "an organisation without a case")
    }

    @Test(
        "A declaration that could not be delivered is the practice's to mend, until it is sent again; SOC-121, IMP-09")
    func undelivered() throws {
        var story = try Story<CaseDecider>.submitted()
        let email = try #require(story.emails.first { $0.template == "declaration" }).email
        #expect(try story.perform(.emailFailed(UUID()), by: notification).isEmpty, "another e-mail")
        try story.perform(.emailFailed(email), by: notification)
        #expect(story.state?.stage == .declarationSent)
        #expect(story.state?.outstanding == [OutstandingStep(code: "delivery", who: "practice")])
        #expect(try story.perform(.emailFailed(email), by: notification).isEmpty, "told once")
        story.wait(61)
        try story.perform(.resend, by: Cast.administrator)
        #expect(story.state?.outstanding == [OutstandingStep(code: "signature", who: "signatory")])
        #expect(try story.perform(.emailFailed(email), by: notification).isEmpty, "it has been replaced")
    }
}
