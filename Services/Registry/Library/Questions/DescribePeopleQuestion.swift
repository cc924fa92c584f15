// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// Who belongs to an organisation, for its members; whom it has asked in and who asks, for those who look after them.
struct DescribePeopleQuestion: Question {
    func answer(
        _ query: DescribePeople, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> PeopleDetails {
        let id = PeopleID.of(organisation: query.organisation)
        let after = try query.after.map { try Cursor.read($0, parts: 1)[0] }
        let states = try await database.states([
            WantedState(OrganisationDecider.self, query.organisation), WantedState(PeopleDecider.self, id),
        ])
        let organisation = states.state(of: OrganisationDecider.self, query.organisation)?.state
        guard let state = states.state(of: PeopleDecider.self, id)?.state,
            let name = organisation?.registered?.name,
            let area = organisation?.area(query.organisation, members: state.members),
            actor.may(RegistryPermission.readOrganisation, in: area)
        else { throw QuestionRefused.notFound }
        let manages = actor.may(RegistryPermission.managePeople, in: area)
        let one = query.member.map { member in Page(items: state.members.filter { $0.account == member }) }
        return PeopleDetails(
            organisation: query.organisation, organisationName: name,
            members: one ?? page(state.members, after: after),
            missingRoles: state.members.missingRoles,
            invitations: manages ? state.invitations.map(Invitation.init) : [],
            requests: manages ? state.requests : [], may: actor.permissions(in: area))
    }

    /// In the order in which they came, which stays the same whoever goes.
    private func page(_ members: [OrganisationMember], after: String?) -> Page<OrganisationMember> {
        let begin = after.flatMap { after in members.firstIndex { Identifier.text($0.account) == after } }
        let rest = members[(begin.map { $0 + 1 } ?? 0)...]
        let shown = rest.prefix(Cursor.pageSize)
        let next = shown.count < rest.count ? shown.last.map { Cursor.write(Identifier.text($0.account)) } : nil
        return Page(items: Array(shown), next: next)
    }
}

extension Invitation {
    fileprivate init(_ invited: PeopleState.Invited) {
        self.init(
            invitation: invited.invitation, email: invited.email, roles: invited.roles,
            sent: invited.sent.last ?? .distantPast, expires: invited.expires, isUndelivered: invited.isUndelivered)
    }
}
