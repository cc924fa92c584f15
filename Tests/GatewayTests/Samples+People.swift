// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation

@testable import Gateway

extension Samples {
    /// The people of an organisation, for an administrator.
    private func people(_ permissions: [RegistryPermission]) -> PeopleDetails {
        PeopleDetails(
            organisation: id, organisationName: text("Canal Walk Surgery"),
            members: Page(
                items: [OrganisationMember(account: id, roles: OrganisationRole.assignable)], next: text("cursor")),
            missingRoles: [.seniorOfficer, .dataProtectionOfficer], administrators: 2,
            invitations: [
                Invitation(
                    invitation: id, email: text("grace@example.nhs.uk"), roles: [.seniorOfficer], sent: time,
                    expires: time, isUndelivered: true)
            ],
            requests: [
                JoinRequest(
                    request: id, account: id, address: text("jo@example.nhs.uk"), note: text("I am new."), asked: time)
            ],
            support: [true, false].map {
                SupportGiven(
                    support: InvitationSupport(group: id, title: text("Aire Valley practices"), account: id),
                    isCorrection: $0, time: time)
            }, supporting: permissions == [.supportPeople] ? id : nil, may: Permissions(permissions))
    }

    var invitedTo: InvitationSummary {
        InvitationSummary(
            invitation: id, organisation: id, organisationName: text("Canal Walk Surgery"), roles: [.seniorOfficer],
            expires: time)
    }

    var asked: OwnJoinRequest {
        OwnJoinRequest(
            request: id, organisation: id, organisationName: text("Canal Walk Surgery"), note: text("I am new."),
            asked: time)
    }

    /// Everything that may wait on the first page.
    var tray: InTray {
        InTray(
            invitations: [invitedTo], requests: [asked],
            waiting: [
                WaitingRequest(
                    request: id, organisation: id, organisationName: text("Canal Walk Surgery"), account: id)
            ],
            groups: [
                GroupSummary(
                    group: id, title: text("Aire Valley practices"), contractorName: text("Aire Valley Board"),
                    isActive: true)
            ],
            confirmations: [
                NamedAdministrator(group: id, title: text("Aire Valley practices"), account: id, named: time)
            ], tickets: TicketSummary.Standing.allCases.map(ticketSummary), ownTickets: [ticketSummary(.answered)])
    }

    /// The pages about people.
    var peoplePages: [(name: String, page: any PageView)] {
        let managed = people([.managePeople])
        let seen = people([])
        let name = text("Ada Example")
        let open = InvitationDetails(standing: .open, invitation: invitedTo)
        let joining = JoiningDetails(organisation: id, organisationName: text("Canal Walk Surgery"), isMember: false)
        var asked = joining
        asked.asked = time
        let member = managed.members.items[0]
        return [
            ("people", PeoplePage(managed, names: [id: name], own: id, done: "invited", at: time)),
            ("people-member", PeoplePage(seen, names: [:], own: id, done: "", at: time)),
            ("people-new", QuestionPage.invite(managed, FormState())),
            ("people-new-wrong", QuestionPage.invite(managed, wrong(["email", "roles"]))),
            ("invitation", QuestionPage.invitation(managed.invitations[0], managed, wrong(["email"]))),
            (
                "join-request",
                QuestionPage.joinRequest(
                    managed.requests[0], name: name, managed, wrong(["accepted", "roles", "reason"]))
            ),
            ("member", QuestionPage.member(member, name: name, isOwn: false, managed, wrong(["roles"]))),
            ("member-removal", QuestionPage.removal(member, name: name, isOwn: false, managed, FormState())),
            ("leave", QuestionPage.removal(member, name: name, isOwn: true, seen, wrong(["roles"]))),
            ("invited-visitor", QuestionPage.invited(id)),
            ("invited", QuestionPage.invited(open, id, as: session, FormState())),
            (
                "invited-expired",
                QuestionPage.invited(
                    InvitationDetails(standing: .expired, invitation: invitedTo), id, as: session, FormState())
            ),
            (
                "invited-another",
                QuestionPage.invited(
                    InvitationDetails(standing: .another, masked: text("g…@example.nhs.uk")), id, as: session,
                    FormState())
            ),
            ("invited-gone", MessagePage.invitationGone),
            ("joining", QuestionPage.joining(joining, wrong(["note"]))),
            ("joining-asked", QuestionPage.joining(asked, FormState())),
        ]
    }
}
