// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import HTTPTypes
import ServiceKit
import Testing

@testable import Gateway

@Suite("The API")
struct APITests {
    private let samples = Samples()
    private var id: String { samples.id.text }

    private func door() async throws -> TestDoor {
        let door = try await TestDoor()
        door.script.signIn()
        return door
    }

    @Test("A session's token is shown once, and only its digest goes on")
    func signIn() async throws {
        let door = try await door()
        let body = #"{"email":"ada@example.nhs.uk","password":" secret ","more":1}"#
        let key: HTTPFields = [.idempotencyKey: Identifier.make().text]
        let reply = try await door.call(.post, "/api/v1/sessions", body, headers: key, signedIn: false)
        #expect(reply.status == 201)
        #expect(reply.location == "/api/v1/sessions/current")
        let session = try JSON.value(NewSession.self, from: reply.body)
        let message = try #require(door.script.told.first?.message as? SignIn)
        #expect(message.tokenDigest == Hex.encode(SHA256.digest(session.token)))
        #expect(message.password == " secret ")
        #expect(door.script.told.first?.actor == .visitor)
        #expect(try await door.call(.post, "/api/v1/sessions", body, headers: key, signedIn: false).body == reply.body)
        let guess = body.replacing(" secret ", with: "guess")
        let other = try await door.call(.post, "/api/v1/sessions", guess, headers: key, signedIn: false)
        #expect(try JSON.value(NewSession.self, from: other.body).token != session.token)
        #expect(Set(door.script.told.map(\.id)).count == 2)
    }

    @Test("A key whose session has ended gives no dead token")
    func ended() async throws {
        let door = try await TestDoor()
        door.script.answer(ResolveSession.self) { _ in nil }
        let reply = try await door.call(
            .post, "/api/v1/sessions", #"{"email":"a@nhs.uk","password":"x"}"#, headers: [.idempotencyKey: "k"],
            signedIn: false)
        #expect(reply.status == 409)
        #expect(try reply.errors == ["Idempotency-Key": "key-used"])
    }

    @Test("A link's token verifies the account in the address, and no other. ISG-35")
    func verify() async throws {
        let door = try await TestDoor()
        let body = "{\"token\":\"\(samples.token.clear)\"}"
        let reply = try await door.call(.post, "/api/v1/accounts/\(id)/verification", body, signedIn: false)
        #expect(reply.status == 204 && reply.body.isEmpty)
        let message = try #require(door.script.told.first?.message as? VerifyEmailAddress)
        #expect(message.tokenDigest == Hex.encode(SHA256.digest(samples.token.clear)))
        let other = try await door.call(
            .post, "/api/v1/accounts/\(Identifier.make().text)/verification", body, signedIn: false)
        #expect(other.status == 422)
        #expect(door.script.told.count == 1)
    }

    @Test("A registration is a durable fact with the caller as applicant, accepted at once. ISG-53")
    func register() async throws {
        let door = try await door()
        let body = #"""
            {"category":"general-practice","odsCode":"B86001","name":null,"applicantRole":"administrator",
            "contactEmail":"office@example.nhs.uk"}
            """#
        let key: HTTPFields = [.idempotencyKey: "practice-1"]
        let reply = try await door.call(.post, "/api/v1/organisations", body, headers: key)
        #expect(reply.status == 202)
        let told = try #require(door.script.told.first)
        let fact = try #require(told.message as? RegistrationSubmitted)
        #expect(fact.applicant == samples.id && fact.odsCode == "B86001" && fact.name == nil)
        #expect(told.id == fact.registration)
        #expect(reply.location == "/api/v1/organisations/registrations/\(fact.registration.text)")
        #expect(try reply.json["status"] == "submitted")
        _ = try await door.call(.post, "/api/v1/organisations", body, headers: key)
        #expect(door.script.told.last?.id == told.id)
        #expect(fact.request != nil)
        _ = try await door.call(.post, "/api/v1/organisations", body)
        #expect((door.script.told.last?.message as? RegistrationSubmitted)?.request == .some(nil))
    }

    @Test("The key of another practice's registration is refused before anything is announced. IMP-04")
    func registerReused() async throws {
        let door = try await door()
        let body = #"{"category":"general-practice","odsCode":"B86001","applicantRole":"administrator","contactEmail":"#
        let key: HTTPFields = [.idempotencyKey: "practice-1"]
        for contact in ["a@example.nhs.uk", "b@example.nhs.uk"] {
            _ = try await door.call(.post, "/api/v1/organisations", "\(body)\"\(contact)\"}", headers: key)
        }
        let told = door.script.told.compactMap { $0.message as? RegistrationSubmitted }
        // While the registry does not answer both are taken; it decides which of the two has the key.
        #expect(told.count == 2 && told[0].request == told[1].request)
        #expect(told[0].registration != told[1].registration)
        door.script.refuse(RegistrationStatus.self, .refused([.keyReused]))
        let reply = try await door.call(
            .post, "/api/v1/organisations", "\(body)\"c@example.nhs.uk\"}", headers: key)
        #expect(reply.status == 422)
        #expect(try reply.errors[""] == "key-reused")
        #expect(door.script.told.count == 2)
    }

    @Test("A registration shows what became of it, and that it waits while the registry does not answer")
    func registration() async throws {
        let door = try await door()
        let own = TestDoor.keys.owned(Identifier.make(), by: Samples().session.account).text
        let path = "/api/v1/organisations/registrations/\(own)"
        #expect(try await door.call(.get, path).json["status"] == "submitted")
        door.script.answer(RegistrationStatus.self) { _ in nil }
        #expect(try await door.call(.get, path).json["status"] == "submitted")
        // One that nobody submitted, or somebody else.
        #expect(try await door.call(.get, "/api/v1/organisations/registrations/\(id)").status == 404)
        door.script.answer(RegistrationStatus.self) {
            RegistrationOutcome(registration: $0.registration, organisation: $0.registration, problems: [])
        }
        let registered = try await door.call(.get, path).json
        #expect(registered["status"] == "registered" && registered["organisation"] == .text(own))
        door.script.answer(RegistrationStatus.self) {
            RegistrationOutcome(registration: $0.registration, problems: [.forbidden])
        }
        #expect(try await door.call(.get, path).json["status"] == "refused")
    }

    @Test("What was shown can be changed on the condition that nobody else has; 412 says what it is now. IMP-05")
    func guarded() async throws {
        let door = try await door()
        let samples = samples
        door.script.answer(DescribeCase.self) { _ in
            var details = samples.details(.planRequired)
            details.contactsRevision = 3
            details.planRevision = 1
            return details
        }
        door.script.answer(DescribeRequirement.self) { asked in
            var requirement = samples.requirement(asked.requirement, level: 1)
            requirement.revision = 2
            return requirement
        }
        let contact = #"{"name":"A","position":"B","email":"a@nhs.uk","telephone":"1"}"#
        for (path, body, tag) in [
            ("contacts", #"{"signatory":\#(contact),"contact":\#(contact)}"#, "\"3\""),
            ("assessment/114", #"{"level":2,"evidence":"x"}"#, "\"2\""), ("plan", #"{"actions":[]}"#, "\"1\""),
        ] {
            let address = "/api/v1/cases/\(id)/\(path)"
            #expect(try await door.call(.get, address).headers[.eTag] == tag, "\(path)")
            let before = door.script.told.count
            for header in [tag, "*", "W/\(tag)", "\"abc\"", nil] {
                let reply = try await door.call(.put, address, body, headers: header.map { [.ifMatch: $0] } ?? [:])
                #expect(reply.status == 204)
            }
            let seen = door.script.told.dropFirst(before).map { told in
                (told.message as? RecordContacts)?.seen ?? (told.message as? AnswerRequirement)?.seen
                    ?? (told.message as? SubmitImprovementPlan)?.seen
            }
            #expect(seen == [Int(tag.dropFirst().dropLast()), nil, -1, -1, nil], "\(path)")
            for header in ["3", "\"3\", \"4\"", "", "\"3"] {
                let reply = try await door.call(.put, address, body, headers: [.ifMatch: header])
                #expect(reply.status == 400, "\(header)")
                #expect(try reply.errors["If-Match"] == "malformed", "\(header)")
            }
            for type in [RecordContacts.self, AnswerRequirement.self, SubmitImprovementPlan.self] as [any Message.Type]
            {
                door.script.refuse(
                    type, .refused([Problem(code: "conflict", message: "Somebody was faster.", kind: .stale)]))
            }
            let late = try await door.call(.put, address, body, headers: [.ifMatch: "\"0\""])
            #expect(late.status == 412 && late.headers[.eTag] == tag, "\(path)")
            for type in [RecordContacts.self, AnswerRequirement.self, SubmitImprovementPlan.self] as [any Message.Type]
            {
                door.script.accept(type)
            }
        }
    }

    @Test("A search reads words as they are sent, with a plus or an escape between them. ISG-38")
    func search() async throws {
        let door = try await door()
        let entry = samples.entry
        door.script.answer(FindDirectoryEntries.self) { query in
            Page(items: query.name == "canal walk" && query.after == "abc" ? [entry] : [], next: "bmV4dA")
        }
        for text in ["canal+walk", "canal%20walk"] {
            let page = try await door.call(.get, "/api/v1/directories/ods?name=\(text)&after=abc").json
            guard case .list(let items)? = page["items"] else { continue }
            #expect(items.first?["parent"]?["code"] == "Q99")
            #expect(page["next"] == "bmV4dA")
            #expect(items.count == 1)
        }
    }

    @Test("Ids are in lower case, times in UTC, and fields without a value left out")
    func form() async throws {
        let door = try await door()
        let details = samples.details(.assessing, outstanding: [OutstandingStep(code: "contacts", who: "practice")])
        door.script.answer(DescribeCase.self) { _ in details }
        let reply = try await door.call(.get, "/api/v1/cases/\(id.uppercased())")
        let json = try reply.json
        #expect(json["id"] == .text(id))
        #expect(json["opened"] == "2027-07-03T13:05:00.000Z")
        #expect(json["signatory"] == nil && !reply.body.contains("null"))
        #expect(Case.schema.problems(of: json) == [])
    }

    @Test("The e-mails of a case are for those who may see the case")
    func emails() async throws {
        let door = try await door()
        let email = samples.email("sent")
        door.script.answer(ListEmails.self) { _ in Page(items: [email]) }
        door.script.refuse(DescribeCase.self, .refused([.forbidden]))
        #expect(try await door.call(.get, "/api/v1/cases/\(id)/emails").status == 403)
        let details = samples.details(.assessing)
        door.script.answer(DescribeCase.self) { _ in details }
        let reply = try await door.call(.get, "/api/v1/cases/\(id)/emails")
        #expect(reply.status == 200 && reply.body.contains("Sign the declaration"))
    }

    @Test("Only digests of link and code go on, and the link is the permission")
    func sign() async throws {
        let door = try await TestDoor()
        let token = samples.token.clear
        let reply = try await door.call(
            .post, "/api/v1/declarations/\(token)/signature",
            #"{"code":"0123456","capacity":"delegated","name":"Max"}"#, signedIn: false)
        #expect(reply.status == 204)
        let message = try #require(door.script.told.first?.message as? SignDeclaration)
        #expect(message.caseID == samples.id && message.capacity == .delegated)
        #expect(message.tokenDigest == Hex.encode(SHA256.digest(token)))
        #expect(message.codeDigest == Hex.encode(SHA256.digest("\(token).0123456")))
    }

    @Test("Every command arrives as it was sent, on behalf of whoever sent it")
    func commands() async throws {
        let door = try await door()
        let person = #"{"name":"n","position":"p","email":"e@nhs.uk","telephone":null}"#
        let calls: [(HTTPRequest.Method, String, String?)] = [
            (.put, "cases/\(id)/contacts", "{\"signatory\":\(person),\"contact\":\(person)}"),
            (.put, "cases/\(id)/assessment/114", #"{"notApplicable":true,"evidence":"No such thing here."}"#),
            (.post, "cases/\(id)/assessment/submission", nil),
            (
                .put, "cases/\(id)/plan",
                #"{"actions":[{"requirement":"114","action":"a","owner":"o","due":"2027-10-31"}]}"#
            ),
            (.post, "cases/\(id)/declaration/resending", nil),
            (.post, "reviews/\(id)/lease", nil), (.delete, "reviews/\(id)/lease", nil),
            (.post, "reviews/\(id)/decision", #"{"approved":false,"comment":"c"}"#),
            (.delete, "sessions/current", nil),
        ]
        for (method, path, body) in calls {
            let command = Identifier.make()
            let reply = try await door.call(
                method, "/api/v1/\(path)", body, headers: [.idempotencyKey: command.text])
            #expect(reply.status == 204, "\(path)")
            #expect(
                door.script.told.last.flatMap { Identifier.time(of: $0.id) } == Identifier.time(of: command), "\(path)")
            #expect(door.script.told.last?.actor.account == samples.id, "\(path)")
        }
        let told = door.script.told.map(\.message)
        #expect((told[0] as? RecordContacts)?.contact.telephone == "")
        #expect((told[1] as? AnswerRequirement)?.notApplicable == true)
        #expect((told[1] as? AnswerRequirement)?.level == nil)
        #expect(told[2] is SubmitAssessment)
        #expect((told[3] as? SubmitImprovementPlan)?.actions.first?.due == "2027-10-31")
        #expect(told[4] is ResendDeclaration && told[5] is TakeReviewTask && told[6] is ReleaseReviewTask)
        #expect((told[7] as? DecideReviewTask)?.comment == "c")
        #expect((told[8] as? SignOut)?.session == samples.session.session)
    }
}
