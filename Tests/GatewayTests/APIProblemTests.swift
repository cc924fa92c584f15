// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import HTTPTypes
import ServiceKit
import Testing

@testable import Gateway

@Suite("Problems of the API")
struct APIProblemTests {
    private let id = Samples().id.text

    @Test(
        "What a service says no to has a status that a program can act on, by its kind and whatever its code",
        arguments: [
            (.forbidden, 403), (.missing, 404), (.conflict, 409), (.stale, 412), (.tooOften, 429), (.busy, 503),
            (nil, 422),
        ] as [(Problem.Kind?, Int)])
    func statuses(_ kind: Problem.Kind?, _ status: Int) async throws {
        let door = try await TestDoor()
        door.script.signIn()
        let problem = Problem(code: "something-new", field: "level", message: "No.", kind: kind)
        door.script.refuse(AnswerRequirement.self, .refused([problem]))
        let reply = try await door.call(
            .put, "/api/v1/cases/\(id)/assessment/114", #"{"level":2,"evidence":"Minutes."}"#)
        #expect(reply.status == status)
        #expect(reply.headers[.contentType] == "application/problem+json")
        let document = try JSON.value(ProblemDocument.self, from: reply.body)
        #expect(document.status == status && document.errors == [problem] && document.detail == "No.")
        #expect(document.type == "about:blank" && !document.title.isEmpty)
        #expect((reply.headers[.retryAfter] != nil) == (status == 429 || status == 503))
    }

    @Test(
        "Too many attempts are told when the next one is let in, by pages and by the API alike")
    func retryAfter() async throws {
        let door = try await TestDoor()
        door.script.signIn()
        let until = Timestamp.wholeMilliseconds(Date() + 1_000)
        let problem = Problem(code: "locked", message: "Wait.", until: until, kind: .tooOften)
        for message in [AnswerRequirement.self, SignIn.self] as [any Message.Type] {
            door.script.refuse(message, .refused([problem]))
        }
        let reply = try await door.call(
            .put, "/api/v1/cases/\(id)/assessment/114", #"{"level":2,"evidence":"Minutes."}"#)
        #expect(reply.status == 429)
        #expect(try JSON.value(ProblemDocument.self, from: reply.body).errors.first?.until == until)
        let page = try await door.fill(
            "/account/sign-in", ["email": "a@nhs.uk", "password": "secret"], cookie: TestDoor.visiting)
        #expect(page.status == 429)
        for answer in [reply, page] {
            let seconds = try #require(answer.headers[.retryAfter].flatMap { Int($0) })
            #expect((980...1_000).contains(seconds))
        }
    }

    @Test("A time that has passed is no reason to wait long, and without one a minute is said")
    func passed() {
        for (until, seconds) in [(Date() - 60, 1), (nil, 60)] as [(Date?, Int)] {
            let problem = Problem(code: "locked", message: "Wait.", until: until, kind: .tooOften)
            #expect(Failure(.refused([problem])).retryAfter == seconds)
        }
    }

    @Test("A service that does not answer is a 503 that says when to try again")
    func unavailable() async throws {
        let door = try await TestDoor()
        door.script.signIn()
        for error in [ClientError.unavailable(service: "compliance"), .failed(service: "compliance")] {
            door.script.refuse(DescribeCase.self, error)
            let reply = try await door.call(.get, "/api/v1/cases/\(id)")
            #expect(reply.status == 503)
            #expect(reply.headers[.retryAfter] == "5")
        }
    }

    @Test("Without a token, with another kind or with an unknown one, nobody is known")
    func tokens() async throws {
        let door = try await TestDoor()
        door.script.answer(ResolveSession.self) { _ in nil }
        for header in [nil, "Basic YTpi", "Bearer x", "Bearer \(TestDoor.token.clear)", "Bearer"] {
            let reply = try await door.call(
                .get, "/api/v1/sessions/current", headers: header.map { [.authorization: $0] } ?? [:], signedIn: false)
            #expect(reply.status == 401)
            let challenge = try #require(reply.headers[.wwwAuthenticate])
            #expect(challenge.hasPrefix("Bearer realm="))
            #expect(challenge.contains("invalid_token") == (header != nil))
        }
    }

    @Test("A cookie is no permission here")
    func cookies() async throws {
        let door = try await TestDoor()
        door.script.signIn()
        let reply = try await door.get("/api/v1/sessions/current", cookie: TestDoor.signedIn)
        #expect(reply.status == 401)
        #expect(reply.headers[.setCookie] == nil)
    }

    @Test("When nobody can say whose the token is, that is no 401")
    func unknown() async throws {
        let door = try await TestDoor()
        #expect(try await door.call(.get, "/api/v1/sessions/current").status == 503)
    }

    @Test(
        "A body that is malformed names each field that is wrong, and nothing is sent",
        arguments: [
            ("{}", ["signatory": "missing", "contact": "missing"]),
            (
                #"{"signatory":{"name":1,"email":null},"contact":[]}"#,
                [
                    "signatory.name": "wrong-type", "signatory.email": "wrong-type",
                    "signatory.position": "missing", "contact": "wrong-type",
                ]
            ),
            (
                #"{"signatory":{"name":"a\u0000","position":"","email":"","telephone":null},"contact":{"name":"","position":"","email":""}}"#,
                ["signatory.name": "control-characters"]
            ),
            ("[]", ["": "wrong-type"]), ("", ["": "malformed"]), ("{", ["": "malformed"]),
            ("\"\\ud800\"", ["": "malformed"]),
        ])
    func malformed(_ body: String, _ errors: [String: String]) async throws {
        let door = try await TestDoor()
        door.script.signIn()
        let reply = try await door.call(.put, "/api/v1/cases/\(id)/contacts", body)
        #expect(reply.status == 400)
        #expect(try reply.errors == errors)
        #expect(door.script.told.isEmpty)
    }

    @Test("Levels, dates and choices are looked at before anything is sent")
    func values() async throws {
        let door = try await TestDoor()
        door.script.signIn()
        let level = try await door.call(.put, "/api/v1/cases/\(id)/assessment/114", #"{"level":4}"#)
        #expect(try level.errors == ["level": "out-of-range"])
        for due in ["2027-02-30", "2027-6-1", "-2027--06--01", "+2027-06-01", "2027-06-01-"] {
            let plan = try await door.call(
                .put, "/api/v1/cases/\(id)/plan",
                "{\"actions\":[{\"requirement\":\"114\",\"action\":\"a\",\"owner\":\"o\",\"due\":\"\(due)\"}]}")
            #expect(try plan.errors == ["actions.0.due": "malformed"], "\(due)")
        }
        let organisation = try await door.call(
            .post, "/api/v1/organisations",
            #"{"category":"circus","applicantRole":"administrator","contactEmail":"a@nhs.uk"}"#)
        #expect(try organisation.errors == ["category": "not-allowed"])
        let values = try JSON.value(ProblemDocument.self, from: organisation.body).errors.first?.message
        #expect(values?.hasPrefix("Give one of: general-practice, pharmacy, ") == true)
        #expect(door.script.told.isEmpty)
    }

    @Test("Only JSON is taken, and not too much of it")
    func bodies() async throws {
        let door = try await TestDoor()
        door.script.signIn()
        let path = "/api/v1/cases/\(id)/contacts"
        let form = try await door.call(.put, path, "a=b", headers: [.contentType: "text/plain"])
        #expect(form.status == 415)
        #expect(
            try await door.call(.put, path, "{}", headers: [.contentType: "Application/JSON; charset=utf-8"]).status
                == 400)
        let long = "{\"x\":\"\(String(repeating: "x", count: 512 * 1_024))\"}"
        #expect(try await door.call(.put, path, long).status == 413)
    }

    @Test("Addresses that lead nowhere are problems and not pages")
    func nowhere() async throws {
        let door = try await TestDoor()
        door.script.signIn()
        for path in [
            "/api/v1/nothing", "/api/v1/cases", "/api/v1/organisations/registrations", "/api/v2", "/api/v1/cases/x",
            "/api/v1/directories/ods/%00", "/api/v1/declarations/cut-off", "/api/v1/cases/\(id)/assessment/a%20b",
        ] {
            let reply = try await door.call(path.hasSuffix("b") ? .put : .get, path, path.hasSuffix("b") ? "{}" : nil)
            #expect(reply.status == 404, "\(path)")
            #expect(reply.headers[.contentType] == "application/problem+json", "\(path)")
        }
    }

    @Test("A query that is malformed names its parameter")
    func queries() async throws {
        let door = try await TestDoor()
        door.script.signIn()
        let path = "/api/v1/directories/ods"
        #expect(try await door.call(.get, path).errors == ["name": "missing"])
        #expect(
            try await door.call(.get, "\(path)?name=&category=x").errors == [
                "name": "wrong-length", "category": "not-allowed",
            ])
        #expect(try await door.call(.get, "\(path)?name=%ff").status == 400)
        for control in ["%00", "%1f", "%7F", "a%08"] {
            let reply = try await door.call(.get, "\(path)?name=surgery&after=\(control)")
            #expect(reply.status == 400)
            #expect(try JSON.value(ProblemDocument.self, from: reply.body).errors.first?.code == "control-characters")
        }
        #expect(door.script.told.isEmpty)
    }
}
