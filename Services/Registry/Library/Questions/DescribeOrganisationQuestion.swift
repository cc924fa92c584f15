// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// An organisation. Whoever may not read it is told what everybody is told of one that there is not.
struct DescribeOrganisationQuestion: Question {
    func answer(
        _ query: DescribeOrganisation, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> OrganisationDetails {
        let people = PeopleID.of(organisation: query.organisation)
        let states = try await database.states([
            WantedState(OrganisationDecider.self, query.organisation), WantedState(PeopleDecider.self, people),
        ])
        let members = states.state(of: PeopleDecider.self, people)?.state.members ?? []
        let found = states.state(of: OrganisationDecider.self, query.organisation)?.state
        let area = found?.area(query.organisation, members: members)
        guard let found, let area, let organisation = found.registered,
            actor.may(RegistryPermission.readOrganisation, in: area),
            let row = try await database.query(
                """
                SELECT o.registered,
                    EXISTS (SELECT FROM groups AS g WHERE g.contractor = o.id AND g.active AND g.supports)
                        OR EXISTS (SELECT FROM organisations AS s WHERE s.supporter = o.id) AS supports,
                    l.group_id, l.title, l.standing, l.asked, l.reason
                FROM organisations AS o LEFT JOIN LATERAL (
                    SELECT l.group_id, g.title, l.standing, l.asked, l.reason
                    FROM licences AS l JOIN groups AS g ON g.id = l.group_id WHERE l.organisation = o.id
                    ORDER BY l.standing IN ('requested', 'linked', 'granted') DESC, l.asked DESC NULLS LAST LIMIT 1
                ) AS l ON true
                WHERE o.id = \(query.organisation)
                """
            ).first
        else { throw QuestionRefused.notFound }
        let licence = try licence(row)
        return OrganisationDetails(
            organisation: query.organisation, name: organisation.name, category: organisation.category,
            odsCode: organisation.odsCode, address: organisation.address, parent: organisation.parent,
            contactEmail: found.contactEmail ?? "", mode: organisation.mode, registered: try row.get("registered"),
            members: members, licence: licence,
            placing: licence.map(\.isOver) == false ? nil : found.placing,
            supporter: found.supporter, ico: organisation.ico, location: organisation.location,
            supports: try row.get("supports"), may: actor.permissions(in: area))
    }

    private func licence(_ row: Row) throws -> OwnLicence? {
        guard let group: UUID = try row.get("group_id"),
            let standing = OwnLicence.Standing(rawValue: try row.get("standing"))
        else { return nil }
        return OwnLicence(
            group: group, title: try row.get("title"), standing: standing,
            asked: try row.get("asked", as: Date?.self) ?? .distantPast, reason: try row.get("reason"))
    }
}
