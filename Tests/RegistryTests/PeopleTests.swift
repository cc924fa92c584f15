// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

@Suite("The people of an organisation")
struct PeopleTests {
    private func grant(
        _ roles: [OrganisationRole], to account: UUID = Examples.applicant, given state: PeopleState? = nil,
        as actor: Actor = .service("registry")
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        try PeopleDecider.decide(
            .grant(GrantMembership(organisation: Examples.registration, account: account, roles: roles)), given: state,
            in: Examples.context(actor))
    }

    private func state(after events: [PeopleEvent]) -> PeopleState? {
        events.reduce(nil) { PeopleDecider.evolve($0, with: $1) }
    }

    @Test("Whoever registers an organisation is asked in, as what they chose to be (ISG-47)")
    func applicant() throws {
        let events = Examples.decide(Examples.withoutCode { $0.applicantRole = .seniorOfficer })
        let organisation = try #require(Examples.state(after: events))
        let asked = events.flatMap {
            OrganisationDecider.consequences(of: $0, state: organisation, in: Examples.context())
        }
        guard case .send(let asking) = try #require(asked.first), let grant = asking as? GrantMembership else {
            Issue.record("Nobody is asked in")
            return
        }
        #expect(asked.count == 1 && grant.organisation == Examples.registration)
        let members = state(after: try self.grant(grant.roles, to: grant.account))?.members
        #expect(members == [OrganisationMember(account: Examples.applicant, roles: [.administrator, .seniorOfficer])])
    }

    @Test("A membership granted twice is one membership, with the newest roles")
    func grantedAgain() throws {
        let first = try grant([.contact])
        let colleague = try grant([.contact], to: Examples.id(9), given: state(after: first))
        let before = try #require(state(after: first + colleague))
        #expect(try grant([.contact], given: before).isEmpty)
        let again = try grant([.administrator, .contact], given: before)
        #expect(
            state(after: first + colleague + again)?.members == [
                OrganisationMember(account: Examples.applicant, roles: [.administrator, .contact]),
                OrganisationMember(account: Examples.id(9), roles: [.contact]),
            ])
    }

    @Test(
        "Nobody makes themselves a member: only the registry itself does",
        arguments: [
            Actor.account(Examples.applicant, roles: [.centralAdmin]), .operator, .visitor, .service("compliance"),
            Actor(kind: .partner, id: "registry"),
        ])
    func others(actor: Actor) {
        #expect(throws: PeopleRefusal.notFound) { try grant([.administrator], as: actor) }
    }
}
