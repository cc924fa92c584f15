// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
public import Messaging
public import struct Foundation.Date
public import struct Foundation.UUID

/// Registry, from top to bottom.
public enum Wiring {
    /// - Parameter now: the clock for look-ups, which are made before the engine's own time is known.
    public static func definition(
        _ configuration: Configuration, now: @escaping @Sendable () -> Date = { Date() }
    ) -> Definition {
        let lookup = RegistrationLookup(categories: configuration.categories, now: now)
        return Definition(
            service: "registry",
            migrations: [
                Migration(
                    name: "m0003_directory", sql: String(decoding: PackageResources.m0003_directory_sql, as: UTF8.self)),
                Migration(
                    name: "m0004_directory_hosts",
                    sql: String(decoding: PackageResources.m0004_directory_hosts_sql, as: UTF8.self)),
                Migration(
                    name: "m0005_people", sql: String(decoding: PackageResources.m0005_people_sql, as: UTF8.self)),
                Migration(
                    name: "m0006_staging", sql: String(decoding: PackageResources.m0006_staging_sql, as: UTF8.self)),
                Migration(name: "m0008_ico", sql: String(decoding: PackageResources.m0008_ico_sql, as: UTF8.self)),
                Migration(
                    name: "m0009_postcodes", sql: String(decoding: PackageResources.m0009_postcodes_sql, as: UTF8.self)),
                Migration(name: "m0010_find", sql: String(decoding: PackageResources.m0010_find_sql, as: UTF8.self)),
                Migration(
                    name: "m0011_staging_times",
                    sql: String(decoding: PackageResources.m0011_staging_times_sql, as: UTF8.self)),
            ],
            aggregates: [
                Aggregate(
                    OrganisationDecider.self,
                    projections: [OrganisationsTable.self, RegistrationsTable.self, UnplacedTable.self]),
                Aggregate(
                    PeopleDecider.self, projections: [MembersTable.self, InvitationsTable.self, JoinRequestsTable.self]),
                Aggregate(
                    GroupDecider.self,
                    projections: [GroupsTable.self, LicencesTable.self, SuperAdministratorsTable.self]),
                Aggregate(TicketDecider.self, projections: [TicketsTable.self]),
            ],
            handlers: [
                .prepared(RegistrationSubmitted.self, OrganisationDecider.self) { submission, _, database in
                    try await lookup.prepare(submission, from: database)
                },
                .prepared(RecordODSCode.self, OrganisationDecider.self) { given, _, database in
                    try await lookup.prepare(given, from: database)
                },
                .prepared(PlaceOrganisation.self, OrganisationDecider.self) { asked, _, database in
                    var isOpen = false
                    if let group = asked.group { isOpen = try await GroupLookup.isOpen(group, in: database) }
                    return .decide(
                        stream: asked.organisation, claims: [GroupDecider.licenceClaim(asked.organisation)],
                        .place(asked, isOpen: isOpen))
                },
                .prepared(EndSupport.self, OrganisationDecider.self) { asked, _, database in
                    try await RegistrationLookup.prepare(asked, from: database)
                },
                .erasure(),
            ] + people + groups + tickets,
            questions: [
                FindDirectoryEntriesQuestion(), FindDirectoryEntryQuestion(), FindHostQuestion(),
                FindICOEntriesQuestion(), FindICOEntryQuestion(), LocatePostcodeQuestion(),
                FindPlacesQuestion(), ListPlacesQuestion(), DescribePlaceQuestion(),
                StageICORowsQuestion(), ImportICORegisterQuestion(), StagePostcodesQuestion(),
                ImportPostcodesQuestion(),
                RegistrationStatusQuestion(),
                DescribeOrganisationQuestion(), ListOrganisationsQuestion(), StageDirectoryRowsQuestion(),
                ImportDirectoryQuestion(), DescribePeopleQuestion(), ReadInvitationQuestion(),
                FindInvitationsQuestion(), DescribeJoiningQuestion(), ReadInTrayQuestion(),
                ListGroupsQuestion(), DescribeGroupQuestion(), ListUnplacedQuestion(),
                ListSupportedQuestion(), ListTicketsQuestion(), DescribeTicketQuestion(),
            ],
            jobs: [DirectoryImport(), ICOImport(), PostcodeImport()])
    }

    /// Contracts for many organisations, and the licences that these have of them.
    private static var groups: [Handler] {
        [
            .prepared(RecordGroupContract.self, GroupDecider.self) { asked, _, database in
                try await GroupLookup.prepare(asked, from: database)
            },
            .instruction(ActivateGroup.self, GroupDecider.self, stream: { $0.group }, command: { _ in .activate }),
            .instruction(
                SwitchSupport.self, GroupDecider.self, stream: { $0.group }, command: { .switchSupport(isOn: $0.isOn) }),
            .prepared(ChangeSuperAdministrator.self, GroupDecider.self) { asked, _, database in
                try await GroupLookup.prepare(asked.group, from: database) { .change(asked, members: $0) }
            },
            .prepared(ReplaceSuperAdministrator.self, GroupDecider.self) { asked, _, database in
                try await GroupLookup.prepare(asked.group, from: database) { .replace(asked, members: $0) }
            },
            .prepared(ConfirmSuperAdministrator.self, GroupDecider.self) { asked, _, database in
                try await GroupLookup.prepare(asked.group, from: database) { .confirm(asked, members: $0) }
            },
            .prepared(EndSuperAdministration.self, GroupDecider.self) { asked, _, database in
                try await GroupLookup.prepare(asked, from: database)
            },
            .prepared(AccountDisabled.self, GroupDecider.self) { fact, _, database in
                try await GroupLookup.prepare(fact, from: database)
            },
            .instruction(
                ChangeAllowance.self, GroupDecider.self, stream: { $0.group }, command: { .changeAllowance($0) }),
            .prepared(RequestLicence.self, GroupDecider.self) { asked, _, database in
                try await GroupLookup.prepare(asked, from: database)
            },
            .prepared(JoinGroup.self, GroupDecider.self) { asked, _, _ in GroupLookup.prepare(asked) },
            .prepared(DecideLicence.self, GroupDecider.self) { asked, _, database in
                try await GroupLookup.prepare(asked.group, from: database) { .decide(asked, members: $0) }
            },
            .prepared(WithdrawLicence.self, GroupDecider.self) { asked, _, database in
                try await GroupLookup.prepare(asked.group, from: database) { .withdraw(asked, members: $0) }
            },
        ]
    }

    /// Requests for help. ISG-14 to ISG-17
    private static var tickets: [Handler] {
        [
            .prepared(RaiseTicket.self, TicketDecider.self) { asked, actor, database in
                try await TicketLookup.prepare(asked, by: actor, from: database)
            },
            .prepared(AnswerTicket.self, TicketDecider.self) { asked, _, database in
                try await TicketLookup.prepare(asked.ticket, from: database) { .answer(asked, $0) }
            },
            .prepared(EscalateTicket.self, TicketDecider.self) { asked, _, database in
                try await TicketLookup.prepare(asked.ticket, from: database) { .escalate(asked, $0) }
            },
            .prepared(ResolveTicket.self, TicketDecider.self) { asked, _, database in
                try await TicketLookup.prepare(asked.ticket, from: database) { .resolve($0) }
            },
            .prepared(ReopenTicket.self, TicketDecider.self) { asked, _, database in
                try await TicketLookup.prepare(asked.ticket, from: database) { .reopen(asked, $0) }
            },
        ]
    }

    /// Who belongs to an organisation, who is asked in, and who asks.
    private static var people: [Handler] {
        [
            people(GrantMembership.self, of: \.organisation) { .grant($0) },
            people(ChangeMemberRoles.self, of: \.organisation) { .changeRoles($0) },
            people(RemoveMember.self, of: \.organisation) { .remove($0) },
            .prepared(InvitePerson.self, PeopleDecider.self) { asked, _, database in
                .decide(
                    stream: PeopleID.of(organisation: asked.organisation), claims: [],
                    .invite(asked, organisation: try await Organisations.name(of: asked.organisation, in: database)))
            },
            .prepared(SendInvitationAgain.self, PeopleDecider.self) { asked, actor, database in
                .decide(
                    stream: PeopleID.of(organisation: asked.organisation),
                    .sendAgain(
                        asked,
                        support: try await GroupLookup.support(of: asked.organisation, for: actor, in: database)))
            },
            .prepared(CorrectInvitation.self, PeopleDecider.self) { asked, actor, database in
                .decide(
                    stream: PeopleID.of(organisation: asked.organisation),
                    .correct(
                        asked,
                        support: try await GroupLookup.support(of: asked.organisation, for: actor, in: database)))
            },
            people(WithdrawSupportersInvitations.self, of: \.organisation) { _ in .supportEnded },
            people(WithdrawInvitation.self, of: \.organisation) { .withdraw($0) },
            people(AnswerInvitation.self, of: \.organisation) { .answer($0) },
            .reaction(to: EmailUndelivered.self, PeopleDecider.self, stream: { $0.about }) {
                $0.template == PeopleDecider.letterTemplate ? .emailFailed(email: $0.email) : nil
            },
            .prepared(AskToJoin.self, PeopleDecider.self) { asked, _, database in
                .decide(
                    stream: PeopleID.of(organisation: asked.organisation), claims: [],
                    .ask(asked, organisation: try await Organisations.name(of: asked.organisation, in: database)))
            },
            people(DecideJoining.self, of: \.organisation) { .decide($0) },
            .reaction(
                to: AccountErasureDue.self, PeopleDecider.self,
                streams: { ($0.organisations ?? []).map { PeopleID.of(organisation: $0) } },
                command: { fact, _ in .accountEnded(fact.account) }),
        ]
    }

    private static func people<I: Instruction>(
        _ type: I.Type, of organisation: @escaping @Sendable (I) -> UUID,
        command: @escaping @Sendable (I) -> PeopleCommand
    ) -> Handler {
        .instruction(
            type, PeopleDecider.self, stream: { PeopleID.of(organisation: organisation($0)) }, command: command)
    }
}
