// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import HTTPTypes
import Testing

@testable import Gateway

@Suite("Idempotency keys. IMP-04")
struct APIKeyTests {
    private let now = Samples().time

    private func key(_ header: String?, scope: String = "s") throws -> IdempotencyKey {
        try IdempotencyKey(header: header, scope: scope, keys: TestDoor.keys, now: now)
    }

    @Test("A version 7 UUID of the last weeks becomes an id of its time, the same in either case")
    func ofItsTime() throws {
        for age in [-3_600.0, 0.0, 60.0, 27.0 * 86_400.0] as [Double] {
            let id = Identifier.make(at: now - age, random: [UInt8](1...10))
            let key = try key(id.text)
            #expect(try key == self.key(id.uuidString))
            #expect(Identifier.time(of: key.id) == Identifier.time(of: id))
            // Nobody chooses an id: the services answer an id that they know with the answer that it had.
            #expect(key.id != id)
            #expect(try key != self.key(id.text, scope: "another"))
        }
    }

    @Test("One that the services would no longer remember, or of another version, becomes an id that follows from it")
    func mapped() throws {
        let old = Identifier.make(at: now - 29 * 86_400, random: [UInt8](1...10))
        let future = Identifier.make(at: now + 3 * 86_400, random: [UInt8](1...10))
        for text in [old.text, future.text, UUID().text, "order 1".replacing(" ", with: "-"), "x"] {
            let first = try key(text)
            #expect(first == (try key(text)))
            #expect(first.id.text != text)
            #expect(Identifier.time(of: first.id) == nil)
            #expect(first != (try key(text, scope: "another")))
        }
    }

    @Test("Only a UUID is the same key in either case")
    func letters() throws {
        let id = UUID()
        #expect(try key(id.uuidString) == key(id.text))
        #expect(try key("order") != key("Order"))
    }

    @Test("Without a key every request is another command")
    func fresh() throws {
        #expect(try key(nil) != key(nil))
    }

    @Test("What is made by a command gets the same id for a repetition, and not the command's")
    func made() throws {
        let id = Identifier.make(at: now, random: [UInt8](1...10))
        for text in [id.text, "mine"] {
            let key = try key(text)
            let made = key.identifier("account", keys: TestDoor.keys)
            #expect(made == key.identifier("account", keys: TestDoor.keys))
            #expect(made != key.id && made != key.identifier("session", keys: TestDoor.keys))
        }
    }

    @Test("A key that is none is refused", arguments: ["", "with space", "ü", String(repeating: "x", count: 201)])
    func refused(_ header: String) {
        #expect(throws: Failure.self) { try key(header) }
    }

    @Test("The same key twice is the same message, and one account")
    func twice() async throws {
        let door = try await TestDoor()
        let body = #"{"email":"a@nhs.uk","password":"p","challenge":"c","challengeAnswer":"x"}"#
        for _ in 0..<2 {
            let reply = try await door.call(
                .post, "/api/v1/accounts", body, headers: [.idempotencyKey: "mine"], signedIn: false)
            #expect(reply.status == 201)
        }
        _ = try await door.call(
            .post, "/api/v1/accounts", body.replacing("a@", with: "b@"), headers: [.idempotencyKey: "mine"],
            signedIn: false)
        let told = door.script.told
        #expect(told.count == 3)
        #expect(told[0].id == told[1].id && told[0].id != told[2].id)
        #expect(Set(told.compactMap { ($0.message as? RegisterAccount)?.account }).count == 2)
    }

    @Test(
        "The key of another person's request, or of another operation, is another key",
        arguments: ["1", Identifier.make().text])
    func people(_ text: String) async throws {
        let door = try await TestDoor()
        let path = "/api/v1/reviews/\(Samples().id.text)/lease"
        door.script.signIn()
        _ = try await door.call(.post, path, headers: [.idempotencyKey: text])
        _ = try await door.call(.post, path, headers: [.idempotencyKey: text])
        _ = try await door.call(.delete, path, headers: [.idempotencyKey: text])
        var other = Samples().session
        other.account = Identifier.make()
        door.script.signIn(other)
        _ = try await door.call(.post, path, headers: [.idempotencyKey: text])
        #expect(door.script.told.count == 4)
        #expect(Set(door.script.told.map(\.id)).count == 3)
    }
}
