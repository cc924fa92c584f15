// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

@Suite("The licensing group of a registration")
struct LicensingTests {
    private let group = Examples.id(60)
    private let central = Actor.account(Examples.id(64), roles: [.centralAdmin])

    private func registered(_ licensing: Licensing?, isOpen: Bool = true) -> [OrganisationEvent] {
        Examples.decide(Examples.withoutCode { $0.licensing = licensing }, Findings(isGroupOpen: isOpen))
    }

    private func evolved(_ events: [OrganisationEvent]) -> OrganisationState? {
        events.reduce(nil) { OrganisationDecider.evolve($0, with: $1) }
    }

    private func sent(_ events: [OrganisationEvent]) throws -> [any Message] {
        let state = try #require(evolved(events))
        return events.flatMap { OrganisationDecider.consequences(of: $0, state: state, in: Examples.context()) }
            .compactMap { if case .send(let message) = $0 { message } else { nil } }
    }

    @Test("A group that is chosen hears of the organisation, with or without a licence; ISG-49, ISG-51, ISG-52")
    func chosen() throws {
        for wantsLicence in [true, false] {
            let sent = try sent(registered(Licensing(group: group, wantsLicence: wantsLicence)))
            let joining = try #require(sent.compactMap { $0 as? JoinGroup }.first)
            #expect(joining.group == group && joining.wantsLicence == wantsLicence)
            #expect(joining.organisationName == "Example Records Ltd")
        }
        let refused = registered(Licensing(group: group, wantsLicence: true), isOpen: false)
        #expect(refused.refusal == ["group-unknown group"])
    }

    @Test("None or unknown is no group, and who asks for a licence all the same waits for Central Admin; ISG-50, C-14")
    func unknown() throws {
        #expect(try sent(registered(Licensing(wantsLicence: false))).allSatisfy { !($0 is JoinGroup) })
        #expect(evolved(registered(Licensing(wantsLicence: false)))?.placing == nil)
        #expect(evolved(registered(nil))?.placing == nil)
        let events = registered(Licensing(wantsLicence: true))
        let waiting = try #require(evolved(events))
        #expect(waiting.placing == Placing(asked: Examples.time))
        #expect(try sent(events).contains { ($0 as? NotifyTeam)?.team == ReviewTeam.centralAdmin })

        func place(
            _ group: UUID?, _ reason: String = "", isOpen: Bool = true, by actor: Actor? = nil,
            given state: OrganisationState? = nil
        ) throws(OrganisationRefusal) -> [OrganisationEvent] {
            try OrganisationDecider.decide(
                .place(
                    PlaceOrganisation(organisation: Examples.registration, group: group, reason: reason), isOpen: isOpen
                ),
                given: state ?? waiting, in: Examples.context(actor ?? central))
        }
        #expect(throws: OrganisationRefusal.self) { try place(group, by: .account(Examples.applicant)) }
        #expect(throws: OrganisationRefusal.self) { try place(group, isOpen: false) }
        #expect(throws: OrganisationRefusal.self) { try place(nil) }
        let placed = try place(group)
        #expect(try sent(events + placed).contains { ($0 as? JoinGroup)?.wantsLicence == true })
        #expect(evolved(events + placed)?.placing == nil)
        #expect(throws: OrganisationRefusal.self) { try place(group, given: evolved(events + placed)) }
        let none = try place(nil, " Too far away. ")
        #expect(evolved(events + none)?.placing?.reason == "Too far away.")
        #expect(try sent(events + none).contains { $0 is NotifyAdministrators })
    }
}
