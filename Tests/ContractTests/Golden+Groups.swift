// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    /// Group contracts and licences.
    static let groups: [Golden] = [
        message(
            RecordGroupContract(group: Invented.id(13), title: "Aire Valley practices", contractorCode: "Q99")),
        message(ActivateGroup(group: Invented.id(13))),
        message(ChangeSuperAdministrator(group: Invented.id(13), account: Invented.account, isNamed: true)),
        message(ConfirmSuperAdministrator(group: Invented.id(13), account: Invented.account)),
        message(
            ReplaceSuperAdministrator(group: Invented.id(13), leaves: Invented.account, comes: Invented.id(16))),
        message(
            EndSuperAdministration(
                organisation: Invented.organisation, account: Invented.account, left: Invented.time)),
        message(
            ChangeAllowance(group: Invented.id(13), allowance: 150, reason: "Forty practices joined the contract.")),
        message(SuperAdministratorNamed(group: Invented.id(13), account: Invented.account, time: Invented.time)),
        message(NamingEnded(group: Invented.id(13), account: Invented.account, hasLeft: false)),
        message(
            AllowanceChanged(
                group: Invented.id(13),
                change: AllowanceChange(
                    before: 100, allowance: 150, reason: "Forty practices joined the contract.", time: Invented.time))),
        message(RequestLicence(group: Invented.id(13), organisation: Invented.organisation)),
        message(
            DecideLicence(
                group: Invented.id(13), organisation: Invented.organisation, granted: false,
                reason: "You are in another group’s area.")),
        message(
            WithdrawLicence(
                group: Invented.id(13), organisation: Invented.organisation, movesTo: Invented.id(14),
                reason: "The practice has closed.")),
        message(
            GroupContractRecorded(
                group: Invented.id(13), title: "Aire Valley practices", contractor: Invented.id(15),
                contractorName: "Aire Valley Board")),
        message(GroupActivated(group: Invented.id(13), allowance: 100)),
        message(
            SuperAdministratorChanged(group: Invented.id(13), account: Invented.account, isNamed: false, hasLeft: true)),
        message(
            LicenceRequested(
                group: Invented.id(13), organisation: Invented.organisation, organisationName: "Canal Walk Surgery",
                time: Invented.time, wasLinked: true)),
        message(
            JoinGroup(
                group: Invented.id(13), organisation: Invented.organisation, organisationName: "Canal Walk Surgery",
                wantsLicence: true)),
        message(
            OrganisationLinked(
                group: Invented.id(13), organisation: Invented.organisation, organisationName: "Canal Walk Surgery",
                time: Invented.time)),
        message(
            PlaceOrganisation(
                organisation: Invented.organisation, group: Invented.id(13), reason: "You are in no group’s area.")),
        message(GroupChosen(organisation: Invented.organisation, group: Invented.id(13), wantsLicence: true)),
        message(LicenceWanted(organisation: Invented.organisation, time: Invented.time)),
        message(PlacingRefused(organisation: Invented.organisation, reason: "You are in no group’s area.")),
        query(
            ListUnplaced(after: "b3BhcXVl", organisation: Invented.organisation),
            Page(
                items: [
                    UnplacedOrganisation(
                        organisation: Invented.organisation, organisationName: "Canal Walk Surgery",
                        odsCode: "B86001", postcode: "LS1 4AP", asked: Invented.time)
                ], next: "b3BhcXVl")),
        message(SwitchSupport(group: Invented.id(13), isOn: true)),
        message(SupportSwitched(group: Invented.id(13), isOn: true)),
        message(WithdrawSupportersInvitations(organisation: Invented.organisation)),
        message(EndSupport(organisation: Invented.organisation)),
        message(
            SupportChanged(
                organisation: Invented.organisation, supporter: Invented.id(15), supporterName: "Aire Valley Board")),
        message(SupportChanged(organisation: Invented.organisation, former: Invented.id(15)), "ended"),
        query(
            ListSupported(supporter: Invented.id(15), after: "b3BhcXVl"),
            SupportedOrganisations(
                supporterName: "Aire Valley Board", mayRegister: true,
                organisations: Page(
                    items: [
                        SupportedOrganisation(
                            organisation: Invented.organisation, name: "Canal Walk Surgery", odsCode: "B86001",
                            postcode: "LS1 4AP", missingRoles: [.seniorOfficer])
                    ], next: "b3BhcXVl"))),
        message(LicenceGranted(group: Invented.id(13), organisation: Invented.organisation)),
        message(
            LicenceEnded(
                group: Invented.id(13), organisation: Invented.organisation, wasGranted: true,
                reason: "The practice has closed.")),
        query(
            ListGroups(after: "b3BhcXVl", isOpen: true),
            Page(
                items: [
                    GroupSummary(
                        group: Invented.id(13), title: "Aire Valley practices", contractorName: "Aire Valley Board",
                        isActive: true)
                ], next: "b3BhcXVl")),
        query(
            DescribeGroup(group: Invented.id(13), after: "b3BhcXVl", organisation: Invented.organisation),
            GroupDetails(
                group: Invented.id(13), title: "Aire Valley practices", contractor: Invented.id(15),
                contractorName: "Aire Valley Board", isActive: true, allowance: 100, used: 1,
                superAdministrators: [Invented.account],
                named: [
                    NamedAdministrator(
                        group: Invented.id(13), title: "Aire Valley practices", account: Invented.id(16),
                        named: Invented.time)
                ],
                allowanceChanges: [
                    AllowanceChange(
                        before: 90, allowance: 100, reason: "Ten practices joined.", time: Invented.time)
                ], candidates: [Invented.account],
                licences: Page(
                    items: [
                        Licence(
                            organisation: Invented.organisation, organisationName: "Canal Walk Surgery",
                            standing: .granted, asked: Invented.time)
                    ], next: "b3BhcXVl"), supports: true, may: Permissions([.decideLicences]))),
    ].flatMap { $0 }
}
