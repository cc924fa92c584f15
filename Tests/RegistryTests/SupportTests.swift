// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

@Suite("Organisations that are supported")
struct SupportTests {
    private static let supporter = Supporter(organisation: Examples.id(61), name: "Aire Valley Board")
    private let chief = OrganisationMember(account: Examples.applicant, roles: [.administrator])

    private func submission(_ change: (inout RegistrationSubmitted) -> Void = { _ in }) -> RegistrationSubmitted {
        Examples.withoutCode {
            $0.supporter = Self.supporter.organisation
            $0.applicantRole = .supporter
            change(&$0)
        }
    }

    private func register(
        _ submission: RegistrationSubmitted, isOn: Bool = true, members: [OrganisationMember]? = nil, count: Int = 0
    ) -> [OrganisationEvent] {
        Examples.decide(
            submission,
            Findings(
                supporting: .init(supporter: Self.supporter, isOn: isOn, members: members ?? [chief], count: count)))
    }

    private func evolved(_ events: [OrganisationEvent]) -> OrganisationState? {
        events.reduce(nil) { OrganisationDecider.evolve($0, with: $1) }
    }

    @Test("A contracting organisation registers others once the facility is on; nobody else does; ISG-54")
    func facility() {
        #expect(register(submission()).registered != nil)
        #expect(register(submission(), isOn: false).refusal == ["support-off supporter"])
        #expect(Examples.decide(submission()).refusal == ["supporter-not-yours supporter"], "there is none of that id")
        let contact = OrganisationMember(account: Examples.applicant, roles: [.contact])
        #expect(register(submission(), members: [contact]).refusal == ["supporter-not-yours supporter"])
        #expect(register(submission(), members: []).refusal == ["supporter-not-yours supporter"])
        #expect(register(submission(), count: OrganisationDecider.supportLimit).refusal == ["support-full supporter"])
        let alone = Examples.withoutCode { $0.applicantRole = .supporter }
        #expect(Examples.decide(alone).refusal == ["role-unknown applicantRole"])
    }

    @Test(
        "The record says who supports it, in which mode it was registered, and every other rule holds; ISG-20, ISG-57")
    func record() throws {
        let events = register(submission())
        #expect(events.registered?.mode == "central")
        #expect(Examples.decide(Examples.withoutCode()).registered?.mode == "independent")
        #expect(evolved(events)?.supporter == Self.supporter)
        #expect(!events.contains { if case .applicantAccepted = $0 { true } else { false } }, "they just look after it")
        let joins = register(submission { $0.applicantRole = .contact })
        let roles = joins.compactMap { if case .applicantAccepted(let fact) = $0 { fact.roles } else { nil } }
        #expect(roles == [[.contact]], "whoever supports it administers it by that alone")
        #expect(register(submission { $0.contactEmail = "" }).refusal == ["contact-email-missing contactEmail"])
    }

    @Test("Whoever administers the supporter does for it what its own people do, and nobody else; ISG-60, ISG-61")
    func standing() throws {
        let organisation = Examples.registration
        let member = OrganisationMember(account: Examples.id(9), roles: [.administrator])
        let area = Area(keeper: "registry", organisation: organisation, members: [member])
        func actor(_ roles: [OrganisationRole]) -> Actor {
            .account(Examples.applicant, memberships: [Membership(organisation: organisation, roles: roles)])
        }
        let supports = actor([.supporter])
        for permission in [RegistryPermission.managePeople, .recordCode, .requestLicence, .endSupport] {
            #expect(supports.may(permission, in: area))
            #expect(!actor([.contact]).may(permission, in: area))
        }
        #expect(!actor([.administrator]).may(RegistryPermission.managePeople, in: area), "the list kept here is newer")
        #expect(!supports.may(RegistryPermission.support, in: area), "nobody supports by being supported")
        #expect([OrganisationRole.administrator, .contact].missing == [.seniorOfficer, .dataProtectionOfficer])
    }

    @Test("Support ends by either side once somebody is there, and is told to both; ISG-60")
    func end() throws {
        let events = register(submission())
        let state = try #require(evolved(events))
        let supports = Actor.account(
            Examples.applicant,
            memberships: [Membership(organisation: Examples.registration, roles: [.supporter])])
        func end(
            _ members: [OrganisationMember], by actor: Actor, given state: OrganisationState
        ) throws(OrganisationRefusal) -> [OrganisationEvent] {
            try OrganisationDecider.decide(
                .endSupport(EndSupport(organisation: Examples.registration), members: members), given: state,
                in: Examples.context(actor))
        }
        #expect(throws: OrganisationRefusal.self) { try end([], by: supports, given: state) }
        let own = OrganisationMember(account: Examples.id(9), roles: [.administrator])
        #expect(throws: OrganisationRefusal.self) { try end([own], by: .account(Examples.id(10)), given: state) }
        for actor in [supports, .account(Examples.id(9))] {
            let ended = try end([own], by: actor, given: state)
            let after = try #require(evolved(events + ended))
            #expect(after.supporter == nil)
            #expect(try end([own], by: .account(Examples.id(9)), given: after).isEmpty)
            let told = OrganisationDecider.consequences(of: ended[0], state: after, in: Examples.context(actor))
            #expect(told.count == 3)
        }
    }
}
