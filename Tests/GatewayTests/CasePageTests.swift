// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import HTTPTypes
import ServiceKit
import Testing
import Threads

@testable import Gateway

@Suite("Case, signing and review pages")
struct CasePageTests {
    let samples = Samples()
    var base: String { "/cases/\(samples.id.text)" }

    func door(_ stage: CaseStage = .assessing) async throws -> TestDoor {
        let door = try await TestDoor()
        let samples = samples
        door.script.signIn()
        door.script.answer(DescribeCase.self) { _ in samples.details(stage) }
        door.script.answer(DescribeAssessment.self) { _ in
            samples.assessment(frozen: stage != .assessing, complete: stage != .assessing)
        }
        door.script.answer(DescribeRequirement.self) {
            samples.requirement($0.requirement, level: 1, frozen: stage != .assessing)
        }
        return door
    }

    @Test("Saving an answer goes on to the next that has none")
    func nextRequirement() async throws {
        let door = try await door()
        let reply = try await door.fill("\(base)/assessment/115", ["level": "2", "evidence": "A policy"])
        #expect(reply.location == "\(base)/assessment/116")
        let message = try #require(door.script.told.first?.message as? AnswerRequirement)
        #expect(message.requirement == "115" && message.level == 2 && !message.notApplicable)
        #expect(message.evidence == "A policy")
        // From the last one it goes round.
        let last = try await door.fill("\(base)/assessment/116", ["level": "na", "evidence": "No staff"])
        #expect(last.location == "\(base)/assessment/115")
        let none = try #require(door.script.told.last?.message as? AnswerRequirement)
        #expect(none.level == nil && none.notApplicable)
        // It is saved, whether or not the next can be found.
        door.script.refuse(DescribeAssessment.self, .unavailable(service: "compliance"))
        let saved = try await door.fill("\(base)/assessment/115", ["level": "3", "evidence": "A policy"])
        #expect(saved.location == "\(base)/assessment")
    }

    @Test("A refused answer is shown again with what was typed beside the reason")
    func refusedAnswer() async throws {
        let door = try await door()
        let problem = Problem(code: "evidence-missing", field: "evidence", message: "Describe it.")
        door.script.refuse(AnswerRequirement.self, .refused([problem]))
        let page = try await door.fill("\(base)/assessment/114", ["level": "3", "evidence": ""])
        #expect(page.status == 422)
        #expect(page.body.contains("href=\"#evidence\">Describe it."))
        #expect(page.body.contains(#/value="3"[^>]* checked/#))
        let unchosen = try await door.fill("\(base)/assessment/114", ["evidence": "typed"])
        #expect(unchosen.body.contains("href=\"#level\""))
        #expect(unchosen.body.contains("typed</textarea>"))
    }

    @Test("Submitted answers can be read and not changed. SOC-026")
    func frozen() async throws {
        let door = try await door(.planRequired)
        let page = try await door.get("\(base)/assessment/114", cookie: TestDoor.signedIn)
        #expect(page.status == 200)
        #expect(!page.body.contains("<textarea"))
    }

    @Test(
        "Whoever sends an answer, a plan or contacts too late is told that nothing was saved",
        arguments: [("assessment/114", CaseStage.planRequired), ("plan", .planUnderReview), ("contacts", .signed)])
    func tooLate(_ page: String, _ stage: CaseStage) async throws {
        let door = try await door(stage)
        let problem = Problem(code: "too-late", message: "Somebody was faster.")
        door.script.refuse(AnswerRequirement.self, .refused([problem]))
        door.script.refuse(SaveImprovementPlan.self, .refused([problem]))
        door.script.refuse(RecordContacts.self, .refused([problem]))
        let reply = try await door.post(
            "\(base)/\(page)",
            [
                "csrf": TestDoor.keys.formToken(for: "session \(TestDoor.token.clear)"), "level": "2",
                "actions.114.action": "Name a lead", "actions.114.owner": "Max", "actions.114.due-day": "31",
                "actions.114.due-month": "10", "actions.114.due-year": "2027", "signatory.name": "Grace",
                "signatory.position": "Partner", "signatory.email": "g@nhs.uk", "signatory.telephone": "1",
                "contact.name": "Max", "contact.position": "Manager", "contact.email": "m@nhs.uk",
            ], cookie: TestDoor.signedIn)
        #expect(reply.status == 422)
        #expect(reply.body.contains("<li>Somebody was faster.</li>"))
        #expect(!reply.body.contains("<textarea") && !reply.body.contains("signatory-email"))
    }

    @Test("Whoever saves second is shown both, and saves in the knowledge of the other's. IMP-05")
    func conflict() async throws {
        let door = try await door()
        let (samples, base) = (samples, base)
        let saved = Lock(0)
        door.script.answer(DescribeCase.self) { _ in
            var details = samples.details(.declarationSent)
            details.contactsRevision = saved.withLock { $0 }
            return details
        }
        door.script.answer(DescribeRequirement.self) { asked in
            var requirement = samples.requirement(asked.requirement, level: 1)
            requirement.revision = saved.withLock { $0 }
            return requirement
        }
        let contacts: KeyValuePairs = [
            "signatory.name": "Dr Other Person", "signatory.position": "Partner", "signatory.email": "o@nhs.uk",
            "signatory.telephone": "0113 496 0000", "contact.name": "Max", "contact.position": "Manager",
            "contact.email": "m@nhs.uk",
        ]
        let problem = Problem(code: "conflict", message: "Somebody was faster.", kind: .stale)
        for (path, fields, theirs) in [
            ("\(base)/contacts", contacts, "Dr Grace Sample"),
            ("\(base)/assessment/114", ["level": "2", "evidence": "Dr Other Person"], "Job description."),
        ] {
            saved.withLock { $0 = 4 }
            let page = try await door.get(path, cookie: TestDoor.signedIn)
            #expect(page.hidden("seen", to: path) == "4")
            for type in [RecordContacts.self, AnswerRequirement.self] as [any Message.Type] {
                door.script.refuse(type, .refused([problem]))
            }
            saved.withLock { $0 = 5 }
            var sent: [(String, String)] = fields.map { ($0.key, $0.value) }
            for name in ["csrf", "command", "seen"] { sent.append((name, page.hidden(name, to: path) ?? "")) }
            func send() async throws -> TestDoor.Reply {
                let body = sent.map { "\(WebAddress.query($0.0))=\(WebAddress.query($0.1))" }.joined(separator: "&")
                return try await door.send(
                    .post, path, cookie: TestDoor.signedIn,
                    headers: [.contentType: "application/x-www-form-urlencoded"], body: body)
            }
            let both = try await send()
            #expect(both.status == 409)
            #expect(both.body.contains("<li>Somebody was faster.</li>"))
            #expect(both.body.contains("What is saved now") && both.body.contains(theirs))
            #expect(both.body.contains("Dr Other Person"))
            // The next attempt is made knowing the other's.
            #expect(both.hidden("seen", to: path) == "5")
            for type in [RecordContacts.self, AnswerRequirement.self] as [any Message.Type] { door.script.accept(type) }
            sent.removeAll { $0.0 == "seen" }
            sent.append(("seen", "5"))
            #expect(try await send().status == 303)
        }
        let seen = door.script.told.map { told in
            (told.message as? RecordContacts)?.seen ?? (told.message as? AnswerRequirement)?.seen
        }
        #expect(seen == [4, 5, 4, 5])
        #expect(Set(door.script.told.map(\.id)).count == 4)
    }

    @Test("A form with something else wrong keeps the revision that it was shown with. IMP-05")
    func wrongAndSeen() async throws {
        let door = try await door()
        let samples = samples
        let page = "\(base)/assessment/114"
        door.script.answer(DescribeRequirement.self) { asked in
            var requirement = samples.requirement(asked.requirement, level: 1)
            requirement.revision = 9
            return requirement
        }
        let csrf = TestDoor.keys.formToken(for: "session \(TestDoor.token.clear)")
        let reply = try await door.post(page, ["csrf": csrf, "seen": "3"], cookie: TestDoor.signedIn)
        #expect(reply.status == 422)
        #expect(reply.hidden("seen", to: page) == "3")
    }

    @Test("A plan that comes second stays on the page, though it can no longer be sent. IMP-05")
    func latePlan() async throws {
        let door = try await door(.planUnderReview)
        door.script.refuse(
            SaveImprovementPlan.self,
            .refused([Problem(code: "conflict", message: "Another plan was sent.", kind: .stale)]))
        let reply = try await door.post(
            "\(base)/plan",
            [
                "csrf": TestDoor.keys.formToken(for: "session \(TestDoor.token.clear)"), "seen": "0",
                "actions.114.action": "Hire a lead", "actions.114.owner": "Olga", "actions.114.due-day": "31",
                "actions.114.due-month": "10", "actions.114.due-year": "2027",
            ], cookie: TestDoor.signedIn)
        #expect(reply.status == 409)
        #expect(reply.body.contains("What you typed, which is not saved"))
        #expect(reply.body.contains("Hire a lead") && reply.body.contains("Name a lead and write down the duties."))
    }

    @Test("Before everything is answered, the page to submit says so, and nothing of what follows")
    func incompleteSubmission() async throws {
        let page = try await door().get("\(base)/assessment/submission", cookie: TestDoor.signedIn)
        #expect(page.body.contains("Some requirements have no answer yet."))
        #expect(!page.body.contains("below level 2") && !page.body.contains("at level 2 or more"))
    }

    @Test(
        "When the service that knows the case does not answer, what was typed is kept, and is the same message again",
        arguments: ["contacts", "assessment/114", "plan"])
    func kept(_ page: String) async throws {
        let door = try await door(.planRequired)
        door.script.refuse(DescribeCase.self, .unavailable(service: "compliance"))
        door.script.refuse(DescribeAssessment.self, .unavailable(service: "compliance"))
        door.script.refuse(DescribeRequirement.self, .unavailable(service: "compliance"))
        let csrf = TestDoor.keys.formToken(for: "session \(TestDoor.token.clear)")
        let command = samples.id.text
        let reply = try await door.post(
            "\(base)/\(page)", ["csrf": csrf, "command": command, "evidence": "<b>A policy & more"],
            cookie: TestDoor.signedIn)
        #expect(reply.status == 503)
        #expect(reply.headers[.retryAfter] == "5")
        #expect(reply.hidden("evidence", to: "\(base)/\(page)") == "&lt;b&gt;A policy &amp; more")
        #expect(reply.hidden("command", to: "\(base)/\(page)") == command)
        #expect(reply.hidden("csrf", to: "\(base)/\(page)") == csrf)
        let stranger = try await door.post("\(base)/\(page)", ["evidence": "typed"], cookie: nil)
        #expect(stranger.location == "/account/sign-in?next=\(base)/\(page)")
        // Made before its sender signed in again: certainly ours, so it is shown to be sent once more.
        let old = TestDoor.keys.formToken(for: "session of yesterday")
        let own: HTTPFields = [HTTPField.Name.fetchSite: "same-origin"]
        let stale = try await door.post(
            "\(base)/\(page)", ["csrf": old, "evidence": "typed <b>"], cookie: TestDoor.signedIn, headers: own)
        #expect(stale.status == 403)
        #expect(stale.hidden("evidence", to: "\(base)/\(page)") == "typed &lt;b&gt;")
        #expect(stale.hidden("csrf", to: "\(base)/\(page)") == csrf)
        // Only a form of ours is shown again.
        let forged = try await door.post("\(base)/\(page)", ["evidence": "forged"], cookie: TestDoor.signedIn)
        #expect(forged.status == 403)
        #expect(!forged.body.contains("forged"))
    }

    @Test("The summary says which person or requirement a problem is about; beside the field that is plain")
    func summaryNames() async throws {
        let contacts = try await door().fill(
            "\(base)/contacts", ["signatory.email": "nonsense", "contact.email": "nonsense"])
        #expect(contacts.body.contains("href=\"#signatory-email\">Signatory: Enter an e-mail address in"))
        #expect(contacts.body.contains("href=\"#contact-email\">Contact: Enter an e-mail address in"))
        #expect(contacts.body.contains("href=\"#contact-name\">Enter the contact’s full name"))
        #expect(contacts.body.contains("</span> Enter an e-mail address in"))
        let plan = try await door(.planRequired).fill(
            "\(base)/plan", ["actions.114.action": "Name a lead", "actions.114.due-day": "31"])
        #expect(plan.body.contains("href=\"#actions-114-due\">Requirement 114: Enter a real date"))
        #expect(plan.body.contains("href=\"#actions-114-owner\">Enter who is responsible for requirement 114"))
    }

    @Test("Those of another organisation read the contacts and cannot change them. SOC-126, SOC-128")
    func readOnly() async throws {
        let door = try await door()
        #expect(try await door.get("\(base)/contacts", cookie: TestDoor.signedIn).body.contains("signatory-email"))
        let details = samples.details(.assessing, may: [.readCase])
        door.script.answer(DescribeCase.self) { _ in details }
        let page = try await door.get("\(base)/contacts", cookie: TestDoor.signedIn)
        #expect(page.body.contains("Only the organisation itself"))
        #expect(!page.body.contains("signatory-email"))
    }

    @Test("Signatory and contact are sent together, each missing part named. SOC-024, SOC-039")
    func contacts() async throws {
        let door = try await door()
        let missing = try await door.fill("\(base)/contacts", ["signatory.name": "Grace"])
        #expect(missing.status == 422)
        #expect(missing.body.components(separatedBy: "<a href=\"#").count - 1 == 6)
        let reply = try await door.fill(
            "\(base)/contacts",
            [
                "signatory.name": "Grace", "signatory.position": "Partner", "signatory.email": "g@nhs.uk",
                "signatory.telephone": "1", "contact.name": "Max", "contact.position": "Manager",
                "contact.email": "m@nhs.uk", "contact.telephone": "2",
            ])
        #expect(reply.location == "\(base)?done=contacts")
        let message = try #require(door.script.told.first?.message as? RecordContacts)
        #expect(message.signatory.email == "g@nhs.uk" && message.contact.name == "Max")
    }

    @Test("Once the declaration is sent, the form says that another signatory gets a new link. SOC-045")
    func contactsAfterSending() async throws {
        let words = "a new link and a new code go to them"
        let before = try await door().get("\(base)/contacts", cookie: TestDoor.signedIn)
        #expect(!before.body.contains(words))
        let after = try await door(.declarationSent).get("\(base)/contacts", cookie: TestDoor.signedIn)
        #expect(after.body.contains(words))
    }

    @Test("A plan has an action, an owner and a day for each requirement below level 2")
    func plan() async throws {
        let door = try await door(.planRequired)
        let page = try await door.get("\(base)/plan", cookie: TestDoor.signedIn)
        #expect(page.body.contains("Name the person.\nSay when."))  // the reviewer's comment
        let reply = try await door.fill(
            "\(base)/plan",
            [
                "actions.114.action": "Name a lead", "actions.114.owner": "Max", "actions.114.due-day": "31",
                "actions.114.due-month": "10", "actions.114.due-year": "2027",
            ])
        #expect(reply.location == "\(base)/plan/check")
        let message = try #require(door.script.told.first?.message as? SaveImprovementPlan)
        #expect(
            message.actions == [PlanAction(requirement: "114", action: "Name a lead", owner: "Max", due: "2027-10-31")])
        #expect(message.isComplete && message.seen == 2)
        let missing = try await door.fill("\(base)/plan", ["actions.114.action": "Name a lead"])
        #expect(missing.body.contains("href=\"#actions-114-due\""))
    }

    @Test("A plan is saved unfinished, and sent as it is read on a page of its own")
    func planInSteps() async throws {
        let door = try await door(.planRequired)
        let saved = try await door.fill(
            "\(base)/plan",
            [
                "actions.114.action": "Name a lead", "actions.114.owner": "", "actions.114.due-day": "",
                "actions.114.due-month": "", "actions.114.due-year": "", "later": "yes",
            ])
        #expect(saved.location == "\(base)?done=plan-saved")
        let draft = try #require(door.script.told.first?.message as? SaveImprovementPlan)
        #expect(draft.actions == [PlanAction(requirement: "114", action: "Name a lead", owner: "", due: "")])
        #expect(!draft.isComplete)
        let check = try await door.get("\(base)/plan/check", cookie: TestDoor.signedIn)
        #expect(check.body.contains("Name a lead and write down the duties.") && check.body.contains("31 October 2027"))
        let sent = try await door.fill("\(base)/plan/check", [:])
        #expect(sent.location == "\(base)?done=plan")
        let plan = try #require(door.script.told.last?.message as? SubmitImprovementPlan)
        #expect(plan.actions == [samples.action] && plan.seen == 2)
    }
}
