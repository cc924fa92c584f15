// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Compliance

@Suite("A case up to its submission") struct CaseAssessmentTests {
    @Test("A registered general practice gets one case with the requirements in force, however often it is told (C-18)")
    func opens() throws {
        var story = try Story<CaseDecider>.opened()
        let state = try #require(story.state)
        #expect(state.caseID == CaseID.of(organisation: Cast.practice))
        #expect(state.requirementSet == "gp-118-8.v1")
        #expect(state.stage == .assessing)
        #expect(state.outstanding.map(\.code) == ["contacts", "assessment", "submission"])
        #expect(try story.perform(.open(Cast.registered()), by: .visitor).isEmpty)
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
        var story = Story<CaseDecider>()
        try story.perform(.open(Cast.registered(category: category.code)), by: .visitor)
        #expect(story.state == nil)
    }

    @Test("Nothing can be done to a case that was never opened")
    func unknown() {
        var story = Story<CaseDecider>()
        story.refuses(Cast.contacts(), by: Cast.administrator, "not-found")
    }

    @Test("The practice records signatory and contact, cleaned of stray blanks (SOC-024)")
    func recordsContacts() throws {
        var story = try Story<CaseDecider>.opened()
        var untidy = Cast.signatory
        untidy.name = "  Dr Amal\nOsei \u{0}"
        try story.perform(Cast.contacts(signatory: untidy), by: Cast.administrator)
        #expect(story.state?.signatory == Cast.signatory)
        #expect(story.state?.contact == Cast.contact)
        #expect(story.state?.outstanding.map(\.code) == ["assessment", "submission"])
        #expect(story.consequences.isEmpty)
        #expect(try story.perform(Cast.contacts(), by: Cast.administrator).isEmpty)
    }

    @Test(
        "Only the practice's administrator enters contacts, answers, submission and plan (SOC-126, SOC-128)",
        arguments: [
            Cast.colleague, Cast.stranger, Cast.reviewer, Cast.nationalReviewer, Cast.centralAdmin, Cast.desk, .visitor,
            .operator,
        ])
    func othersMayNotEnter(actor: Actor) throws {
        var story = try Story<CaseDecider>.submitted(below: ["114": 1])
        story.refuses(Cast.contacts(), by: actor, Cast.barred(actor))
        story.refuses(Cast.answer("114"), by: actor, Cast.barred(actor))
        story.refuses(.submitAssessment, by: actor, Cast.barred(actor))
        story.refuses(.submitPlan([Cast.action("114")]), by: actor, Cast.barred(actor))
    }

    @Test("Without the signatory's details nothing is saved, and all that is wrong is told at once (SOC-039)")
    func contactProblems() throws {
        var story = try Story<CaseDecider>.opened()
        let nobody = Contact(name: " ", position: "", email: "", telephone: "")
        story.refuses(
            Cast.contacts(signatory: nobody, contact: nobody), by: Cast.administrator, "name-missing",
            "position-missing", "email-missing", "telephone-missing", "name-missing", "position-missing",
            "email-missing")
        do {
            try story.perform(Cast.contacts(signatory: nobody), by: Cast.administrator)
        } catch let refusal as CaseRefusal {
            #expect(
                refusal.problems.map(\.field)
                    == ["signatory.name", "signatory.position", "signatory.email", "signatory.telephone"])
        }
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
        var story = try Story<CaseDecider>.opened()
        var contact = Cast.contact
        contact.email = address
        story.refuses(Cast.contacts(contact: contact), by: Cast.administrator, "email-malformed")
    }

    @Test(
        "NHSmail is preferred and not compulsory (SOC-043)",
        arguments: ["amal.osei@nhs.net", "amal+soc@practice.example", "A_O'Brien@mail.example.co.uk"])
    func anyAddress(address: String) throws {
        var story = try Story<CaseDecider>.opened()
        var signatory = Cast.signatory
        signatory.email = address
        try story.perform(Cast.contacts(signatory: signatory), by: Cast.administrator)
        #expect(story.state?.signatory?.email == address)
    }

    @Test("The signatory's inbox is their own: a contact of another name needs another address (SOC-044, C-08)")
    func sharedInbox() throws {
        var story = try Story<CaseDecider>.opened()
        var shared = Cast.contact
        shared.email = "Amal.Osei@example.nhs.uk"
        story.refuses(Cast.contacts(contact: shared), by: Cast.administrator, "shared-email")
        // A partner who works alone is both.
        try story.perform(Cast.contacts(contact: Cast.signatory), by: Cast.administrator)
    }

    @Test("A telephone number has digits, and texts have limits")
    func telephoneAndLengths() throws {
        var story = try Story<CaseDecider>.opened()
        var contact = Cast.contact
        contact.telephone = "ring me"
        story.refuses(Cast.contacts(contact: contact), by: Cast.administrator, "telephone-malformed")
        contact.telephone = "+44 (0)1632 960-001 ext. 4"
        contact.name = String(repeating: "n", count: 201)
        story.refuses(Cast.contacts(contact: contact), by: Cast.administrator, "name-too-long")
        contact.name = "Jo"
        try story.perform(Cast.contacts(contact: contact), by: Cast.administrator)
    }

    @Test("An answer has a level from 0 to 3", arguments: 0...3)
    func answers(level: Int) throws {
        var story = try Story<CaseDecider>.opened()
        try story.perform(Cast.answer("114", level: level, evidence: " Minutes\r\nof May "), by: Cast.administrator)
        #expect(
            story.state?.answers == ["114": .init(level: level, notApplicable: false, evidence: "Minutes\nof May")])
        #expect(
            try story.perform(Cast.answer("114", level: level, evidence: "Minutes\nof May"), by: Cast.administrator)
                .isEmpty)
    }

    @Test("Level 0 needs no evidence")
    func levelZero() throws {
        var story = try Story<CaseDecider>.opened()
        try story.perform(Cast.answer("114", level: 0, evidence: ""), by: Cast.administrator)
        #expect(story.state?.answers["114"]?.level == 0)
    }

    @Test(
        "An answer that says too little or too much is refused",
        arguments: [
            (nil, "Seen.", ["level-missing"]), (4, "Seen.", ["level-missing"]), (-1, "Seen.", ["level-missing"]),
            (1, " \n ", ["evidence-missing"]), (4, "", ["level-missing", "evidence-missing"]),
            (2, String(repeating: "e", count: 4_001), ["evidence-too-long"]),
        ] as [(Int?, String, [String])])
    func wrongAnswers(level: Int?, evidence: String, codes: [String]) throws {
        let story = try Story<CaseDecider>.opened()
        let refusal = #expect(throws: CaseRefusal.self) {
            try CaseDecider.decide(
                Cast.answer("114", level: level, evidence: evidence), given: story.state,
                in: try story.context(Cast.administrator))
        }
        #expect(refusal?.problems.map(\.code) == codes)
    }

    @Test("A requirement of another set is refused")
    func unknownRequirement() throws {
        var story = try Story<CaseDecider>.opened()
        story.refuses(Cast.answer("108"), by: Cast.administrator, "unknown-requirement")
    }

    @Test("What does not apply counts as level 3, is flagged, and needs the reasons (SOC-110, SOC-111, C-19)")
    func notApplicable() throws {
        var story = try Story<CaseDecider>.opened()
        story.refuses(
            Cast.answer("318", level: nil, notApplicable: true, evidence: " "), by: Cast.administrator,
            "reasons-missing")
        try story.perform(
            Cast.answer("318", level: nil, notApplicable: true, evidence: "Nothing portable is used."),
            by: Cast.administrator)
        #expect(
            story.state?.answers["318"]
                == .init(level: 3, notApplicable: true, evidence: "Nothing portable is used."))
    }

    @Test("Every requirement must be answered, not only the key ones, and what is left is named (SOC-032)")
    func incomplete() throws {
        var story = try Story<CaseDecider>.opened()
        for number in ["114", "115", "117", "211", "213", "304", "317", "320"] {
            try story.perform(Cast.answer(number), by: Cast.administrator)
        }
        story.refuses(
            .submitAssessment, by: Cast.administrator, "requirement-unanswered", "requirement-unanswered",
            "requirement-unanswered", "requirement-unanswered", "requirement-unanswered", "contacts-missing")
        do {
            try story.perform(.submitAssessment, by: Cast.administrator)
        } catch let refusal as CaseRefusal {
            #expect(
                refusal.problems.map(\.field) == [
                    "requirements.116", "requirements.212", "requirements.316", "requirements.318", "requirements.319",
                    "contacts",
                ])
        }
    }

    @Test("A statement needs the practice's ODS code (C-09)")
    func needsOdsCode() throws {
        var story = try Story<CaseDecider>.answered(odsCode: nil)
        story.refuses(.submitAssessment, by: Cast.administrator, "ods-code-missing")
    }

    @Test("Submitted scores can no longer be altered (SOC-026, C-20)")
    func frozen() throws {
        var story = try Story<CaseDecider>.submitted(below: ["114": 1])
        story.refuses(Cast.answer("114", level: 3), by: Cast.administrator, "assessment-submitted")
        story.refuses(.submitAssessment, by: Cast.administrator, "assessment-submitted")
    }

    @Test("All eight at level 2 send the declaration with no human step (SOC-027, SOC-031, SOC-036)")
    func allMet() throws {
        // 316 is not key: it does not hold anything up.
        var story = try Story<CaseDecider>.answered(below: ["316": 0])
        let events = try story.perform(.submitAssessment, by: Cast.administrator)
        guard case .submitted(let submitted) = events.first, case .declarationIssued(let issued) = events.last else {
            Issue.record("Neither submitted nor issued")
            return
        }
        #expect(events.count == 2)
        #expect(submitted.keyRequirementsMet && submitted.belowLevelTwo.isEmpty && submitted.submission == 1)
        #expect(issued.issue == 1)
        #expect(issued.expires == story.time.addingTimeInterval(30 * 86_400))
        #expect(story.state?.stage == .declarationSent)
        #expect(story.state?.outstanding == [OutstandingStep(code: "signature", who: "signatory")])
        #expect(story.emails.map(\.template) == ["declaration", "declaration-copy"])
        #expect(story.emails.map(\.recipient) == [Cast.signatory.email, Cast.contact.email])
    }

    @Test(
        "Any key requirement below level 2 stops the declaration and asks for a plan (SOC-028, SOC-113)",
        arguments: ["114", "115", "117", "211", "213", "304", "317", "320"], [0, 1])
    func belowLevelTwo(number: String, level: Int) throws {
        let story = try Story<CaseDecider>.submitted(below: [number: level])
        #expect(story.state?.submission?.keyRequirementsMet == false)
        #expect(story.state?.submission?.belowLevelTwo == [number])
        #expect(story.state?.stage == .planRequired)
        #expect(story.state?.outstanding == [OutstandingStep(code: "plan", who: "practice")])
        #expect(story.consequences.isEmpty)
    }

    @Test("A key requirement that does not apply counts as met, with its flag kept (SOC-110, C-19)")
    func notApplicableKey() throws {
        var story = try Story<CaseDecider>.answered(below: ["304": 0])
        try story.perform(
            Cast.answer("304", level: nil, notApplicable: true, evidence: "Nobody here has a smartcard."),
            by: Cast.administrator)
        try story.perform(.submitAssessment, by: Cast.administrator)
        #expect(story.state?.stage == .declarationSent)
        #expect(story.state?.answers["304"]?.notApplicable == true)
    }
}
