// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

@Suite("The ODS code of an organisation that was registered without one")
struct CodeTests {
    private let administrator = Actor.account(Examples.applicant)
    private static let colleague = Examples.id(8)
    private static let members = [
        OrganisationMember(account: Examples.applicant, roles: [.administrator]),
        OrganisationMember(account: colleague, roles: [.contact]),
    ]

    private func codeless() throws -> OrganisationState {
        let events = Examples.decide(Examples.withoutCode())
        return try #require(events.reduce(nil) { OrganisationDecider.evolve($0, with: $1) } as OrganisationState?)
    }

    private func record(
        _ code: String, _ state: OrganisationState?, entry: DirectoryEntry? = Examples.entry, as actor: Actor? = nil,
        holders: [Claim: UUID] = [:]
    ) throws(OrganisationRefusal) -> [OrganisationEvent] {
        try OrganisationDecider.decide(
            .recordCode(
                RecordODSCode(organisation: Examples.registration, odsCode: code), entry, members: Self.members),
            given: state,
            in: Examples.context(actor ?? administrator, holders: holders))
    }

    private func refusal(_ work: () throws(OrganisationRefusal) -> [OrganisationEvent]) -> [String] {
        do throws(OrganisationRefusal) {
            _ = try work()
            return []
        } catch {
            return error.problems.map(\.code)
        }
    }

    @Test("Its administrator adds it, once there is one; name and address stay, the host comes with it; ISG-40, C-09")
    func added() throws {
        let state = try codeless()
        let events = try record(" a81001 ", state)
        #expect(
            events.map { $0.fact as? ODSCodeRecorded }
                == [ODSCodeRecorded(organisation: Examples.registration, odsCode: "A81001", parent: Examples.host)])
        #expect(events.flatMap(OrganisationDecider.claims) == [.take(OrganisationDecider.claim(code: "A81001"))])
        let after = events.reduce(state) { OrganisationDecider.evolve($0, with: $1) }
        #expect(after.registered?.odsCode == "A81001" && after.registered?.parent == Examples.host)
        #expect(after.registered?.name == state.registered?.name)
        #expect(try record("A81001", after).isEmpty, "twice is once")
        #expect(refusal { () throws(OrganisationRefusal) in try record("A81002", after) } == ["ods-code-stands"])
    }

    @Test("A code that is unknown, closed, another's or none at all is refused, with what to do")
    func refused() throws {
        let state = try codeless()
        let holder = [OrganisationDecider.claim(code: "A81001"): UUID()]
        #expect(refusal { () throws(OrganisationRefusal) in try record(" ", state) } == ["ods-code-missing"])
        #expect(
            refusal { () throws(OrganisationRefusal) in try record("X", state, entry: nil) } == ["ods-code-unknown"])
        #expect(
            refusal { () throws(OrganisationRefusal) in try record("A81001", state, entry: Examples.closed) }
                == ["ods-code-closed"])
        #expect(
            refusal { () throws(OrganisationRefusal) in try record("A81001", state, holders: holder) }
                == ["already-registered"])
    }

    @Test("Nobody else adds it: members may not, and strangers are not told that there is anything")
    func forbidden() throws {
        let state = try codeless()
        let tries: [(Actor, String)] = [
            (.account(Self.colleague), "forbidden"), (.account(UUID()), "not-found"), (.visitor, "not-found"),
            (.account(UUID(), roles: [.reviewer(team: "national")]), "forbidden"),
            (Actor(kind: .partner, id: "portal"), "not-found"),
        ]
        for (actor, code) in tries {
            #expect(
                refusal { () throws(OrganisationRefusal) in try record("A81001", state, as: actor) } == [code],
                "\(actor)")
        }
        #expect(refusal { () throws(OrganisationRefusal) in try record("A81001", nil) } == ["not-found"])
        #expect(
            try record("A81001", state, as: .account(UUID(), roles: [.centralAdmin])).count == 1, "Central Admin may")
    }
}
