// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Compliance
@testable import Messaging

@Suite("Declarations") struct CaseDeclarationTests {
    @Test(
        "The signatory's e-mail holds link and code under a seal; the contact's copy a link of its own, no code (SOC-037, SOC-119)"
    )
    func emails() throws {
        let story = try CaseStory.submitted()
        let secrets = try story.secrets()
        #expect(LinkToken(clear: secrets.token)?.subject == Cast.caseID)
        #expect(secrets.code.count == 7 && secrets.code.allSatisfy(\.isNumber))
        let declaration = try #require(story.emails.first)
        #expect(
            declaration.values == [
                "signatoryName": "Dr Amal Osei", "organisationName": "The Meadow Surgery",
                "expires": "14 February 2027 at 8:00am",
            ])
        #expect(declaration.about == Cast.caseID)
        let copy = try #require(story.emails.last)
        #expect(try story.contactsToken() != secrets.token)
        #expect(
            copy.values == [
                "name": "Jo Fielding", "organisationName": "The Meadow Surgery", "signatoryName": "Dr Amal Osei",
            ])
        #expect(Set(story.emails.map(\.email)).count == 2)
    }

    @Test("Whoever was erased has to be replaced, and nothing is sent to nobody; one who has signed stays")
    func erasedContact() throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        story.wait(3_600)
        let nobody = Contact(
            name: Eraser.mark, position: Eraser.mark, email: Eraser.mark, telephone: Eraser.mark)
        story.statement.state?.signatory = nobody
        story.agreement.state?.signatory = nobody
        var agreed = try #require(story.statement.state)
        agreed.isAgreed = true
        #expect(StatementDecider.erased(agreed) == agreed)
        var signed = try #require(story.agreement.state)
        signed.signature = .init(signatory: Eraser.mark, capacity: .own, signedBy: Eraser.mark, terms: "v1")
        #expect(AgreementDecider.erased(signed) == signed)
        story.statement.state = StatementDecider.erased(try #require(story.statement.state))
        story.agreement.state = AgreementDecider.erased(try #require(story.agreement.state))
        #expect(story.statement.state?.signatory == nil && story.statement.state?.contact == Cast.contact)
        #expect(story.outstanding.map(\.code) == ["contacts", "signature"])
        #expect(story.details?.gates?.first { $0.kind == .contacts }?.standing == .open)
        story.refuses(Cast.resending, by: Cast.reviewer, "contacts-missing")
        story.refuses(story.attempt(secrets.token, secrets.code), by: .visitor, "unknown-link")
        // Somebody else takes their place, with a link of their own.
        try story.tell(Cast.contacts(), by: Cast.administrator)
        #expect(story.emails.map(\.template) == ["declaration", "declaration-copy"])
        #expect(story.outstanding.map(\.code) == ["signature"])
    }

    @Test("Whoever was erased before the declaration was due is waited for, and it then goes by itself")
    func erasedEarly() throws {
        var story = try CaseStory.answered()
        story.statement.state?.signatory?.email = Eraser.mark
        story.statement.state = StatementDecider.erased(try #require(story.statement.state))
        try story.tell(Cast.submission, by: Cast.administrator)
        #expect(story.emails.isEmpty && story.agreement.state == nil)
        #expect(story.outstanding.map(\.code) == ["contacts"])
        let gates = try #require(story.details?.gates)
        #expect(gates.first { $0.kind == .declaration }?.waitsFor == [.contacts])
        try story.tell(Cast.contacts(), by: Cast.administrator)
        #expect(story.emails.map(\.template) == ["declaration", "declaration-copy"])
        #expect(story.outstanding.map(\.code) == ["signature"])
    }

    @Test("Token and code rest nowhere in clear: only digests are kept (IMP-01)")
    func digestsOnly() throws {
        let story = try CaseStory.submitted()
        let secrets = try story.secrets()
        let kept = try JSON.text(story.agreement.state) + story.facts.map { try JSON.text($0) }.joined()
        #expect(!kept.contains(secrets.token) && !kept.contains(secrets.code))
    }

    @Test("The right code is an acceptance, and everybody is told that it is complete (SOC-038, SOC-124, IMP-13)")
    func signs() throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        story.wait(182 * 3_600)
        let events = try story.tell(story.attempt(secrets.token, secrets.code), by: .visitor)
        let signed = try #require(events.first as? DeclarationSigned)
        #expect(signed.organisation == Cast.practice)
        #expect(signed.signatory == "Dr Amal Osei" && signed.signedBy == "Dr Amal Osei" && signed.capacity == .own)
        #expect(signed.terms == "v1" && signed.text == DeclarationTerms.current.digest)
        let submitted = try #require(story.assessment.state?.submission?.digest)
        #expect(signed.assessment == submitted && submitted.count == 64)
        #expect(story.statement.state?.isAgreed == true)
        #expect(story.stage == .signed)
        #expect(story.outstanding.isEmpty == true)
        #expect(story.emails.map(\.template) == ["process-complete", "process-complete"])
        #expect(story.emails.map(\.recipient) == [Cast.signatory.email, Cast.contact.email])
        #expect(
            story.emails.first?.values == [
                "name": "Dr Amal Osei", "organisationName": "The Meadow Surgery", "signedBy": "Dr Amal Osei",
                "signedAt": "22 January 2027 at 10:00pm",
            ])
        let told = try #require(story.sent(NotifyAdministrators.self))
        #expect(told.notice.subject == "The statement of compliance for The Meadow Surgery has been signed")
        #expect(told.besides == [Cast.signatory.email, Cast.contact.email])
    }

    @Test("Somebody who was given the code signs under delegated authority, and both names are kept (SOC-120, C-08)")
    func delegated() throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        try story.tell(
            story.attempt(secrets.token, secrets.code, name: " Jo Fielding ", capacity: .delegated),
            by: Cast.administrator)
        #expect(
            story.agreement.state?.signature
                == .init(
                    signatory: "Dr Amal Osei", capacity: .delegated, signedBy: "Jo Fielding", terms: "v1",
                    text: DeclarationTerms.current.digest))
    }

    @Test(
        "Whoever signs gives a name, which costs no try (SOC-035)",
        arguments: [("  ", "name-missing"), (String(repeating: "n", count: 201), "name-too-long")])
    func name(name: String, code: String) throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        story.refuses(story.attempt(secrets.token, "wrong", name: name), by: .visitor, code)
        #expect(story.agreement.state?.link?.attempts == 0)
    }

    @Test("A used link is refused and says so (SOC-125)")
    func used() throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        try story.tell(story.attempt(secrets.token, secrets.code), by: .visitor)
        story.refuses(story.attempt(secrets.token, secrets.code), by: .visitor, "used-link")
        let digest = try #require(story.agreement.state?.link?.tokenDigest)
        #expect(story.agreement.state?.standing(ofLink: digest, at: story.time) == .signed)
    }

    @Test("A link works for 30 days, and an expired one says so before anything is typed (IMP-01)")
    func expires() throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        let digest = try #require(story.agreement.state?.link?.tokenDigest)
        story.wait(30 * 86_400 - 1)
        #expect(story.agreement.state?.standing(ofLink: digest, at: story.time) == .open)
        story.wait(1)
        #expect(story.agreement.state?.standing(ofLink: digest, at: story.time) == .expired)
        story.refuses(story.attempt(secrets.token, secrets.code), by: .visitor, "expired-link")
    }

    @Test(
        "A link that never was is refused, and before the declaration is issued every link is",
        arguments: [true, false])
    func unknownLink(issued: Bool) throws {
        var story = issued ? try CaseStory.submitted() : try CaseStory.answered()
        story.refuses(story.attempt("made-up", "1234567"), by: .visitor, "unknown-link")
        #expect(story.agreement.state?.standing(ofLink: "", at: story.time) == nil)
    }

    @Test("Five wrong codes lock the link for a time that grows with each further one (IMP-03, SOC-125)")
    func locks() throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        let digest = try #require(story.agreement.state?.link?.tokenDigest)
        for _ in 1...4 {
            story.refuses(story.attempt(secrets.token, "0000000x"), by: .visitor, "wrong-code", recorded: true)
        }
        #expect(story.agreement.state?.link?.attempts == 4)
        var minutes = 5.0
        for _ in 1...3 {
            story.refuses(story.attempt(secrets.token, "wrong"), by: .visitor, "code-locked", recorded: true)
            #expect(story.agreement.state?.standing(ofLink: digest, at: story.time) == .locked)
            // The right code is not even looked at.
            story.refuses(story.attempt(secrets.token, secrets.code), by: .visitor, "code-locked")
            story.wait(minutes * 60 - 1)
            story.refuses(story.attempt(secrets.token, secrets.code), by: .visitor, "code-locked")
            story.wait(1)
            #expect(story.agreement.state?.standing(ofLink: digest, at: story.time) == .open)
            minutes *= 2
        }
        try story.tell(story.attempt(secrets.token, secrets.code), by: .visitor)
        #expect(story.stage == .signed)
    }

    @Test("A wrong code says how many tries are left, and a lock until when in UK time (IMP-03, IMP-13)")
    func sentences() throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        var messages: [String] = []
        for _ in 1...5 {
            messages += story.problems(story.attempt(secrets.token, "wrong"), by: .visitor).map(\.message)
            _ = try? story.tell(story.attempt(secrets.token, "wrong"), by: .visitor)
        }
        #expect(messages[0].hasSuffix("You have 4 more tries."))
        #expect(messages[3].hasSuffix("You have one more try."))
        #expect(messages[4].hasSuffix("Try again after 15 January 2027 at 8:05am, UK time."))
        #expect(story.retry(story.attempt(secrets.token, "wrong"), by: .visitor) == 300)
        #expect(story.sent.isEmpty)
    }

    @Test("No wait is longer than a day", arguments: [(13, 76_800), (14, 86_400), (4_000, 86_400)] as [(Int, Double)])
    func longestLock(attempt: Int, seconds: Double) {
        let now = Date(timeIntervalSince1970: 0)
        #expect(AgreementLimits.lock(afterAttempt: attempt, at: now) == now.addingTimeInterval(seconds))
    }

    @Test(
        "The host's reviewer, a central administrator and the practice may have it sent again (SOC-121, SOC-122, IMP-02)",
        arguments: [Cast.reviewer, Cast.centralAdmin, Cast.administrator])
    func resends(actor: Actor) throws {
        var story = try CaseStory.submitted()
        let old = try story.secrets()
        story.refuses(story.attempt(old.token, "wrong"), by: .visitor, "wrong-code", recorded: true)
        story.wait(60)
        try story.tell(Cast.resending, by: actor)
        #expect(story.emails.map(\.template) == ["declaration", "declaration-copy"])
        let new = try story.secrets()
        #expect(new.token != old.token && new.code != old.code)
        #expect(story.agreement.state?.issues == 2)
        #expect(story.agreement.state?.link?.attempts == 0)
        // IMP-02: the holder of the old one is told
        story.refuses(story.attempt(old.token, old.code), by: .visitor, "replaced-link")
        story.refuses(story.attempt(new.token, old.code), by: .visitor, "wrong-code", recorded: true)
        try story.tell(story.attempt(new.token, new.code), by: .visitor)
    }

    @Test(
        "Nobody else may have it sent again (SOC-121)",
        arguments: [
            Cast.colleague, Cast.stranger, Cast.foreignReviewer, Cast.nationalReviewer, .visitor, .operator,
        ])
    func mayNotResend(actor: Actor) throws {
        var story = try CaseStory.submitted()
        story.wait(60)
        story.refuses(Cast.resending, by: actor, Cast.barred(actor))
    }

    @Test("It is sent again once a minute and ten times a day at most (IMP-02)")
    func resendLimits() throws {
        var story = try CaseStory.submitted()
        story.wait(59.999)
        story.refuses(Cast.resending, by: Cast.reviewer, "resent-just-now")
        story.wait(0.001)
        for _ in 1...10 {
            try story.tell(Cast.resending, by: Cast.reviewer)
            story.wait(60)
        }
        story.refuses(Cast.resending, by: Cast.administrator, "resent-too-often")
        #expect(story.retry(Cast.resending, by: Cast.administrator) == 85_800)
        story.wait(86_400 - 600)
        try story.tell(Cast.resending, by: Cast.administrator)
        #expect(story.agreement.state?.issues == 12)
        story.wait(59)
        story.refuses(Cast.resending, by: Cast.administrator, "resent-just-now")
        #expect(story.retry(Cast.resending, by: Cast.administrator) == 1)
    }

    @Test("An expired declaration can be sent again")
    func resendExpired() throws {
        var story = try CaseStory.submitted()
        story.wait(31 * 86_400)
        try story.tell(Cast.resending, by: Cast.administrator)
        let new = try story.secrets()
        try story.tell(story.attempt(new.token, new.code), by: .visitor)
    }

    @Test("There is nothing to send again after it is signed (SOC-124)")
    func resendStage() throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        try story.tell(story.attempt(secrets.token, secrets.code), by: .visitor)
        story.wait(60)
        story.refuses(Cast.resending, by: Cast.reviewer, "already-signed")
    }

    @Test("Another signatory gets a link of their own, and the old one is void (SOC-045)")
    func newSignatory() throws {
        var story = try CaseStory.submitted()
        let old = try story.secrets()
        var partner = Cast.signatory
        partner.name = "Dr Sam Lowe"
        partner.email = "sam.lowe@example.nhs.uk"
        try story.tell(Cast.contacts(signatory: partner), by: Cast.administrator)
        #expect(story.emails.map(\.recipient) == [partner.email, Cast.contact.email])
        let new = try story.secrets()
        story.refuses(story.attempt(old.token, old.code), by: .visitor, "replaced-link")
        try story.tell(story.attempt(new.token, new.code, name: partner.name), by: .visitor)
        #expect(story.agreement.state?.signature?.signatory == "Dr Sam Lowe")
    }

    @Test("Another contact, or another telephone number, leaves the signatory's link as it is (SOC-045)")
    func sameSignatory() throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        var signatory = Cast.signatory
        signatory.telephone = "01632 960 002"
        var contact = Cast.contact
        contact.name = "Pat Marsh"
        try story.tell(Cast.contacts(signatory: signatory, contact: contact), by: Cast.administrator)
        #expect(story.sent.isEmpty)
        try story.tell(story.attempt(secrets.token, secrets.code), by: .visitor)
    }

    @Test("Changing the signatory to and fro is no way around the limit on sending (IMP-02, SOC-045)")
    func newSignatoryLimit() throws {
        var story = try CaseStory.submitted()
        var partner = Cast.signatory
        partner.email = "partner@example.nhs.uk"
        for turn in 1...10 {
            let signatory = turn.isMultiple(of: 2) ? Cast.signatory : partner
            try story.tell(Cast.contacts(signatory: signatory), by: Cast.administrator)
        }
        try story.tell(Cast.contacts(signatory: partner), by: Cast.administrator)
        #expect(story.statement.state?.signatory == partner)
        // The old link is void all the same; the new one is sent when it may be.
        #expect(story.agreement.state?.link == nil && story.emails.isEmpty)
        #expect(story.outstanding.map(\.code) == ["delivery"])
        story.refuses(Cast.resending, by: Cast.administrator, "resent-too-often")
        story.wait(86_400)
        try story.tell(Cast.resending, by: Cast.administrator)
        #expect(story.emails.first?.recipient == partner.email)
        #expect(story.outstanding.map(\.code) == ["signature"])
    }

    @Test("After the signature the contacts stay as they were signed")
    func contactsAfterSignature() throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        try story.tell(story.attempt(secrets.token, secrets.code), by: .visitor)
        story.refuses(Cast.contacts(contact: Cast.signatory), by: Cast.administrator, "already-signed")
    }

    @Test("Only so many void links are remembered; an older one is unknown (IMP-02)")
    func forgets() throws {
        var story = try CaseStory.submitted()
        let first = try story.secrets()
        for _ in 1...100 {
            story.wait(86_400)
            try story.tell(Cast.resending, by: Cast.administrator)
        }
        story.refuses(story.attempt(first.token, first.code), by: .visitor, "replaced-link")
        story.wait(86_400)
        try story.tell(Cast.resending, by: Cast.administrator)
        #expect(story.agreement.state?.replaced.count == 100)
        story.refuses(story.attempt(first.token, first.code), by: .visitor, "unknown-link")
    }

    @Test("The whole journey with a plan ends in one signature, and nothing is asked for again (SOC-029, SOC-058)")
    func journey() throws {
        var story = try CaseStory.planWaiting()
        try story.tell(story.decision(approved: false, comment: "More detail, please."), by: Cast.desk)
        try story.tell(Cast.plan([Cast.action("114"), Cast.action("117")]), by: Cast.administrator)
        try story.tell(story.decision(approved: true), by: Cast.desk)
        let secrets = try story.secrets()
        try story.tell(story.attempt(secrets.token, secrets.code), by: .visitor)
        #expect(story.stage == .signed)
        // A state rebuilt from the events is the same state.
        func rebuilt<D: Decider>(_ part: Story<D>) -> D.State? {
            part.events.reduce(D.State?.none) { D.evolve($0, with: $1) }
        }
        #expect(rebuilt(story.statement) == story.statement.state && rebuilt(story.process) == story.process.state)
        #expect(rebuilt(story.assessment) == story.assessment.state && rebuilt(story.plan) == story.plan.state)
        #expect(rebuilt(story.agreement) == story.agreement.state)
        #expect(story.details?.gates?.allSatisfy { $0.standing == .met } == true)
    }

    @Test("A signature is under the text that was read: when that is another one now, it is read again first (SOC-038)")
    func otherText() throws {
        var story = try CaseStory.submitted()
        let secrets = try story.secrets()
        story.refuses(
            story.attempt(secrets.token, secrets.code, text: String(repeating: "0", count: 64)), by: .visitor,
            "text-changed")
        try story.tell(
            story.attempt(secrets.token, secrets.code, text: DeclarationTerms.current.digest), by: .visitor)
        #expect(story.stage == .signed)
    }
}
