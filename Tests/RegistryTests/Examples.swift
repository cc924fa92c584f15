// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging

@testable import Registry

/// What the tests of this service begin with.
enum Examples {
    static let registration = id(1)
    static let applicant = id(2)
    static let time = Date(timeIntervalSince1970: 1_800_000_000)

    static func id(_ number: UInt8) -> UUID {
        Identifier.uuid([1, 0x90, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, number])
    }

    static let host = ParentOrganisation(code: "16C", name: "NHS NORTH EAST AND NORTH CUMBRIA ICB - 16C")

    static let entry = DirectoryEntry(
        code: "A81001", name: "THE DENSHAM SURGERY",
        address: Address(
            lines: ["THE HEALTH CENTRE", "LAWSON STREET"], town: "STOCKTON ON TEES", county: "CLEVELAND",
            postcode: "TS18 1HU"),
        parent: host, open: true, registered: false)

    static let closed = DirectoryEntry(
        code: "A81001", name: "THE DENSHAM SURGERY", address: entry.address, parent: host, open: false,
        registered: false)

    static let address = Address(lines: ["1 Park Row"], town: "Leeds", county: "", postcode: "LS1 5HN")

    /// A practice that is in the directory.
    static func withCode(_ change: (inout RegistrationSubmitted) -> Void = { _ in }) -> RegistrationSubmitted {
        var submission = RegistrationSubmitted(
            registration: registration, category: "general-practice", odsCode: "A81001", applicant: applicant,
            contactEmail: "ig@example.nhs.uk")
        change(&submission)
        return submission
    }

    /// A supplier that has no ODS code.
    static func withoutCode(_ change: (inout RegistrationSubmitted) -> Void = { _ in }) -> RegistrationSubmitted {
        var submission = RegistrationSubmitted(
            registration: registration, category: "contractor", name: "Example Records Ltd", address: address,
            applicant: applicant, contactEmail: "ig@example.org")
        change(&submission)
        return submission
    }

    static func context(
        _ actor: Actor = .account(applicant), holders: [Claim: UUID] = [:]
    ) -> Context {
        Context(actor: actor, time: time, holders: holders)
    }

    static func decide(
        _ submission: RegistrationSubmitted, _ findings: Findings = Findings(), given state: OrganisationState? = nil,
        in context: Context = context()
    ) -> [OrganisationEvent] {
        (try? OrganisationDecider.decide(.register(submission, findings), given: state, in: context)) ?? []
    }
}

extension [OrganisationEvent] {
    /// The codes of a refusal and the fields they concern; nil when it is not one.
    var refusal: [String]? {
        guard count == 1, case .refused(let fact) = self[0] else { return nil }
        return fact.problems.map { "\($0.code) \($0.field ?? "-")" }
    }

    var registered: OrganisationRegistered? {
        guard case .registered(let fact) = first else { return nil }
        return fact
    }

    var applicant: ApplicantAccepted? {
        guard count == 3, case .applicantAccepted(let fact) = self[2] else { return nil }
        return fact
    }

    var contactEmail: String? {
        guard count > 1, case .contactRecorded(let fact) = self[1] else { return nil }
        return fact.contactEmail
    }
}
