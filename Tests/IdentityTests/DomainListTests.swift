// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import Testing
import struct Foundation.UUID

@testable import Identity

@Suite("The list of instant domains")
struct DomainListTests {
    private let admin = Actor.account(UUID(), roles: [.centralAdmin])
    private let configured = ["nhs.net", "nhs.uk"]

    private func decide(
        _ command: DomainListDecider.Command, _ state: DomainListDecider.State?, _ actor: Actor? = nil
    ) throws(DomainListRefusal) -> DomainListDecider.State? {
        let context = Given.context(actor ?? admin)
        let events = try DomainListDecider.decide(command, given: state, in: context)
        return events.reduce(state) { DomainListDecider.evolve($0, with: $1) }
    }

    @Test("A Central Admin edits it, every edit is on record, and it begins as it was configured (ISG-28)")
    func edits() throws {
        var state = try decide(.add(" @Example.ORG ", configured: configured), nil)
        #expect(state?.domains == ["nhs.net", "nhs.uk", "example.org"])
        // What is configured later no longer counts.
        state = try decide(.remove("nhs.net", configured: []), state)
        #expect(InstantDomains(state, configured: ["other.uk"]).domains == ["example.org", "nhs.uk"])
        let changes = InstantDomains(state, configured: []).changes
        #expect(changes.map(\.domain) == ["nhs.net", "example.org"] && changes.map(\.added) == [false, true])
        #expect(changes.allSatisfy { $0.by == admin.reference && $0.time == noon })
        let same = try decide(.add("example.org", configured: []), state)
        #expect(same == state)
        #expect(try decide(.remove("nowhere.org", configured: configured), nil) == nil)
        #expect(InstantDomains(nil, configured: configured).domains == configured)
    }

    @Test(
        "Nobody else does",
        arguments: [Actor.visitor, .account(UUID()), .account(UUID(), roles: [.reviewer(team: "domains")])])
    func others(actor: Actor) {
        #expect(throws: DomainListRefusal.forbidden) {
            try decide(.add("example.org", configured: configured), nil, actor)
        }
    }

    @Test(
        "What is no domain, or half a country, is refused", arguments: ["", "uk", "a b.uk", "a@b.uk", "-a.uk", "a..uk"])
    func malformed(text: String) {
        #expect(throws: DomainListRefusal.malformed) { try decide(.add(text, configured: configured), nil) }
    }
}
