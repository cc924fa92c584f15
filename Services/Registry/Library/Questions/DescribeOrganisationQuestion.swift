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
        let row = try await database.query(
            """
            SELECT name, category, ods_code, line1, line2, line3, town, county, postcode, parent_code, parent_name,
                contact_email, mode, registered
            FROM organisations WHERE id = \(query.organisation)
            """
        ).first
        let members = try await database.query(
            "SELECT account, roles FROM members WHERE organisation = \(query.organisation) ORDER BY account"
        ).map(Self.member)
        guard let row else { throw QuestionRefused.notFound }
        let parentCode: String? = try row.get("parent_code")
        let parentName: String? = try row.get("parent_name")
        let isMember = actor.account.map { account in members.contains { $0.account == account } } ?? false
        let isHost = parentCode.map { actor.reviews(for: "host-\($0)") } ?? false
        guard isMember || isHost || actor.isCentralAdmin || actor.kind == .operator else {
            throw QuestionRefused.notFound
        }
        return OrganisationDetails(
            organisation: query.organisation, name: try row.get("name"), category: try row.get("category"),
            odsCode: try row.get("ods_code"), address: try Directory.address(row),
            parent: parentCode.map { ParentOrganisation(code: $0, name: parentName ?? $0) },
            contactEmail: try row.get("contact_email"), mode: try row.get("mode"),
            registered: try row.get("registered"), members: members)
    }

    private static func member(_ row: Row) throws -> OrganisationMember {
        let roles: String = try row.get("roles")
        return OrganisationMember(
            account: try row.get("account"),
            roles: roles.split(separator: " ").compactMap { OrganisationRole(rawValue: String($0)) })
    }
}
