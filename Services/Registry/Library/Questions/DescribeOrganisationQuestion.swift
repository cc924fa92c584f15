// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// An organisation, for its members, the reviewers of its host, Central Admin and the operator.
struct DescribeOrganisationQuestion: Question {
    func answer(
        _ query: DescribeOrganisation, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> OrganisationDetails {
        guard actor.kind == .account || actor.kind == .operator else { throw QuestionRefused.forbidden }
        let found = try await database.state(of: OrganisationDecider.self, query.organisation)?.state
        guard let found, let organisation = found.registered,
            let row = try await database.query(
                "SELECT registered FROM organisations WHERE id = \(query.organisation)"
            ).first
        else { throw QuestionRefused.notFound }
        let isMember = actor.account.map { account in found.members.contains { $0.account == account } } ?? false
        let isHost = organisation.parent.map { actor.reviews(for: ReviewTeam.host($0.code)) } ?? false
        guard isMember || isHost || actor.isCentralAdmin || actor.kind == .operator else {
            throw QuestionRefused.notFound
        }
        return OrganisationDetails(
            organisation: query.organisation, name: organisation.name, category: organisation.category,
            odsCode: organisation.odsCode, address: organisation.address, parent: organisation.parent,
            contactEmail: found.contactEmail ?? "", mode: organisation.mode, registered: try row.get("registered"),
            members: found.members)
    }
}
