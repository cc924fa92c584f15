// SPDX-License-Identifier: Apache-2.0

import Contracts
import HTTPTypes

import struct Foundation.Date
import struct Foundation.UUID

// Organisations, their registration, and the directory.

extension Contracts.Address: Described {
    static let schema = Schema.object([
        .init("lines", .list(.typed), "One to three lines: building and street."), .init("town", .typed),
        .init("county", .typed, "", .nullable), .init("postcode", .typed),
    ])
    static let example = Contracts.Address(
        lines: ["2 Canal Walk"], town: "Leeds", county: "West Yorkshire", postcode: "LS1 4AP")
}

extension ParentOrganisation: Described {
    static let title = "Parent"
    static let schema = Schema.object([.init("code", .plain), .init("name", .plain)])
    static let example = ParentOrganisation(code: "Q99", name: "Aire Valley Board")
}

/// An entry of the ODS directory.
struct DirectoryListing: Described {
    var code: String
    var name: String
    var address: Contracts.Address
    var parent: ParentOrganisation?
    var open: Bool
    var registered: Bool
    var organisation: String?

    init(_ entry: DirectoryEntry) {
        code = entry.code
        name = entry.name
        address = entry.address
        parent = entry.parent
        open = entry.open
        registered = entry.registered
        organisation = entry.organisation?.text
    }

    static let title = "DirectoryEntry"
    static let schema = Schema.object([
        .init("code", .plain, "The ODS code."), .init("name", .plain),
        .init("address", .reference(Contracts.Address.self)),
        .init("parent", .reference(ParentOrganisation.self), "", .optional),
        .init("open", .boolean), .init("registered", .boolean, "It is registered here already."),
        .init("organisation", .id, "As what it is registered: you may ask to join it.", .optional),
    ])
    static let example = DirectoryListing(
        DirectoryEntry(
            code: "B86001", name: "Canal Walk Surgery", address: .example,
            parent: .example, open: true, registered: true, organisation: Sample.organisation))
}

struct NewOrganisation: Described {
    var category: String
    var odsCode: String?
    var name: String?
    var address: Contracts.Address?
    var applicantRole: OrganisationRole
    var contactEmail: String
    var licensing: LicensingChoice?
    var supporter: String?
    var ico: ICORegistration?
    var location: PinnedPlace?

    static let schema = Schema.object([
        .init("category", .category),
        .init("odsCode", .typed, "With it, name, address and parent come from the directory.", .nullable),
        .init("name", .typed, "Needed without a code.", .nullable),
        .init("address", .reference(Contracts.Address.self), "Needed without a code.", .nullable),
        .init(
            "applicantRole", .choice((OrganisationRole.assignable + [.supporter]).map(\.rawValue)),
            "What you are there. You become its administrator as well, unless it is supported: then you have this role "
                + "alone, or none as `supporter`."),
        .init("contactEmail", .typed),
        .init("licensing", .reference(LicensingChoice.self), "Left out: nothing is said of groups.", .nullable),
        .init(
            "supporter", .id, "The organisation that registers it and looks after it, which you administer.", .nullable),
        .init("ico", .reference(ICORegistration.self), "Left out: nothing is said of the ICO.", .nullable),
        .init(
            "location", .reference(PinnedPlace.self), "Left out: the registry goes by the postcode.", .nullable),
    ])
    static let example = NewOrganisation(
        category: "general-practice", odsCode: "B86001", name: "Canal Walk Surgery", address: .example,
        applicantRole: .administrator, contactEmail: "office@example.nhs.uk", licensing: .example,
        supporter: Sample.organisation.text, ico: .example,
        location: .example)
}

extension ICORegistration: Described {
    static let schema = Schema.object([
        .init("number", .typed, "Of the register; needed unless there is an `absence`.", .nullable),
        .init(
            "name", .typed, "Who answers for the personal information; of a number that is found, the register says."),
        .init(
            "absence", .choice(ICOAbsence.allCases.map(\.rawValue)), "Why it is not in the register here.", .nullable),
    ])
    static let example = ICORegistration(number: "ZA123456", name: "Canal Walk Surgery", absence: .notFound)
}

/// A place that somebody says.
struct PinnedPlace: Described {
    var latitude: Double
    var longitude: Double

    static let schema = Schema.object([
        .init("latitude", .number(-90...90), "In degrees (WGS 84)."), .init("longitude", .number(-180...180)),
    ])
    static let example = PinnedPlace(latitude: 53.796, longitude: -1.5479)

    var contract: Location { Location(latitude: latitude, longitude: longitude, precision: .pin) }
}

/// The licensing group of a registration. ISG-49 to ISG-52
struct LicensingChoice: Described {
    var group: String?
    var wantsLicence: Bool

    static let title = "Licensing"
    static let schema = Schema.object([
        .init("group", .id, "One of the open groups; nothing: none, or not known.", .nullable),
        .init(
            "wantsLicence", .boolean,
            "Ask for a licence: of the group, or of the central team, which looks for a group."),
    ])
    static let example = LicensingChoice(group: Sample.organisation.text, wantsLicence: true)

    var contract: Licensing {
        get throws(Failure) {
            let chosen = group.flatMap { UUID(uuidString: $0) }
            guard group == nil || chosen != nil else {
                throw Failure(
                    .unprocessableContent,
                    [Problem(code: "group-unknown", field: "licensing.group", message: "Name the group by its id.")])
            }
            return Licensing(group: chosen, wantsLicence: wantsLicence)
        }
    }
}

/// What became of a registration.
struct Registration: Described {
    var id: String
    var status: Status
    var organisation: String?
    var existing: String?
    var problems: [Problem]

    enum Status: String, Codable, Sendable, CaseIterable { case submitted, registered, refused }

    init(_ id: UUID, _ outcome: RegistrationOutcome?) {
        self.id = id.text
        organisation = outcome?.organisation?.text
        existing = outcome?.existing?.text
        problems = outcome?.problems ?? []
        status = outcome == nil ? .submitted : organisation == nil ? .refused : .registered
    }

    static let schema = Schema.object([
        .init("id", .id),
        .init(
            "status", .choice(Status.allCases.map(\.rawValue)),
            "`submitted` until the registry has looked at it, which may be much later: it is kept safe."),
        .init("organisation", .id, "Once it is registered.", .optional),
        .init("existing", .id, "The one that is registered already: you may ask to join it.", .optional),
        .init("problems", .list(.problem), "Why it is refused."),
    ])
    static let example: Registration = {
        let id = Sample.organisation
        return Registration(
            id, RegistrationOutcome(registration: id, organisation: id, problems: [], existing: Sample.organisation))
    }()
}

struct NewODSCode: Described {
    var odsCode: String

    static let schema = Schema.object([.init("odsCode", .typed)])
    static let example = NewODSCode(odsCode: "B86001")

    func instruction(for organisation: UUID) -> RecordODSCode {
        RecordODSCode(organisation: organisation, odsCode: odsCode)
    }
}

struct OrganisationListing: Described {
    var id: String
    var name: String
    var odsCode: String?
    var postcode: String
    var category: String?

    init(_ organisation: OrganisationSummary) {
        id = organisation.organisation.text
        name = organisation.name
        odsCode = organisation.odsCode
        postcode = organisation.postcode
        category = organisation.category
    }

    static let title = "OrganisationSummary"
    static let schema = Schema.object([
        .init("id", .id), .init("name", .plain), .init("odsCode", .plain, "", .optional), .init("postcode", .plain),
        .init("category", .category, "", .optional),
    ])
    static let example = OrganisationListing(
        OrganisationSummary(
            organisation: Sample.organisation, name: "Canal Walk Surgery", odsCode: "B86001",
            postcode: "LS1 4AP", category: OrganisationCategory.generalPractice.code))
}

struct Organisation: Described {
    var id: String
    var name: String
    var category: String
    var odsCode: String?
    var address: Contracts.Address
    var parent: ParentOrganisation?
    var contactEmail: String
    var mode: String
    var registered: Date
    var members: [Member]

    struct Member: Codable, Sendable {
        var account: String
        var displayName: String?
        var roles: [OrganisationRole]
    }

    init(_ details: OrganisationDetails, names: [UUID: String]) {
        id = details.organisation.text
        name = details.name
        category = details.category
        odsCode = details.odsCode
        address = details.address
        parent = details.parent
        contactEmail = details.contactEmail
        mode = details.mode
        registered = details.registered
        members = details.members.map {
            Member(account: $0.account.text, displayName: names[$0.account], roles: $0.roles)
        }
    }

    static let schema = Schema.object([
        .init("id", .id), .init("name", .plain), .init("category", .category),
        .init("odsCode", .plain, "", .optional), .init("address", .reference(Contracts.Address.self)),
        .init("parent", .reference(ParentOrganisation.self), "", .optional), .init("contactEmail", .plain),
        .init("mode", .choice(["independent", "central"])), .init("registered", .time),
        .init(
            "members",
            .list(
                .object([
                    .init("account", .id), .init("displayName", .plain, "", .optional),
                    .init("roles", .list(.organisationRole)),
                ]))),
    ])
    static let example: Organisation = {
        let account = Sample.account
        return Organisation(
            OrganisationDetails(
                organisation: Sample.organisation, name: "Canal Walk Surgery",
                category: "general-practice", odsCode: "B86001", address: .example,
                parent: .example, contactEmail: "office@example.nhs.uk",
                mode: "independent", registered: Sample.time,
                members: [OrganisationMember(account: account, roles: [.administrator])]),
            names: [account: "Ada Example"])
    }()
}

extension Schema {
    static let category = choice(OrganisationCategory.all.map(\.code))
}
