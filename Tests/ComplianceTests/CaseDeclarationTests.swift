// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Compliance
@testable import Messaging

@Suite("Declarations") struct CaseDeclarationTests {
    @Test(
        "The signatory's e-mail holds link and code under a seal; the contact's copy holds neither (SOC-037, SOC-119)")
    func emails() throws {
        let story = try Story<CaseDecider>.submitted()
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
        #expect(copy.sealed == nil)
        #expect(
            copy.values == [
                "contactName": "Jo Fielding", "organisationName": "The Meadow Surgery", "signatoryName": "Dr Amal Osei",
            ])
        #expect(Set(story.emails.map(\.email)).count == 2)
    }

    @Test("A contact whose data was erased has to be replaced, and nothing is sent to nobody; one who has signed stays")
    func erasedContact() throws {
        var story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        story.wait(3_600)
        story.state?.signatory = Contact(
            name: Eraser.mark, position: Eraser.mark, email: Eraser.mark, telephone: Eraser.mark)
        let erased = CaseDecider.erased(try #require(story.state))
        #expect(erased.signatory == nil && erased.contact == story.state?.contact)
        #expect(erased.outstanding.map(\.code) == ["contacts", "signature"])
        var signed = erased
        signed.signatory = story.state?.signatory
        signed.signature = .init(signatory: Eraser.mark, capacity: .own, signedBy: Eraser.mark, terms: "v1")
        #expect(CaseDecider.erased(signed) == signed)
        story.state = erased
        story.refuses(.resend, by: Cast.reviewer, "contacts-missing")
        story.refuses(story.attempt(secrets.token, secrets.code), by: .visitor, "unknown-link")
    }

    @Test("Token and code rest nowhere in clear: only digests are kept (IMP-01)")
    func digestsOnly() throws {
        let story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        let kept = try JSON.text(story.state) + story.events.map { try JSON.text($0.fact) }.joined()
        #expect(!kept.contains(secrets.token) && !kept.contains(secrets.code))
    }

    @Test("The right code is an acceptance, and everybody is told that it is complete (SOC-038, SOC-124, IMP-13)")
    func signs() throws {
        var story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        story.wait(182 * 3_600)
        let events = try story.perform(story.attempt(secrets.token, secrets.code), by: .visitor)
        guard case .signed(let signed) = events.first else {
            Issue.record("Not signed")
            return
        }
        #expect(signed.organisation == Cast.practice)
        #expect(signed.signatory == "Dr Amal Osei" && signed.signedBy == "Dr Amal Osei" && signed.capacity == .own)
        #expect(signed.terms == "v1")
        #expect(story.state?.stage == .signed)
        #expect(story.state?.outstanding.isEmpty == true)
        #expect(story.emails.map(\.template) == ["process-complete", "process-complete"])
        #expect(story.emails.map(\.recipient) == [Cast.signatory.email, Cast.contact.email])
        #expect(
            story.emails.first?.values == [
                "name": "Dr Amal Osei", "organisationName": "The Meadow Surgery", "signedBy": "Dr Amal Osei",
                "signedAt": "22 January 2027 at 10:00pm",
            ])
    }

    @Test("Somebody who was given the code signs under delegated authority, and both names are kept (SOC-120, C-08)")
    func delegated() throws {
        var story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        try story.perform(
            story.attempt(secrets.token, secrets.code, name: " Jo Fielding ", capacity: .delegated),
            by: Cast.administrator)
        #expect(
            story.state?.signature
                == .init(signatory: "Dr Amal Osei", capacity: .delegated, signedBy: "Jo Fielding", terms: "v1"))
    }

    @Test(
        "Whoever signs gives a name, which costs no try (SOC-035)",
        arguments: [("  ", "name-missing"), (String(repeating: "n", count: 201), "name-too-long")])
    func name(name: String, code: String) throws {
        var story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        story.refuses(story.attempt(secrets.token, "wrong", name: name), by: .visitor, code)
        #expect(story.state?.link?.attempts == 0)
    }

    @Test("A used link is refused and says so (SOC-125)")
    func used() throws {
        var story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        try story.perform(story.attempt(secrets.token, secrets.code), by: .visitor)
        story.refuses(story.attempt(secrets.token, secrets.code), by: .visitor, "used-link")
        let digest = try #require(story.state?.link?.tokenDigest)
        #expect(story.state?.standing(ofLink: digest, at: story.time) == .signed)
    }

    @Test("A link works for 30 days, and an expired one says so before anything is typed (IMP-01)")
    func expires() throws {
        var story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        let digest = try #require(story.state?.link?.tokenDigest)
        story.wait(30 * 86_400 - 1)
        #expect(story.state?.standing(ofLink: digest, at: story.time) == .open)
        story.wait(1)
        #expect(story.state?.standing(ofLink: digest, at: story.time) == .expired)
        story.refuses(story.attempt(secrets.token, secrets.code), by: .visitor, "expired-link")
    }

    @Test(
        "A link that never was is refused, and before the declaration is issued every link is",
        arguments: [true, false])
    func unknownLink(issued: Bool) throws {
        var story = issued ? try Story<CaseDecider>.submitted() : try Story<CaseDecider>.answered()
        story.refuses(story.attempt("made-up", "1234567"), by: .visitor, "unknown-link")
        #expect(story.state?.standing(ofLink: "", at: story.time) == nil)
    }

    @Test("Five wrong codes lock the link for a time that grows with each further one (IMP-03, SOC-125)")
    func locks() throws {
        var story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        let digest = try #require(story.state?.link?.tokenDigest)
        for _ in 1...4 {
            story.refuses(story.attempt(secrets.token, "0000000x"), by: .visitor, "wrong-code", recorded: true)
        }
        #expect(story.state?.link?.attempts == 4)
        var minutes = 5.0
        for _ in 1...3 {
            story.refuses(story.attempt(secrets.token, "wrong"), by: .visitor, "code-locked", recorded: true)
            #expect(story.state?.standing(ofLink: digest, at: story.time) == .locked)
            // The right code is not even looked at.
            story.refuses(story.attempt(secrets.token, secrets.code), by: .visitor, "code-locked")
            story.wait(minutes * 60 - 1)
            story.refuses(story.attempt(secrets.token, secrets.code), by: .visitor, "code-locked")
            story.wait(1)
            #expect(story.state?.standing(ofLink: digest, at: story.time) == .open)
            minutes *= 2
        }
        try story.perform(story.attempt(secrets.token, secrets.code), by: .visitor)
        #expect(story.state?.stage == .signed)
    }

    @Test("A wrong code says how many tries are left, and a lock until when in UK time (IMP-03, IMP-13)")
    func sentences() throws {
        var story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        var messages: [String] = []
        for _ in 1...5 {
            do {
                try story.perform(story.attempt(secrets.token, "wrong"), by: .visitor)
            } catch let refusal as CaseRefusal {
                messages += refusal.problems.map(\.message)
            }
        }
        #expect(messages[0].hasSuffix("You have 4 more tries."))
        #expect(messages[3].hasSuffix("You have one more try."))
        #expect(messages[4].hasSuffix("Try again after 15 January 2027 at 8:05am, UK time."))
        #expect(story.retry(story.attempt(secrets.token, "wrong"), by: .visitor) == 300)
        #expect(story.consequences.isEmpty)
    }

    @Test("No wait is longer than a day", arguments: [(13, 76_800), (14, 86_400), (4_000, 86_400)] as [(Int, Double)])
    func longestLock(attempt: Int, seconds: Double) {
        let now = Date(timeIntervalSince1970: 0)
        #expect(CaseLimits.lock(afterAttempt: attempt, at: now) == now.addingTimeInterval(seconds))
    }

    @Test(
        "The host's reviewer, a central administrator and the practice may have it sent again (SOC-121, SOC-122, IMP-02)",
        arguments: [Cast.reviewer, Cast.centralAdmin, Cast.administrator])
    func resends(actor: Actor) throws {
        var story = try Story<CaseDecider>.submitted()
        let old = try story.secrets()
        story.refuses(story.attempt(old.token, "wrong"), by: .visitor, "wrong-code", recorded: true)
        story.wait(60)
        try story.perform(.resend, by: actor)
        #expect(story.emails.map(\.template) == ["declaration", "declaration-copy"])
        let new = try story.secrets()
        #expect(new.token != old.token && new.code != old.code)
        #expect(story.state?.link?.issue == 2)
        #expect(story.state?.link?.attempts == 0)
        // IMP-02: the holder of the old one is told
        story.refuses(story.attempt(old.token, old.code), by: .visitor, "replaced-link")
        story.refuses(story.attempt(new.token, old.code), by: .visitor, "wrong-code", recorded: true)
        try story.perform(story.attempt(new.token, new.code), by: .visitor)
    }

    @Test(
        "Nobody else may have it sent again (SOC-121)",
        arguments: [
            Cast.colleague, Cast.stranger, Cast.foreignReviewer, Cast.nationalReviewer, .visitor, .operator,
        ])
    func mayNotResend(actor: Actor) throws {
        var story = try Story<CaseDecider>.submitted()
        story.wait(60)
        story.refuses(.resend, by: actor, Cast.barred(actor))
    }

    @Test("It is sent again once a minute and ten times a day at most (IMP-02)")
    func resendLimits() throws {
        var story = try Story<CaseDecider>.submitted()
        story.wait(59.999)
        story.refuses(.resend, by: Cast.reviewer, "resent-just-now")
        story.wait(0.001)
        for _ in 1...10 {
            try story.perform(.resend, by: Cast.reviewer)
            story.wait(60)
        }
        story.refuses(.resend, by: Cast.administrator, "resent-too-often")
        #expect(story.retry(.resend, by: Cast.administrator) == 85_800)
        story.wait(86_400 - 600)
        try story.perform(.resend, by: Cast.administrator)
        #expect(story.state?.link?.issue == 12)
        story.wait(59)
        story.refuses(.resend, by: Cast.administrator, "resent-just-now")
        #expect(story.retry(.resend, by: Cast.administrator) == 1)
    }

    @Test("An expired declaration can be sent again")
    func resendExpired() throws {
        var story = try Story<CaseDecider>.submitted()
        story.wait(31 * 86_400)
        try story.perform(.resend, by: Cast.administrator)
        let new = try story.secrets()
        try story.perform(story.attempt(new.token, new.code), by: .visitor)
    }

    @Test("There is nothing to send again before the declaration is issued or after it is signed (SOC-028, SOC-124)")
    func resendStage() throws {
        var early = try Story<CaseDecider>.submitted(below: ["114": 1])
        early.refuses(.resend, by: Cast.reviewer, "declaration-not-due")
        var story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        try story.perform(story.attempt(secrets.token, secrets.code), by: .visitor)
        story.wait(60)
        story.refuses(.resend, by: Cast.reviewer, "already-signed")
    }

    @Test("Another signatory gets a link of their own, and the old one is void (SOC-045)")
    func newSignatory() throws {
        var story = try Story<CaseDecider>.submitted()
        let old = try story.secrets()
        var partner = Cast.signatory
        partner.name = "Dr Sam Lowe"
        partner.email = "sam.lowe@example.nhs.uk"
        try story.perform(Cast.contacts(signatory: partner), by: Cast.administrator)
        #expect(story.emails.map(\.recipient) == [partner.email, Cast.contact.email])
        let new = try story.secrets()
        story.refuses(story.attempt(old.token, old.code), by: .visitor, "replaced-link")
        try story.perform(story.attempt(new.token, new.code, name: partner.name), by: .visitor)
        #expect(story.state?.signature?.signatory == "Dr Sam Lowe")
    }

    @Test("Another contact, or another telephone number, leaves the signatory's link as it is (SOC-045)")
    func sameSignatory() throws {
        var story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        var signatory = Cast.signatory
        signatory.telephone = "01632 960 002"
        var contact = Cast.contact
        contact.name = "Pat Marsh"
        try story.perform(Cast.contacts(signatory: signatory, contact: contact), by: Cast.administrator)
        #expect(story.consequences.isEmpty)
        try story.perform(story.attempt(secrets.token, secrets.code), by: .visitor)
    }

    @Test("Changing the signatory to and fro is no way around the limit on sending (IMP-02, SOC-045)")
    func newSignatoryLimit() throws {
        var story = try Story<CaseDecider>.submitted()
        var partner = Cast.signatory
        partner.email = "partner@example.nhs.uk"
        for turn in 1...10 {
            let signatory = turn.isMultiple(of: 2) ? Cast.signatory : partner
            try story.perform(Cast.contacts(signatory: signatory), by: Cast.administrator)
        }
        story.refuses(Cast.contacts(signatory: partner), by: Cast.administrator, "resent-too-often")
    }

    @Test("After the signature the contacts stay as they were signed")
    func contactsAfterSignature() throws {
        var story = try Story<CaseDecider>.submitted()
        let secrets = try story.secrets()
        try story.perform(story.attempt(secrets.token, secrets.code), by: .visitor)
        story.refuses(Cast.contacts(contact: Cast.signatory), by: Cast.administrator, "already-signed")
    }

    @Test("Only so many void links are remembered; an older one is unknown (IMP-02)")
    func forgets() throws {
        var story = try Story<CaseDecider>.submitted()
        let first = try story.secrets()
        for _ in 1...100 {
            story.wait(86_400)
            try story.perform(.resend, by: Cast.administrator)
        }
        story.refuses(story.attempt(first.token, first.code), by: .visitor, "replaced-link")
        story.wait(86_400)
        try story.perform(.resend, by: Cast.administrator)
        #expect(story.state?.replaced.count == 100)
        story.refuses(story.attempt(first.token, first.code), by: .visitor, "unknown-link")
    }

    @Test("The whole journey with a plan ends in one signature, and nothing is asked for again (SOC-029, SOC-058)")
    func journey() throws {
        var story = try Story<CaseDecider>.planWaiting()
        try story.perform(story.decision(approved: false, comment: "More detail, please."), by: Cast.desk)
        try story.perform(.submitPlan([Cast.action("114"), Cast.action("117")]), by: Cast.administrator)
        try story.perform(story.decision(approved: true), by: Cast.desk)
        let secrets = try story.secrets()
        try story.perform(story.attempt(secrets.token, secrets.code), by: .visitor)
        #expect(story.state?.stage == .signed)
        #expect(
            !story.consequences.contains {
                if case .schedule = $0 { true } else { false }
            })
        // A state rebuilt from the events is the same state.
        let rebuilt = story.events.reduce(CaseState?.none) { CaseDecider.evolve($0, with: $1) }
        #expect(rebuilt == story.state)
    }

    @Test("Every kind of event is read from the log as it was written (IMP-06)")
    func kinds() throws {
        var story = try Story<CaseDecider>.planWaiting()
        try story.perform(story.decision(approved: false, comment: "No."), by: Cast.desk)
        try story.perform(.submitPlan([Cast.action("114"), Cast.action("117")]), by: Cast.administrator)
        try story.perform(story.decision(approved: true), by: Cast.desk)
        let secrets = try story.secrets()
        story.refuses(story.attempt(secrets.token, "wrong"), by: .visitor, "wrong-code", recorded: true)
        let email = try #require(story.state?.link?.email)
        try story.perform(.emailFailed(email), by: .service("notification"))
        try story.perform(story.attempt(secrets.token, secrets.code), by: .visitor)
        var codeless = try Story<CaseDecider>.opened(odsCode: nil)
        try codeless.perform(
            .recordCode(ODSCodeRecorded(organisation: Cast.practice, odsCode: "K83002")), by: .service("registry"))
        var seen: Set<String> = []
        for event in story.events + codeless.events {
            let name = type(of: event.fact).name
            seen.insert(name.text)
            let envelope = Envelope(
                id: "1", source: "/attest/compliance", type: name, time: story.time, actor: .visitor)
            let kind = try #require(CaseEvent.kinds.first { $0.name == name })
            #expect(try kind.read(envelope.encode(event.fact)) == event)
        }
        #expect(seen == Set(CaseEvent.kinds.map(\.name.text)))
    }
}
