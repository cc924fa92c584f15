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
        let told = try #require(story.sent(NotifyAdministrators.self))
        #expect(told.notice.subject == "The declaration for The Meadow Surgery did not reach its signatory")
        #expect(told.notice.path == "/cases/\(Identifier.text(Cast.caseID))" && told.besides.isEmpty)
        #expect(story.stage == .declarationSent)
        #expect(story.outstanding == [OutstandingStep(code: "delivery", who: "practice")])
        #expect(try story.tell(Cast.undelivered(email), by: notification).isEmpty, "told once")
        story.wait(61)
        try story.tell(Cast.resending, by: Cast.administrator)
        #expect(story.outstanding == [OutstandingStep(code: "signature", who: "signatory")])
        #expect(try story.tell(Cast.undelivered(email), by: notification).isEmpty, "it has been replaced")
    }

    @Test(
        "An e-mail to the contact that came back is the practice's to mend, until somebody sees to the address; IMP-09")
    func contactLost() throws {
        var story = try CaseStory.submitted()
        let lost = OutstandingStep(code: "contact-delivery", who: "practice")
        try story.tell(Cast.undelivered(UUID(), "declaration-copy"), by: notification)
        #expect(story.outstanding.first == lost)
        #expect(try story.tell(Cast.undelivered(UUID(), "declaration-copy"), by: notification).isEmpty, "told once")
        // Sent again, it may arrive.
        story.wait(61)
        try story.tell(Cast.resending, by: Cast.administrator)
        #expect(!story.outstanding.contains(lost))
        try story.tell(Cast.undelivered(UUID(), "plan-approved"), by: notification)
        var contact = Cast.contact
        contact.email = "new.contact@example.nhs.uk"
        try story.tell(Cast.contacts(contact: contact), by: Cast.administrator)
        #expect(!story.outstanding.contains(lost))
        var none = CaseStory()
        #expect(try none.tell(Cast.undelivered(UUID(), "plan-approved"), by: notification).isEmpty)
    }

    @Test("Nobody signs for a week: the signatory and the contact are reminded, twice at most, and not of what is void")
    func reminders() throws {
        var story = try CaseStory.submitted()
        let compliance = Actor.service("compliance")
        func remind(_ issue: Int) -> RemindOfDeclaration { RemindOfDeclaration(caseID: Cast.caseID, issue: issue) }
        story.wait(7 * 86_400)
        try story.tell(remind(1), by: compliance)
        #expect(story.emails.map(\.template) == ["declaration-reminder", "declaration-waiting"])
        // Nothing in it opens anything, and the link that was sent still does.
        #expect(story.emails.allSatisfy { $0.sealed == nil })
        #expect(story.agreement.state?.link?.reminders == 1)
        // Whoever cannot be reached is not written to again.
        let email = try #require(story.agreement.state?.link?.email)
        try story.tell(Cast.undelivered(email), by: notification)
        try story.tell(remind(1), by: compliance)
        #expect(story.emails.map(\.template) == ["declaration-waiting"])
        try story.tell(Cast.resending, by: Cast.administrator)
        #expect(try story.tell(remind(1), by: compliance).isEmpty, "of an older sending")
        for stranger in [Cast.administrator, .visitor, notification] {
            #expect(throws: AgreementRefusal.self) { try story.tell(remind(2), by: stranger) }
        }
        story.wait(31 * 86_400)
        #expect(try story.tell(remind(2), by: compliance).isEmpty, "of a link that has expired")
        var none = CaseStory()
        #expect(try none.tell(remind(1), by: compliance).isEmpty)
        #expect(AgreementLimits.reminders.allSatisfy { $0 < AgreementLimits.linkLife })
    }
}
