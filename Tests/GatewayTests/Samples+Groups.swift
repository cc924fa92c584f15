// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation

@testable import Gateway

extension Samples {
    private func group(_ permissions: [RegistryPermission], isActive: Bool = true) -> GroupDetails {
        GroupDetails(
            group: id, title: text("Aire Valley practices"), contractor: id, contractorName: text("Aire Valley Board"),
            isActive: isActive, allowance: isActive ? 100 : 0, used: isActive ? 1 : 0,
            superAdministrators: isActive ? [id] : [],
            named: [
                NamedAdministrator(
                    group: id, title: text("Aire Valley practices"), account: Samples.another, named: time)
            ],
            allowanceChanges: [
                AllowanceChange(before: 100, allowance: 1_150, reason: text("Many practices joined."), time: time)
            ], candidates: [id, Samples.another, UUID()],
            licences: Page(items: isActive ? [licence(true), licence(false)] : [], next: text("cursor")),
            may: Permissions(permissions))
    }

    private static let another = Identifier.make()

    private func licence(_ isGranted: Bool) -> Licence {
        Licence(
            organisation: id, organisationName: text("Canal Walk Surgery"), standing: isGranted ? .granted : .requested,
            asked: time)
    }

    /// The pages about groups and licences.
    var groupPages: [(name: String, page: any PageView)] {
        let summary = GroupSummary(
            group: id, title: text("Aire Valley practices"), contractorName: text("Aire Valley Board"), isActive: true)
        let all = group([
            .keepGroups, .nameSuperAdministrators, .confirmSuperAdministrators, .standDownSuperAdministrators,
            .decideLicences,
        ])
        func organisation(_ licence: OwnLicence?) -> OrganisationDetails {
            OrganisationDetails(
                organisation: id, name: text("Canal Walk Surgery"), category: "general-practice", address: address,
                contactEmail: text("office@example.nhs.uk"), mode: "independent", registered: time, members: [],
                licence: licence, may: Permissions([.requestLicence]))
        }
        let own = OwnLicence.Standing.allCases.map {
            OwnLicence(
                group: id, title: text("Aire Valley practices"), standing: $0, asked: time,
                reason: text("Another area."))
        }
        let unplaced = UnplacedOrganisation(
            organisation: id, organisationName: text("Canal Walk Surgery"), odsCode: text("B86001"),
            postcode: text("LS1 4AP"), asked: time)
        return [
            (
                "supported",
                SupportedPage(
                    id,
                    SupportedOrganisations(
                        supporterName: text("Aire Valley Board"), mayRegister: true,
                        organisations: Page(
                            items: [
                                SupportedOrganisation(
                                    organisation: id, name: text("Canal Walk Surgery"), odsCode: text("B86001"),
                                    postcode: text("LS1 4AP"), missingRoles: [.seniorOfficer])
                            ], next: text("cursor"))))
            ),
            (
                "supported-none",
                SupportedPage(
                    id,
                    SupportedOrganisations(
                        supporterName: text("Aire Valley Board"), mayRegister: false, organisations: Page(items: [])))
            ),
            (
                "support",
                QuestionPage.support(
                    organisation(nil), by: Supporter(organisation: id, name: text("Aire Valley Board")), FormState())
            ),
            ("unplaced", UnplacedPage(Page(items: [unplaced], next: text("cursor")), done: "placed")),
            ("unplaced-none", UnplacedPage(Page(items: []), done: nil)),
            ("placing", QuestionPage.placing(unplaced, groups: [summary], wrong(["group", "reason"]))),
            ("groups", GroupsPage(Page(items: [summary], next: text("cursor")), mayRecord: true)),
            ("groups-none", GroupsPage(Page(items: []), mayRecord: false)),
            ("group", GroupPage(all, names: [id: text("Ada Example")], FormState(), done: "granted")),
            ("group-new", GroupPage(group([.keepGroups], isActive: false), names: [:], FormState(), done: "")),
            ("group-record", QuestionPage.newGroup(wrong(["title", "contractorCode"]))),
            ("group-naming", QuestionPage.superAdministrator(all, names: [:], wrong(["account"]))),
            ("group-replacement", QuestionPage.replacement(all, names: [:], wrong(["leaves", "comes"]))),
            ("group-allowance", QuestionPage.allowance(all, wrong(["allowance", "reason"]))),
            ("licence-request", QuestionPage.licenceRequest(licence(false), of: all, wrong(["granted", "reason"]))),
            (
                "licence-withdrawal",
                QuestionPage.licence(licence(true), of: all, waiting: [licence(false)], wrong(["movesTo", "reason"]))
            ),
            (
                "licence-none",
                QuestionPage.ownLicence(of: organisation(nil), groups: [summary], wrong(["group"]), done: true)
            ),
        ]
            + own.map { licence in
                (
                    "licence-\(licence.standing.rawValue)",
                    QuestionPage.ownLicence(
                        of: organisation(licence), groups: [summary], FormState(), done: false)
                )
            }
    }
}
