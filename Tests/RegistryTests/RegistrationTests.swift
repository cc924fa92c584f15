// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

@Suite("A registration that is accepted")
struct RegistrationTests {
    @Test("With an ODS code, name, address and parent come from the directory (ISG-39, ISG-53)")
    func fromDirectory() {
        let events = Examples.decide(Examples.withCode(), Findings(entry: Examples.entry))
        #expect(
            events.registered
                == OrganisationRegistered(
                    organisation: Examples.registration, name: "THE DENSHAM SURGERY", category: "general-practice",
                    odsCode: "A81001", address: Examples.entry.address, parent: Examples.host,
                    mode: "independent"))
    }

    @Test("What the applicant typed is kept; the directory fills in the rest (ISG-39)")
    func typedWins() {
        let submission = Examples.withCode {
            $0.name = "  Densham   Surgery "
            $0.address = Address(lines: [" 1 Park Row ", ""], town: "Leeds", county: "", postcode: "ls15hn")
        }
        let registered = Examples.decide(submission, Findings(entry: Examples.entry)).registered
        #expect(registered?.name == "Densham Surgery")
        #expect(registered?.address == Examples.address)
        #expect(registered?.parent == Examples.host)
    }

    @Test("An ODS code is upper case however it was typed (C-09)")
    func upperCase() {
        let events = Examples.decide(Examples.withCode { $0.odsCode = " a81001 " }, Findings(entry: Examples.entry))
        #expect(events.registered?.odsCode == "A81001")
        #expect(events.first.map(OrganisationDecider.claims) == [.take(Claim("ods", "A81001"))])
    }

    @Test(
        "Without an ODS code the fact says so, and claims none, but name and place (ISG-40, C-09)",
        arguments: [nil, "", "  "])
    func withoutCode(code: String?) {
        let events = Examples.decide(Examples.withoutCode { $0.odsCode = code })
        #expect(events.registered?.odsCode == .some(nil))
        #expect(events.registered?.parent == .some(nil))
        #expect(events.registered?.name == "Example Records Ltd")
        let place = OrganisationDecider.claim(name: "EXAMPLE RECORDS", postcode: "LS1 5HN")
        #expect(events.flatMap(OrganisationDecider.claims) == [.take(place)])
    }

    @Test("An organisation is kept with its number in the ICO’s register, or with why it has none; ISG-41, ISG-43")
    func ico() {
        let entry = ICOEntry(
            number: "ZA123456", name: "Example Records Ltd", address: [], postcode: "", open: true, registered: false)
        func decide(_ ico: ICORegistration, _ entry: ICOEntry? = nil) -> [OrganisationEvent] {
            Examples.decide(Examples.withoutCode { $0.ico = ico }, Findings(ico: entry))
        }
        let found = ICORegistration(number: " za 123456 ", name: "whatever was typed")
        #expect(
            decide(found, entry).registered?.ico == ICORegistration(number: "ZA123456", name: "Example Records Ltd"))
        #expect(decide(found).refusal == ["ico-number-unknown icoNumber"])
        var ended = entry
        ended.open = false
        #expect(decide(found, ended).refusal == ["ico-number-ended icoNumber"])
        let byHand = ICORegistration(name: " Dr  Example ", absence: .exempt)
        #expect(decide(byHand).registered?.ico == ICORegistration(name: "Dr Example", absence: .exempt))
        #expect(
            decide(ICORegistration(name: "", absence: .notFound)).refusal
                == ["controller-missing controller", "ico-number-missing icoNumber"])
        #expect(
            decide(ICORegistration(number: "12", name: "x", absence: .notFound)).refusal
                == ["ico-number-malformed icoNumber"])
        #expect(Examples.decide(Examples.withoutCode()).registered?.ico == nil)
    }

    @Test("An organisation is where its postcode is, or where somebody placed it; ISG-44")
    func location() {
        let unit = Location(latitude: 53.79, longitude: -1.54, precision: .unit)
        func decide(_ pin: Location?) -> [OrganisationEvent] {
            Examples.decide(Examples.withoutCode { $0.location = pin }, Findings(place: unit))
        }
        #expect(decide(nil).registered?.location == unit)
        let pin = Location(latitude: 51, longitude: 0, precision: .unit)
        #expect(decide(pin).registered?.location == Location(latitude: 51, longitude: 0, precision: .pin))
        let away = Location(latitude: 0, longitude: 0, precision: .pin)
        #expect(decide(away).refusal == ["place-outside latitude"])
    }

    @Test("The contact e-mail address is stored with the organisation (ISG-48)")
    func contact() {
        let events = Examples.decide(Examples.withoutCode { $0.contactEmail = " ig@example.org " })
        #expect(events.contactEmail == "ig@example.org")
        let marked = Examples.decide(Examples.withoutCode { $0.contactEmail = "ig@bücher.example" })
        #expect(marked.contactEmail == "ig@xn--bcher-kva.example")
    }

    @Test(
        "The applicant becomes the administrator, with the role chosen beside it (ISG-47)",
        arguments: [
            (nil, [OrganisationRole.administrator]), (.administrator, [.administrator]),
            (.seniorOfficer, [.administrator, .seniorOfficer]),
        ] as [(OrganisationRole?, [OrganisationRole])])
    func membership(chosen: OrganisationRole?, roles: [OrganisationRole]) {
        let events = Examples.decide(Examples.withoutCode { $0.applicantRole = chosen })
        #expect(
            events.applicant
                == ApplicantAccepted(organisation: Examples.registration, account: Examples.applicant, roles: roles))
    }

    @Test(
        "A partner and the operator may register for nobody in particular",
        arguments: [Actor(kind: .partner, id: "portal"), .operator])
    func withoutApplicant(actor: Actor) {
        let events = Examples.decide(Examples.withoutCode { $0.applicant = nil }, in: Examples.context(actor))
        #expect(events.count == 2)
        #expect(events.registered != nil)
    }

    @Test("A partner may name the account that becomes the administrator")
    func partnerWithApplicant() {
        let events = Examples.decide(Examples.withoutCode(), in: Examples.context(Actor(kind: .partner, id: "portal")))
        #expect(events.applicant?.account == Examples.applicant)
    }

    @Test("The same registration again changes nothing, whatever came of the first (ISG-53, IMP-04)")
    func again() {
        let findings = Findings(entry: Examples.entry)
        let accepted = Examples.state(after: Examples.decide(Examples.withCode(), findings))
        let refused = Examples.state(after: Examples.decide(Examples.withCode()))
        for state in [accepted, refused] {
            #expect(state != nil)
            #expect(Examples.decide(Examples.withCode(), findings, given: state).isEmpty)
            #expect(Examples.decide(Examples.withoutCode(), given: state).isEmpty)
        }
    }

    @Test("A key is used by one registration; another under it is refused and says so (IMP-04)")
    func keyReused() throws {
        let request = Examples.id(60)
        let claim = OrganisationDecider.claim(request: request)
        let submission = Examples.withoutCode { $0.request = request }
        let events = Examples.decide(submission)
        #expect(events.flatMap(OrganisationDecider.claims).first == .take(claim))
        let registered = Array(events.dropFirst())
        #expect(registered.registered != nil && registered.applicant != nil)
        // A refusal uses the key too.
        let refused = Examples.decide(Examples.withCode { $0.request = request })
        #expect(refused.flatMap(OrganisationDecider.claims) == [.take(claim)])
        #expect(OrganisationDecider.refusal(for: refused) != nil)

        let other = Examples.decide(submission, in: Examples.context(holders: [claim: Examples.id(61)]))
        #expect(other.refusal == ["key-reused -"])
        #expect(other.flatMap(OrganisationDecider.claims).isEmpty)
        let own = Examples.context(holders: [claim: Examples.registration])
        #expect(Examples.decide(submission, in: own).count == events.count)
    }

    @Test("An organisation is not in its own way when its registration arrives twice (IMP-04)")
    func ownClaim() {
        let context = Examples.context(holders: [Claim("ods", "A81001"): Examples.registration])
        #expect(
            Examples.decide(Examples.withCode(), Findings(entry: Examples.entry), in: context).registered != nil)
        #expect(
            Examples.decide(Examples.withoutCode(), Findings(lookalike: Examples.registration)).registered != nil)
    }

    @Test("State follows from the events, and survives being stored")
    func rebuild() throws {
        let accepted = Examples.decide(Examples.withCode(), Findings(entry: Examples.entry))
        let refused = Examples.decide(Examples.withCode())
        for events in [accepted, refused] {
            let state = try #require(Examples.state(after: events))
            #expect(state.id == Examples.registration)
            #expect((state.registered == nil) == !state.problems.isEmpty)
            #expect(try JSON.value(OrganisationState.self, from: JSON.text(state)) == state)
        }
    }

    @Test("Every event has one kind, and its fact leads back to it (IMP-06)")
    func kinds() {
        #expect(Set(OrganisationEvent.kinds.map(\.name)).count == 10)
        let events =
            Examples.decide(Examples.withCode { $0.request = Examples.id(60) }, Findings(entry: Examples.entry))
            + Examples.decide(Examples.withCode())
        #expect(
            events.map { type(of: $0.fact).name } == [
                RegistrationReceived.name, OrganisationRegistered.name, OrganisationContactRecorded.name,
                ApplicantAccepted.name, RegistrationRefused.name,
            ])
    }
}

extension Examples {
    static func state(after events: [OrganisationEvent]) -> OrganisationState? {
        events.reduce(nil) { OrganisationDecider.evolve($0, with: $1) }
    }
}
