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
        let states = try await database.states([
            WantedState(OrganisationDecider.self, query.organisation), WantedState(PeopleDecider.self, id),
        ])
        let organisation = states.state(of: OrganisationDecider.self, query.organisation)?.state
        let support = try await GroupLookup.support(of: query.organisation, for: actor, in: database)
        // One that a partner registered has nobody yet.
        let state = states.state(of: PeopleDecider.self, id)?.state ?? PeopleState(organisation: query.organisation)
        guard let name = organisation?.registered?.name,
            let area = organisation?.area(query.organisation, members: state.members).supported(by: support),
            actor.may(RegistryPermission.readOrganisation, in: area)
                || actor.may(RegistryPermission.supportPeople, in: area)
        else { throw QuestionRefused.notFound }
        let manages = actor.may(RegistryPermission.managePeople, in: area)
        let one = query.member.map { member in Page(items: state.members.filter { $0.account == member }) }
        return PeopleDetails(
            organisation: query.organisation, organisationName: name,
            members: try one ?? page(state.members, after: query.after),
            missingRoles: state.members.missingRoles,
            administrators: state.members.count { $0.roles.contains(.administrator) },
            invitations: actor.may(RegistryPermission.supportPeople, in: area)
                ? state.invitations.map(Invitation.init) : [],
            requests: manages ? state.requests(at: time) : [],
            support: manages ? state.supports.reversed() : nil,
            supporting: actor.may(RegistryPermission.readOrganisation, in: area) ? nil : support?.group,
            may: actor.permissions(in: area))
    }

    /// In the order in which they came. A page begins after whom the one before ended with, or where they were, if they have
    /// left meanwhile.
    private func page(_ members: [OrganisationMember], after: String?) throws -> Page<OrganisationMember> {
        let cursor = try after.map { try Cursor.read($0, parts: 2) }
        let place = try cursor.map { parts in
            guard let place = Int(parts[0]), place >= 0 else { throw Cursor.malformed }
            return members.firstIndex { Identifier.text($0.account) == parts[1] }.map { $0 + 1 } ?? max(0, place - 1)
        }
        let begin = min(place ?? 0, members.count)
        let shown = members[begin...].prefix(Cursor.pageSize)
        guard let last = shown.last, begin + shown.count < members.count else { return Page(items: Array(shown)) }
        return Page(
            items: Array(shown), next: Cursor.write(String(begin + shown.count), Identifier.text(last.account)))
    }
}

extension Invitation {
    fileprivate init(_ invited: PeopleState.Invited) {
        self.init(
            invitation: invited.invitation, email: invited.email, roles: invited.roles,
            sent: invited.sent, expires: invited.expires, isUndelivered: invited.isUndelivered)
    }
}
