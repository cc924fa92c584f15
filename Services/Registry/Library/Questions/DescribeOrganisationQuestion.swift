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
        let found = try await database.state(of: OrganisationDecider.self, query.organisation)?.state
        guard let found, let organisation = found.registered,
            actor.may(RegistryPermission.readOrganisation, in: found.area(query.organisation)),
            let row = try await database.query(
                "SELECT registered FROM organisations WHERE id = \(query.organisation)"
            ).first
        else { throw QuestionRefused.notFound }
        return OrganisationDetails(
            organisation: query.organisation, name: organisation.name, category: organisation.category,
            odsCode: organisation.odsCode, address: organisation.address, parent: organisation.parent,
            contactEmail: found.contactEmail ?? "", mode: organisation.mode, registered: try row.get("registered"),
            members: found.members, may: actor.permissions(in: found.area(query.organisation)))
    }
}
