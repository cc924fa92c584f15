// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import HTTPTypes
import ServiceKit
import Testing
import Threads

@testable import Gateway

extension CasePageTests {
    // MARK: Signing

    private var path: String { "/sign/\(samples.token.clear)" }

    @Test("The code is accepted however it is spaced, and travels only as a digest. SOC-038, SOC-120")
    func sign() async throws {
        let door = try await door()
        let samples = samples
        door.script.answer(ReadDeclaration.self) { _ in samples.declaration("open") }
        let reply = try await door.fill(
            path, ["code": "123 45-67", "capacity": "delegated", "name": "Max"], cookie: TestDoor.visiting)
        #expect(reply.location == "\(path)?signed=1")
        let told = try #require(door.script.told.first)
        let message = try #require(told.message as? SignDeclaration)
        let clear = samples.token.clear
        #expect(message.codeDigest == Hex.encode(SHA256.digest("\(clear).1234567")))
        #expect(message.tokenDigest == Hex.encode(SHA256.digest(clear)))
        #expect(message.capacity == .delegated && message.caseID == samples.id)
    }

    @Test(
        "A code that cannot be right is refused before it counts as a try",
        arguments: ["", "123456", "12345678", "abcdefg"])
    func malformedCode(_ code: String) async throws {
        let door = try await door()
        let samples = samples
        door.script.answer(ReadDeclaration.self) { _ in samples.declaration("open") }
        let page = try await door.fill(
            path, ["code": code, "capacity": "own", "name": "Grace"], cookie: TestDoor.visiting)
        #expect(page.status == 422)
        #expect(page.body.contains("href=\"#code\""))
        #expect(door.script.told.isEmpty)
    }

    @Test(
        "A link that cannot be used says so before anything is typed. SOC-046, SOC-125",
        arguments: [
            ("signed", "already signed", 410), ("expired", "expired", 410), ("replaced", "newest e-mail", 410),
            // It opens again by itself.
            ("locked", "2:05pm", 429),
        ])
    func closed(_ standing: String, _ words: String, _ status: Int) async throws {
        let door = try await door()
        let samples = samples
        door.script.answer(ReadDeclaration.self) { _ in samples.declaration(standing) }
        let page = try await door.get(path)
        #expect(page.status == status)
        #expect((page.headers[.retryAfter] != nil) == (status == 429))
        #expect(page.body.contains(words))
        #expect(page.body.contains("host organisation") || standing == "signed")
        #expect(!page.body.contains("name=\"code\""))
    }

    @Test("Who has just signed is told so with success, and a link that was cut off is not found. SOC-046")
    func linkStatus() async throws {
        let door = try await door()
        let samples = samples
        door.script.answer(ReadDeclaration.self) { _ in samples.declaration("signed") }
        let signed = try await door.get("\(path)?signed=1")
        #expect(signed.status == 200)
        #expect(signed.body.contains("The declaration is accepted"))
        let cut = try await door.get(String(path.dropLast(3)))
        #expect(cut.status == 404)
        #expect(cut.body.contains("Copy all of the link"))
        #expect(try await door.get("/account/verify/cut", cookie: TestDoor.visiting).status == 404)
    }

    @Test("A link that nobody made is not found, with whom to ask")
    func unknownLink() async throws {
        let door = try await door()
        door.script.refuse(ReadDeclaration.self, .refused([.notFound]))
        let page = try await door.get(path)
        #expect(page.status == 404)
        #expect(page.body.contains("contact your host organisation"))
    }

    // MARK: Reviewing

    @Test(
        "Where a decision is sent is no dead end for whoever loads it, or comes back there from signing in",
        arguments: ["take", "release", "decision"])
    func sentAddress(_ sent: String) async throws {
        let reply = try await door(.planUnderReview).get("/reviews/\(samples.id.text)/\(sent)")
        #expect(reply.location == "/reviews/\(samples.id.text)")
    }

    @Test("A reviewer who holds the task decides, with a comment when it is returned. SOC-116")
    func review() async throws {
        let door = try await door(.planUnderReview)
        let samples = samples
        door.script.answer(DescribeReviewTask.self) { _ in samples.task("taken") }
        let address = "/reviews/\(samples.id.text)"
        let silent = try await door.fill(address, to: "\(address)/decision", ["decision": "return"])
        #expect(silent.status == 422)
        #expect(silent.body.contains("href=\"#comment\""))
        let reply = try await door.fill(address, to: "\(address)/decision", ["decision": "approve"])
        #expect(reply.location == "/reviews?done=approved")
        let message = try #require(door.script.told.first?.message as? DecideReviewTask)
        #expect(message.approved && message.comment.isEmpty)
    }

    @Test("A task that somebody else took in the meantime is a conflict, told on the page")
    func taken() async throws {
        let door = try await door(.planUnderReview)
        let samples = samples
        door.script.answer(DescribeReviewTask.self) { _ in samples.task("open") }
        door.script.refuse(
            TakeReviewTask.self,
            .refused([Problem(code: "held-by-another", message: "Another holds it.", kind: .conflict)]))
        let address = "/reviews/\(samples.id.text)"
        let page = try await door.fill(address, to: "\(address)/take", [:])
        #expect(page.status == 409)
        #expect(page.body.contains("Another holds it."))
    }

    @Test("The next review is the first that nobody holds")
    func next() async throws {
        let door = try await door()
        let samples = samples
        door.script.answer(ListReviewTasks.self) { _ in Page(items: [samples.task("taken"), samples.task("open")]) }
        #expect(
            try await door.get("/reviews/next", cookie: TestDoor.signedIn).location == "/reviews/\(samples.id.text)")
        door.script.answer(ListReviewTasks.self) { _ in Page(items: []) }
        #expect(try await door.get("/reviews/next", cookie: TestDoor.signedIn).location == "/reviews?done=none")
    }
}
