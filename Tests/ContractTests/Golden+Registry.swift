// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    static let registry: [Golden] =
        [
            message(
                RegistrationSubmitted(
                    registration: Invented.registration, request: Invented.id(10), category: "general-practice",
                    odsCode: "B86001", name: "Canal Walk Surgery", address: Invented.address,
                    applicant: Invented.account, applicantRole: .seniorOfficer, contactEmail: "office@example.nhs.uk",
                    licensing: Licensing(group: Invented.id(13), wantsLicence: true), supporter: Invented.id(15),
                    ico: ICORegistration(number: "ZA123456", name: "Canal Walk Surgery", absence: .notFound),
                    location: Location(latitude: 53.79, longitude: -1.54, precision: .pin))),
            message(
                RegistrationSubmitted(
                    registration: Invented.registration, category: "general-practice", odsCode: "B86001",
                    contactEmail: "office@example.nhs.uk"), "least"),
            message(RegistrationReceived(registration: Invented.registration, request: Invented.id(10))),
            message(
                OrganisationRegistered(
                    organisation: Invented.organisation, name: "Canal Walk Surgery", category: "general-practice",
                    odsCode: "B86001", address: Invented.address, parent: Invented.host,
                    mode: "independent", ico: ICORegistration(number: "ZA123456", name: "Canal Walk Surgery"),
                    location: Location(latitude: 53.79, longitude: -1.54, precision: .unit))),
            message(
                OrganisationRegistered(
                    organisation: Invented.organisation, name: "Canal Walk Surgery", category: "general-practice",
                    odsCode: "B86001", address: Invented.address, parent: Invented.host,
                    mode: "independent", contactEmail: "office@example.nhs.uk"),
                "with-contact"),
            message(
                OrganisationContactRecorded(organisation: Invented.organisation, contactEmail: "office@example.nhs.uk")),
            message(RegistrationRefused(registration: Invented.registration, problems: [Invented.problem])),
            message(
                RegistrationRefused(
                    registration: Invented.registration, problems: [Invented.problem], existing: Invented.organisation),
                "existing"),
            message(
                ApplicantAccepted(
                    organisation: Invented.organisation, account: Invented.account, roles: [.administrator])),
            message(
                GrantMembership(
                    organisation: Invented.organisation, account: Invented.account, roles: [.administrator])),
            message(
                MembershipGranted(
                    organisation: Invented.organisation, account: Invented.account,
                    roles: [.administrator, .seniorOfficer])),
            message(
                MembershipGranted(
                    organisation: Invented.organisation, account: Invented.account, roles: [.contact], isNew: true),
                "new"),
            message(RecordODSCode(organisation: Invented.organisation, odsCode: "B86001")),
            message(
                ODSCodeRecorded(organisation: Invented.organisation, odsCode: "B86001", parent: Invented.host)),

            query(
                FindDirectoryEntries(name: "canal", category: "general-practice", after: "b3BhcXVl"),
                Page(items: [Invented.entry], next: "b3BhcXVl")),
            query(FindDirectoryEntry(code: "B86001"), Invented.entry),
            query(FindHost(code: "16C"), true),
            query(
                RegistrationStatus(registration: Invented.registration, request: Invented.id(10)),
                RegistrationOutcome(
                    registration: Invented.registration, organisation: Invented.organisation, problems: [])),
            query(
                RegistrationStatus(registration: Invented.registration),
                RegistrationOutcome(
                    registration: Invented.registration, problems: [Invented.problem], existing: Invented.organisation),
                "refused"),
            query(
                DescribeOrganisation(organisation: Invented.organisation),
                OrganisationDetails(
                    organisation: Invented.organisation, name: "Canal Walk Surgery", category: "general-practice",
                    odsCode: "B86001", address: Invented.address, parent: Invented.host,
                    contactEmail: "office@example.nhs.uk", mode: "independent", registered: Invented.time,
                    members: [OrganisationMember(account: Invented.account, roles: [.administrator, .contact])],
                    licence: OwnLicence(
                        group: Invented.id(13), title: "Aire Valley practices", standing: .refused,
                        asked: Invented.time,
                        reason: "You are in another group’s area."),
                    placing: Placing(asked: Invented.time, reason: "You are in no group’s area."),
                    supporter: Supporter(organisation: Invented.id(15), name: "Aire Valley Board"),
                    ico: ICORegistration(name: "Dr Example", absence: .exempt),
                    location: Location(latitude: 53.79, longitude: -1.54, precision: .unit), supports: true)),
            query(
                ListOrganisations(after: "b3BhcXVl", own: true),
                Page(
                    items: [
                        OrganisationSummary(
                            organisation: Invented.organisation, name: "Canal Walk Surgery", odsCode: "B86001",
                            postcode: "LS1 4AP", category: "general-practice")
                    ], next: "b3BhcXVl")),
            query(
                StageDirectoryRows(
                    run: Invented.run, first: 500,
                    rows: [
                        DirectoryRow(
                            code: "B86001", name: "CANAL WALK SURGERY", address: Invented.address, parentCode: "Q99",
                            openDate: "1974-04-01", closeDate: "", status: "A", kind: "4")
                    ]), 1),
            query(
                ImportDirectory(
                    run: Invented.run, source: "epraccur", keep: ["B86002"], insist: true, isRehearsal: true),
                Invented.run),
        ].flatMap { $0 } + people + groups + directories + tickets + places
}
