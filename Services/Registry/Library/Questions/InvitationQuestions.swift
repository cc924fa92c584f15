// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// What an invitation says, to whoever has its address; others are told for whom it is, and not all of that. ISG-68
struct ReadInvitationQuestion: Question {
    func answer(
        _ query: ReadInvitation, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> InvitationDetails {
        guard actor.person != nil, actor.may(.askToJoin),
            let people = try await database.query("SELECT people FROM invitations WHERE id = \(query.invitation)")
                .first?.get(0, as: UUID.self),
            let state = try await database.state(of: PeopleDecider.self, people)?.state,
            let invited = state.invitations.first(where: { $0.invitation == query.invitation })
        else { throw QuestionRefused.notFound }
        guard invited.isFor(query.address) else {
            return InvitationDetails(standing: .another, masked: masked(invited.email))
        }
        let summary = InvitationSummary(invited, of: state)
        return InvitationDetails(standing: time < invited.expires ? .open : .expired, invitation: summary)
    }

    /// `f…@example.nhs.uk`
    private func masked(_ address: String) -> String { "\(address.prefix(1))…\(address.drop { $0 != "@" })" }
}

/// Those that can be answered by whoever has an address.
struct FindInvitationsQuestion: Question {
    func answer(
        _ query: FindInvitations, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> [InvitationSummary] {
        guard actor.person != nil, actor.may(.askToJoin) else { throw QuestionRefused.forbidden }
        guard let address = EmailAddress(folding: query.address) else { return [] }
        let rows = try await database.query(
            """
            SELECT id, people FROM invitations WHERE email = \(address.text) AND expires > \(time)
            ORDER BY expires, id LIMIT \(Cursor.pageSize)
            """)
        let found = try rows.map { (id: try $0.get(0, as: UUID.self), people: try $0.get(1, as: UUID.self)) }
        let states = try await database.states(of: PeopleDecider.self, Array(Set(found.map(\.people))))
        return found.compactMap { found in
            guard let state = states[found.people]?.state else { return nil }
            return state.invitations.first { $0.invitation == found.id }.map { InvitationSummary($0, of: state) }
        }
    }
}

/// What whoever finds that their organisation is here already may know of it.
struct DescribeJoiningQuestion: Question {
    func answer(
        _ query: DescribeJoining, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> JoiningDetails {
        guard let account = actor.person, actor.may(.askToJoin),
            let name = try await Organisations.name(of: query.organisation, in: database)
        else { throw QuestionRefused.notFound }
        let id = PeopleID.of(organisation: query.organisation)
        let state = try await database.state(of: PeopleDecider.self, id)?.state
        return JoiningDetails(
            organisation: query.organisation, organisationName: name, isMember: state?.roles(of: account) != nil,
            asked: state?.requests(at: time).first { $0.account == account }?.asked)
    }
}

extension InvitationSummary {
    fileprivate init(_ invited: PeopleState.Invited, of state: PeopleState) {
        self.init(
            invitation: invited.invitation, organisation: state.organisation,
            organisationName: state.organisationName, roles: invited.roles, expires: invited.expires)
    }
}
