// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Compliance

@Suite("A case up to its submission") struct CaseAssessmentTests {
    @Test("A registered general practice gets one case with the requirements in force, however often it is told (C-18)")
    func opens() throws {
        var story = try CaseStory.opened()
        let details = try #require(story.details)
        #expect(details.caseID == CaseID.of(organisation: Cast.practice))
        #expect(details.requirementSet == "gp-118-8.v1")
        #expect(details.stage == .assessing)
        #expect(details.outstanding.map(\.code) == ["contacts", "assessment", "submission"])
        #expect(try story.tell(Cast.registered(), by: .visitor).isEmpty)
    }

    @Test("A case's id follows from its organisation")
    func caseID() throws {
        let organisation = try #require(UUID(uuidString: "0193F0C0-0000-7000-8000-000000000001"))
        #expect(CaseID.of(organisation: organisation) == CaseID.of(organisation: organisation))
        #expect(CaseID.of(organisation: organisation) != CaseID.of(organisation: Cast.practice))
        #expect(CaseID.of(organisation: organisation).uuidString == "FC204E35-21FF-8510-B3B7-5239FA8F4B15")
    }

    @Test("Other categories get no case yet", arguments: OrganisationCategory.all.dropFirst())
    func othersDoNotOpen(category: OrganisationCategory) throws {
        var story = CaseStory()
        try story.tell(Cast.registered(category: category.code), by: .visitor)
        #expect(story.facts.isEmpty)
    }

    @Test("Nothing can be done to a case that was never opened")
    func unknown() {
        var story = CaseStory()
        story.refuses(Cast.contacts(), by: Cast.administrator, "not-found")
    }

    @Test("The practice records signatory and contact, cleaned of stray blanks (SOC-024)")
    func recordsContacts() throws {
        var story = try CaseStory.opened()
        var untidy = Cast.signatory
        untidy.name = "  Dr Amal\nOsei \u{0}"
        try story.tell(Cast.contacts(signatory: untidy), by: Cast.administrator)
        #expect(story.statement.state?.signatory == Cast.signatory)
        #expect(story.statement.state?.contact == Cast.contact)
        #expect(story.outstanding.map(\.code) == ["assessment", "submission"])
        #expect(story.sent.isEmpty)
        #expect(try story.tell(Cast.contacts(), by: Cast.administrator).isEmpty)
        // What people type, as mail servers have it.
        untidy.email = "amal@bücher.example"
        try story.tell(Cast.contacts(signatory: untidy), by: Cast.administrator)
        #expect(story.statement.state?.signatory?.email == "amal@xn--bcher-kva.example")
    }

    @Test(
        "Only the practice's administrator enters contacts, answers, submission and plan (SOC-126, SOC-128)",
        arguments: [
            Cast.colleague, Cast.stranger, Cast.reviewer, Cast.nationalReviewer, Cast.centralAdmin, Cast.desk, .visitor,
            .operator,
        ])
    func othersMayNotEnter(actor: Actor) throws {
        var story = try CaseStory.submitted(below: ["114": 1])
        story.refuses(Cast.contacts(), by: actor, Cast.barred(actor))
        story.refuses(Cast.answer("114"), by: actor, Cast.barred(actor))
        story.refuses(Cast.submission, by: actor, Cast.barred(actor))
        story.refuses(Cast.plan([Cast.action("114")]), by: actor, Cast.barred(actor))
    }

    @Test("Without the signatory's details nothing is saved, and all that is wrong is told at once (SOC-039)")
    func contactProblems() throws {
        var story = try CaseStory.opened()
        let nobody = Contact(name: " ", position: "", email: "", telephone: "")
        story.refuses(
            Cast.contacts(signatory: nobody, contact: nobody), by: Cast.administrator, "name-missing",
            "position-missing", "email-missing", "telephone-missing", "name-missing", "position-missing",
            "email-missing")
        #expect(
            story.problems(Cast.contacts(signatory: nobody), by: Cast.administrator).map(\.field)
                == ["signatory.name", "signatory.position", "signatory.email", "signatory.telephone"])
    }

    @Test(
        "A malformed e-mail address is refused",
        arguments: [
            "amal", "amal@", "@example.nhs.uk", "a b@example.nhs.uk", "amal@example", "amal@@example.nhs.uk",
            ".amal@example.nhs.uk", "am..al@example.nhs.uk", "amal@-example.nhs.uk", "amal@example..uk",
            "amal@example.nhs.uk, bob@example.nhs.uk", "Amal <amal@example.nhs.uk>", "amal@192.0.2.1",
            "ämal@example.nhs.uk", String(repeating: "a", count: 65) + "@example.nhs.uk",
        ])
    func malformedEmail(address: String) throws {
        var story = try CaseStory.opened()
        var contact = Cast.contact
        contact.email = address
        story.refuses(Cast.contacts(contact: contact), by: Cast.administrator, "email-malformed")
    }

    @Test(
        "NHSmail is preferred and not compulsory (SOC-043)",
        arguments: ["amal.osei@nhs.net", "amal+soc@practice.example", "A_O'Brien@mail.example.co.uk"])
    func anyAddress(address: String) throws {
        var story = try CaseStory.opened()
        var signatory = Cast.signatory
        signatory.email = address
        try story.tell(Cast.contacts(signatory: signatory), by: Cast.administrator)
        #expect(story.statement.state?.signatory?.email == address)
    }

    @Test("The signatory's inbox is their own: a contact of another name needs another address (SOC-044, C-08)")
    func sharedInbox() throws {
        var story = try CaseStory.opened()
        var shared = Cast.contact
        shared.email = "Amal.Osei@example.nhs.uk"
        story.refuses(Cast.contacts(contact: shared), by: Cast.administrator, "shared-email")
        // A partner who works alone is both.
        try story.tell(Cast.contacts(contact: Cast.signatory), by: Cast.administrator)
    }

    @Test("A telephone number has digits, and texts have limits")
    func telephoneAndLengths() throws {
        var story = try CaseStory.opened()
        var contact = Cast.contact
        contact.telephone = "ring me"
        story.refuses(Cast.contacts(contact: contact), by: Cast.administrator, "telephone-malformed")
        contact.telephone = "+44 (0)1632 960-001 ext. 4"
        contact.name = String(repeating: "n", count: 201)
        story.refuses(Cast.contacts(contact: contact), by: Cast.administrator, "name-too-long")
        contact.name = "Jo"
        try story.tell(Cast.contacts(contact: contact), by: Cast.administrator)
    }

    @Test("An answer has a level from 0 to 3", arguments: 0...3)
    func answers(level: Int) throws {
        var story = try CaseStory.opened()
        try story.tell(Cast.answer("114", level: level, evidence: " Minutes\r\nof May "), by: Cast.administrator)
        let answered = try #require(story.happened(RequirementAnswered.self))
        #expect(answered.level == level && !answered.notApplicable && answered.evidence == "Minutes\nof May")
        #expect(story.assessment.state?.answers.keys.sorted() == ["114"])
        #expect(
            try story.tell(Cast.answer("114", level: level, evidence: "Minutes\nof May"), by: Cast.administrator)
                .isEmpty)
    }

    @Test("An answer costs the same beside two hundred of five thousand words: none of them is in the state")
    func cheap() throws {
        let story = try CaseStory.opened()
        let words = String(repeating: "seven! ", count: 5_000)
        let state = (1...200).reduce(story.assessment.state) { state, number in
            AssessmentDecider.evolve(
                state,
                with: .answered(
                    RequirementAnswered(
                        caseID: Cast.caseID, requirement: "\(number)", level: 2, notApplicable: false,
                        evidence: words)))
        }
        #expect(try #require(state).answers.count == 200)
        #expect(try JSON.text(state).utf8.count < 40_000)
        #expect(words.fits(Lengths.evidence))
    }

    @Test("Level 0 needs no evidence")
    func levelZero() throws {
        var story = try CaseStory.opened()
        try story.tell(Cast.answer("114", level: 0, evidence: ""), by: Cast.administrator)
        #expect(story.assessment.state?.answers["114"]?.level == 0)
    }

    @Test(
        "An answer that says too little or too much is refused",
        arguments: [
            (nil, "Seen.", ["level-missing"]), (4, "Seen.", ["level-missing"]), (-1, "Seen.", ["level-missing"]),
            (1, " \n ", ["evidence-missing"]), (4, "", ["level-missing", "evidence-missing"]),
            (2, String(repeating: "e", count: 35_001), ["evidence-too-long"]),
        ] as [(Int?, String, [String])])
    func wrongAnswers(level: Int?, evidence: String, codes: [String]) throws {
        let story = try CaseStory.opened()
        let problems = story.problems(Cast.answer("114", level: level, evidence: evidence), by: Cast.administrator)
        #expect(problems.map(\.code) == codes)
    }

    @Test("A requirement of another set is refused")
    func unknownRequirement() throws {
        var story = try CaseStory.opened()
        story.refuses(Cast.answer("108"), by: Cast.administrator, "unknown-requirement")
    }

    @Test("What does not apply counts as level 3, is flagged, and needs the reasons (SOC-110, SOC-111, C-19)")
    func notApplicable() throws {
        var story = try CaseStory.opened()
        story.refuses(
            Cast.answer("318", level: nil, notApplicable: true, evidence: " "), by: Cast.administrator,
            "reasons-missing")
        try story.tell(
            Cast.answer("318", level: nil, notApplicable: true, evidence: "Nothing portable is used."),
            by: Cast.administrator)
        let answered = try #require(story.happened(RequirementAnswered.self))
        #expect(answered.level == 3 && answered.notApplicable && answered.evidence == "Nothing portable is used.")
    }

    @Test("Every requirement must be answered, not only the key ones, and what is left is named (SOC-032)")
    func incomplete() throws {
        var story = try CaseStory.opened()
        for number in ["114", "115", "117", "211", "213", "304", "317", "320"] {
            try story.tell(Cast.answer(number), by: Cast.administrator)
        }
        story.refuses(
            Cast.submission, by: Cast.administrator, "requirement-unanswered", "requirement-unanswered",
            "requirement-unanswered", "requirement-unanswered", "requirement-unanswered", "contacts-missing")
        #expect(
            story.problems(Cast.submission, by: Cast.administrator).map(\.field) == [
                "requirements.116", "requirements.212", "requirements.316", "requirements.318", "requirements.319",
                "contacts",
            ])
    }

    @Test("A statement needs the practice's ODS code (C-09)")
    func needsOdsCode() throws {
        var story = try CaseStory.answered(odsCode: nil)
        story.refuses(Cast.submission, by: Cast.administrator, "ods-code-missing")
    }

    @Test("Submitted scores can no longer be altered (SOC-026, C-20)")
    func frozen() throws {
        var story = try CaseStory.submitted(below: ["114": 1])
        story.refuses(Cast.answer("114", level: 3), by: Cast.administrator, "assessment-submitted")
        story.refuses(Cast.submission, by: Cast.administrator, "assessment-submitted")
    }

    @Test("All eight at level 2 send the declaration with no human step (SOC-027, SOC-031, SOC-036)")
    func allMet() throws {
        // 316 is not key: it does not hold anything up.
        var story = try CaseStory.answered(below: ["316": 0])
        let events = try story.tell(Cast.submission, by: Cast.administrator)
        let submitted = try #require(events.first as? AssessmentSubmitted)
        let issued = try #require(story.happened(DeclarationIssued.self))
        #expect(submitted.keyRequirementsMet && submitted.belowLevelTwo.isEmpty && submitted.submission == 1)
        #expect(issued.issue == 1)
        #expect(issued.expires == story.time.addingTimeInterval(30 * 86_400))
        #expect(story.stage == .declarationSent)
        #expect(story.outstanding == [OutstandingStep(code: "signature", who: "signatory")])
        #expect(story.emails.map(\.template) == ["declaration", "declaration-copy"])
        #expect(story.emails.map(\.recipient) == [Cast.signatory.email, Cast.contact.email])
    }

    @Test(
        "Any key requirement below level 2 stops the declaration and asks for a plan (SOC-028, SOC-113)",
        arguments: ["114", "115", "117", "211", "213", "304", "317", "320"], [0, 1])
    func belowLevelTwo(number: String, level: Int) throws {
        let story = try CaseStory.submitted(below: [number: level])
        #expect(story.happened(AssessmentSubmitted.self)?.keyRequirementsMet == false)
        #expect(story.assessment.state?.submission?.belowLevelTwo == [number])
        #expect(story.stage == .planRequired)
        #expect(story.outstanding == [OutstandingStep(code: "plan", who: "practice")])
        #expect(story.sent.isEmpty)
    }

    @Test("A key requirement that does not apply counts as met, with its flag kept (SOC-110, C-19)")
    func notApplicableKey() throws {
        var story = try CaseStory.answered(below: ["304": 0])
        try story.tell(
            Cast.answer("304", level: nil, notApplicable: true, evidence: "Nobody here has a smartcard."),
            by: Cast.administrator)
        try story.tell(Cast.submission, by: Cast.administrator)
        #expect(story.stage == .declarationSent)
        #expect(story.assessment.state?.answers["304"]?.notApplicable == true)
    }
}
