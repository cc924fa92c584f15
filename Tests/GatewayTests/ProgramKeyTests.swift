// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import HTTPTypes
import ServiceKit
import Testing

@testable import Gateway

@Suite("A program with a key at the front door")
struct ProgramKeyTests {
    private let samples = Samples()
    private let key = APIKey(secret: Array(1...25))
    private var id: String { samples.id.text }

    private func door(_ scopes: [APIKeyScope] = [.read], limits: Limits = Limits()) async throws -> TestDoor {
        let door = try await TestDoor(limits: limits)
        let (key, id, session) = (key, Identifier.make(), samples.session)
        door.script.answer(ResolveSession.self) { _ in nil }
        door.script.answer(ResolveAPIKey.self) { asked in
            guard asked.tokenDigest == Hex.encode(key.digest) else { return nil }
            return Session(
                session: id, account: session.account, email: session.email, displayName: session.displayName,
                roles: [], memberships: session.memberships, expires: Date(timeIntervalSinceNow: 60), used: nil,
                key: APIKeyGrant(key: id, scopes: scopes, organisation: nil))
        }
        return door
    }

    private func bearer(_ text: String) -> HTTPFields { [.authorization: "Bearer \(text)"] }

    private func body(_ operation: Gateway.Operation) throws -> String? {
        try operation.takes.map { try JSON.text(try $0.example()) }
    }

    private func address(_ operation: Gateway.Operation) -> String {
        operation.path.replacing("{code}", with: "B86001").replacing("{requirement}", with: "114")
            .replacing(#/\{[a-z]+\}/#, with: id)
    }

    /// What is for people alone, so that nobody opens it to programs in passing.
    private static let personal: Set = [
        "changeName", "changePassword", "changeAddress", "enrolSecondFactor", "removeSecondFactor",
        "listPasskeys", "addPasskey", "challengeNewPasskey", "renamePasskey", "removePasskey", "challengeSession",
        "proveSessionWithPasskey", "showProviderLink", "unlinkProvider",
        "showPreferences", "changePreferences",
        "listKeys", "makeKey", "endKey", "showOwnData", "closeAccount",
        "proveSession", "showSession", "listSessions", "signOutEverywhere", "endSession", "signOut",
        "listReviews", "showReview", "takeReview", "releaseReview", "decideReview",
        "listPeople", "changeRoles", "removeMember", "invite", "sendInvitation", "correctInvitation",
        "withdrawInvitation", "listInvitations", "answerInvitation", "showJoining", "askToJoin", "decideJoining",
        "listGroups", "listOpenGroups", "listUnplacedOrganisations", "placeOrganisation",
        "listSupportedOrganisations", "endSupport", "startSupporting", "stopSupporting",
        "recordGroupContract", "showGroup", "activateGroup", "nameSuperAdministrator",
        "standDownSuperAdministrator", "confirmSuperAdministrator", "replaceSuperAdministrator", "changeAllowance",
        "decideLicence", "withdrawLicence", "showLicence", "requestLicence",
        "listTickets", "listAssignedTickets", "raiseTicket", "showTicket", "answerTicket", "escalateTicket",
        "resolveTicket", "reopenTicket",
        "listWaitingAccounts", "decideAccount", "listDomains", "addDomain", "removeDomain",
    ]

    @Test("Each operation is for programs with a scope, or for people alone, or for anyone")
    func table() {
        let names = Set(API.operations.map(\.name))
        #expect(Set(ProgramAccess.scopes.keys).subtracting(names) == [])
        let open = Set(API.operations.filter { $0.access == .anyone }.map(\.name))
        #expect(names.subtracting(ProgramAccess.scopes.keys).subtracting(open) == Self.personal)
        #expect(open.isDisjoint(with: ProgramAccess.scopes.keys))
        for operation in API.operations where operation.scope != nil {
            #expect((operation.scope == .read) == (operation.method == .get), "\(operation.name)")
        }
    }

    @Test(
        "A key opens what its scopes name; the rest is refused before any service is asked",
        arguments: APIKeyScope.allCases)
    func scopes(_ scope: APIKeyScope) async throws {
        let door = try await door([.read, scope])
        for operation in API.operations where operation.access != .anyone {
            let reply = try await door.call(
                operation.method, address(operation), try body(operation), headers: bearer(key.clear))
            let challenge = reply.headers[.wwwAuthenticate] ?? ""
            switch operation.scope {
            case .read?, scope?: #expect(![401, 403].contains(reply.status), "\(operation.name) \(reply.body)")
            case let needed?:
                #expect(reply.status == 403 && reply.body.contains("scope-missing"), "\(operation.name)")
                #expect(challenge.contains("insufficient_scope") && challenge.contains("scope=\"\(needed.rawValue)\""))
            case nil: #expect(reply.status == 403 && reply.body.contains("not-for-programs"), "\(operation.name)")
            }
        }
        for told in door.script.told where !(told.message is APIKeyUsed) {
            #expect(
                told.actor.key?.scopes
                    == APIKeyGrant(key: samples.id, scopes: [.read, scope], organisation: nil).scopes)
            #expect(told.actor.roles.isEmpty)
        }
    }

    @Test("Wrong, expired, ended and garbled keys are answered alike, and a cookie beside them opens nothing")
    func unknown() async throws {
        let door = try await door()
        door.script.signIn()
        let keys = [
            APIKey(secret: Array(2...26)).clear, String(key.clear.dropLast()) + (key.clear.hasSuffix("A") ? "B" : "A"),
            "attest_", "attest_x", key.clear + "A",
        ]
        var bodies: Set<String> = []
        for text in keys {
            let reply = try await door.send(
                .get, "/api/v1/organisations", cookie: TestDoor.signedIn, headers: bearer(text), body: "")
            #expect(reply.status == 401, "\(text)")
            #expect(reply.headers[.wwwAuthenticate] == "Bearer realm=\"attest\", error=\"invalid_token\"")
            bodies.insert(reply.body)
        }
        #expect(bodies.count == 1)
        // Two of them, of which nobody knows which is meant.
        var both = bearer(key.clear)
        both.append(HTTPField(name: .authorization, value: "Bearer \(TestDoor.token.clear)"))
        #expect(try await door.call(.get, "/api/v1/organisations", headers: both).status == 401)
        // A cookie alone has never been anything here.
        let alone = try await door.send(
            .get, "/api/v1/organisations", cookie: TestDoor.signedIn, headers: [:], body: "")
        #expect(alone.status == 401)
    }

    @Test("With a cookie as well, it is the key that counts; and on pages a key counts for nothing")
    func cookies() async throws {
        let door = try await door()
        door.script.signIn()
        let body = #"{"displayName":"Eve"}"#
        var headers = bearer(key.clear)
        headers[.contentType] = "application/json"
        let reply = try await door.send(
            .put, "/api/v1/account/name", cookie: TestDoor.signedIn, headers: headers, body: body)
        #expect(reply.status == 403 && reply.body.contains("not-for-programs"))
        for page in ["/account", "/account/keys", "/organisations/\(id)"] {
            let reply = try await door.get(page, headers: bearer(key.clear))
            #expect(reply.location?.hasPrefix("/account/sign-in?") == true, "\(page)")
        }
        // A session's token is no key, and a key no session's.
        door.script.answer(ResolveAPIKey.self) { _ in Samples().session }
        #expect(try await door.call(.get, "/api/v1/organisations", headers: bearer(key.clear)).status == 401)
    }

    @Test("It needs no token of a form, and its use is told now and then, not with every request")
    func use() async throws {
        let door = try await door([.read, .contacts])
        let contact = #"{"name":"A","position":"B","email":"a@nhs.uk","telephone":"1"}"#
        let reply = try await door.call(
            .put, "/api/v1/cases/\(id)/contacts", #"{"signatory":\#(contact),"contact":\#(contact)}"#,
            headers: bearer(key.clear))
        #expect(reply.status == 204)
        let used = door.script.told.filter { $0.message is APIKeyUsed }
        #expect(used.count == 1 && used.first?.actor == .account(samples.session.account))
        let session = samples.session
        door.script.answer(ResolveAPIKey.self) { _ in
            Session(
                session: session.session, account: session.account, email: "", displayName: "", roles: [],
                memberships: [], expires: Date(timeIntervalSinceNow: 60), used: Date(timeIntervalSinceNow: -60),
                key: APIKeyGrant(key: session.session, scopes: [.read], organisation: nil))
        }
        _ = try await door.call(.get, "/api/v1/organisations", headers: bearer(key.clear))
        #expect(door.script.told.filter { $0.message is APIKeyUsed }.count == 1)
    }

    @Test("The same Idempotency-Key by a key and by its owner are two")
    func idempotency() async throws {
        let door = try await door([.read, .assessments])
        door.script.signIn()
        let path = "/api/v1/cases/\(id)/assessment/submission"
        for headers in [bearer(key.clear), bearer(TestDoor.token.clear), bearer(key.clear)] {
            var headers = headers
            headers[.idempotencyKey] = "once"
            #expect(try await door.call(.post, path, headers: headers).status == 204)
        }
        let ids = door.script.told.filter { $0.message is SubmitAssessment }.map(\.id)
        #expect(ids.count == 3 && Set(ids).count == 2 && ids[0] == ids[2])
    }

    @Test("One key asks no more than it may, wherever from, and a network no more with any")
    func limits() async throws {
        let door = try await door(
            limits: Limits(["program.key": Rate(3, hourly: 60), "program.source": Rate(5, hourly: 60)]))
        door.script.answer(ListOrganisations.self) { _ in Page(items: []) }
        var statuses: [Int] = []
        for _ in 1...5 {
            let reply = try await door.call(.get, "/api/v1/organisations", headers: bearer(key.clear))
            statuses.append(reply.status)
            if reply.status == 429 { #expect(reply.headers[.retryAfter] != nil) }
        }
        #expect(statuses == [200, 200, 200, 429, 429])
        let other = APIKey(secret: Array(2...26))
        #expect(try await door.call(.get, "/api/v1/organisations", headers: bearer(other.clear)).status == 429)
    }

    @Test("A key is made with the password, shown once, and only its digest goes on; an old form shows no dead key")
    func makes() async throws {
        let door = try await TestDoor()
        door.script.signIn()
        door.script.answer(ListOrganisations.self) { _ in Page(items: []) }
        door.script.answer(ListAPIKeys.self) { _ in [] }
        let fields: KeyValuePairs = [
            "name": "Rota", "organisation": "all", "scopes": "write-contacts", "days": "90", "current": "secret",
        ]
        let dead = try await door.fill("/account/keys/new", fields)
        #expect(dead.location == "/account/keys")
        let ids = Set(door.script.told.compactMap { ($0.message as? MakeAPIKey)?.key })
        #expect(ids.count == 1)
        door.script.answer(ListAPIKeys.self) { [script = door.script] _ in
            script.told.compactMap { $0.message as? MakeAPIKey }.map {
                APIKeySummary(
                    key: $0.key, keyName: $0.keyName, scopes: $0.scopes, organisation: nil, made: Date(), used: nil,
                    expires: Date())
            }
        }
        let reply = try await door.fill("/account/keys/new", fields)
        let shown = String(try #require(reply.body.firstMatch(of: /attest_[A-Z2-7]{46}/)).0)
        let told = try #require(door.script.told.last?.message as? MakeAPIKey)
        #expect(told.tokenDigest == Hex.encode(SHA256.digest(shown)))
        #expect(told.scopes == [.read, .contacts] && told.organisation == nil && told.days == 90)
        // What is left out is named, and the password is not shown again.
        let empty = try await door.fill("/account/keys/new", ["current": "secret"])
        #expect(empty.status == 422 && !empty.body.contains("\"secret\""))
        for field in ["name", "organisation", "days"] { #expect(empty.body.contains("#\(field)\""), "\(field)") }

        let made = try await door.call(
            .post, "/api/v1/account/keys", #"{"name":"Rota","scopes":[],"days":30,"current":"secret"}"#,
            headers: [.idempotencyKey: "k"])
        #expect(made.status == 201)
        let answer = try JSON.value(MadeAPIKey.self, from: made.body)
        #expect(APIKey(clear: answer.key) != nil)
        #expect((door.script.told.last?.message as? MakeAPIKey)?.scopes == [])
    }
}
