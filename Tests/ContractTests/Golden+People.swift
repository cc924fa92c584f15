// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    /// Who belongs to an organisation, whom it asks in, and who asks.
    static let people: [Golden] = [
        message(
            ChangeMemberRoles(
                organisation: Invented.organisation, account: Invented.account, roles: [.administrator, .contact])),
        message(RemoveMember(organisation: Invented.organisation, account: Invented.account)),
        message(MembershipEnded(organisation: Invented.organisation, account: Invented.account)),
        message(
            InvitePerson(
                organisation: Invented.organisation, invitation: Invented.id(11), email: "grace@example.nhs.uk",
                roles: [.seniorOfficer])),
        message(SendInvitationAgain(organisation: Invented.organisation, invitation: Invented.id(11))),
        message(
            CorrectInvitation(
                organisation: Invented.organisation, invitation: Invented.id(11), email: "grace@example.nhs.uk")),
        message(WithdrawInvitation(organisation: Invented.organisation, invitation: Invented.id(11))),
        message(
            AnswerInvitation(
                organisation: Invented.organisation, invitation: Invented.id(11), accepted: true,
                address: "grace@example.nhs.uk")),
        message(
            PersonInvited(
                organisation: Invented.organisation, organisationName: "Canal Walk Surgery",
                invitation: Invented.id(11), email: "grace@example.nhs.uk", roles: [.seniorOfficer],
                inviter: Invented.account, message: Invented.email, time: Invented.time, expires: Invented.later)),
        message(
            InvitationSent(
                organisation: Invented.organisation, invitation: Invented.id(11), email: "grace@example.nhs.uk",
                message: Invented.email, time: Invented.time, expires: Invented.later, support: support)),
        message(InvitationUndelivered(organisation: Invented.organisation, invitation: Invented.id(11))),
        message(
            InvitationEnded(organisation: Invented.organisation, invitation: Invented.id(11), end: .accepted)),
        message(
            AskToJoin(
                organisation: Invented.organisation, request: Invented.id(12), address: "jo@example.nhs.uk",
                note: "I am the new practice manager.")),
        message(
            DecideJoining(
                organisation: Invented.organisation, request: Invented.id(12), roles: [.contact],
                reason: "We do not know you.")),
        message(
            JoiningAsked(
                organisation: Invented.organisation, organisationName: "Canal Walk Surgery", request: Invented.id(12),
                account: Invented.account, address: "jo@example.nhs.uk", note: "I am the new practice manager.",
                time: Invented.time)),
        message(
            JoiningDecided(
                organisation: Invented.organisation, request: Invented.id(12), account: Invented.account,
                address: "jo@example.nhs.uk", accepted: false, reason: "We do not know you.", time: Invented.time)),
        query(
            DescribePeople(organisation: Invented.organisation, after: "b3BhcXVl", member: Invented.account),
            PeopleDetails(
                organisation: Invented.organisation, organisationName: "Canal Walk Surgery",
                members: Page(
                    items: [OrganisationMember(account: Invented.account, roles: [.administrator])], next: "b3BhcXVl"),
                missingRoles: [.seniorOfficer], administrators: 2,
                invitations: [
                    Invitation(
                        invitation: Invented.id(11), email: "grace@example.nhs.uk", roles: [.seniorOfficer],
                        sent: Invented.time, expires: Invented.later, isUndelivered: false)
                ],
                requests: [
                    JoinRequest(
                        request: Invented.id(12), account: Invented.account, address: "jo@example.nhs.uk",
                        note: "I am the new practice manager.", asked: Invented.time)
                ], support: [SupportGiven(support: support, isCorrection: true, time: Invented.time)],
                supporting: Invented.id(13), may: Permissions([.managePeople]))),
        query(
            ReadInvitation(invitation: Invented.id(11), address: "grace@example.nhs.uk"),
            InvitationDetails(standing: .open, masked: "g…@example.nhs.uk", invitation: invitation)),
        query(
            ReadInTray(address: "grace@example.nhs.uk"),
            InTray(
                invitations: [invitation],
                requests: [
                    OwnJoinRequest(
                        request: Invented.id(12), organisation: Invented.organisation,
                        organisationName: "Canal Walk Surgery", note: "I am the new practice manager.",
                        asked: Invented.time)
                ],
                waiting: [
                    WaitingRequest(
                        request: Invented.id(12), organisation: Invented.organisation,
                        organisationName: "Canal Walk Surgery", account: Invented.account)
                ],
                groups: [
                    GroupSummary(
                        group: Invented.id(13), title: "Aire Valley practices", contractorName: "Aire Valley Board",
                        isActive: true)
                ],
                confirmations: [
                    NamedAdministrator(
                        group: Invented.id(13), title: "Aire Valley practices", account: Invented.id(16),
                        named: Invented.time)
                ], tickets: traySummaries, ownTickets: traySummaries)),
        query(FindInvitations(address: "grace@example.nhs.uk"), [invitation]),
        query(
            DescribeJoining(organisation: Invented.organisation),
            JoiningDetails(
                organisation: Invented.organisation, organisationName: "Canal Walk Surgery", isMember: false,
                asked: Invented.time)),
    ].flatMap { $0 }

    private static let support = InvitationSupport(
        group: Invented.id(13), title: "Aire Valley practices", account: Invented.account)

    private static let invitation = InvitationSummary(
        invitation: Invented.id(11), organisation: Invented.organisation, organisationName: "Canal Walk Surgery",
        roles: [.seniorOfficer], expires: Invented.later)
}
