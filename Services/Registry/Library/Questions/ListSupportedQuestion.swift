// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// The organisations that one supports. ISG-55
struct ListSupportedQuestion: Question {
    func answer(
        _ query: ListSupported, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> SupportedOrganisations {
        let area = Area(
            keeper: "registry", organisation: query.supporter,
            members: try await GroupLookup.members(of: query.supporter, in: database))
        guard actor.may(RegistryPermission.readOrganisation, in: area),
            let row = try await database.query(
                """
                SELECT o.name, EXISTS (SELECT FROM groups AS g WHERE g.contractor = o.id AND g.active AND g.supports)
                FROM organisations AS o WHERE o.id = \(query.supporter)
                """
            ).first
        else { throw QuestionRefused.notFound }
        guard actor.may(RegistryPermission.support, in: area) || actor.may(.keepGroups) else {
            throw QuestionRefused.forbidden
        }
        return SupportedOrganisations(
            supporterName: try row.get(0),
            mayRegister: try row.get(1) && actor.may(RegistryPermission.support, in: area),
            organisations: try await organisations(query, in: database))
    }

    private func organisations(
        _ query: ListSupported, in database: Pool
    ) async throws -> Page<SupportedOrganisation> {
        let after = try query.after.map { try Cursor.read($0, parts: 2) } ?? ["", Identifier.text(.zero)]
        guard let id = UUID(uuidString: after[1]) else { throw Cursor.malformed }
        let rows = try await database.query(
            """
            SELECT o.id, o.name, o.ods_code, o.postcode,
                (SELECT string_agg(m.roles, ' ') FROM members AS m WHERE m.organisation = o.id)
            FROM organisations AS o
            WHERE o.supporter = \(query.supporter) AND (o.name, o.id) > (\(after[0])::text, \(id)::uuid)
            ORDER BY o.name, o.id LIMIT \(Cursor.pageSize + 1)
            """)
        let items = try rows.prefix(Cursor.pageSize).map { row in
            let roles = try row.get(4, as: String?.self) ?? ""
            let held = roles.split(separator: " ").compactMap { OrganisationRole(rawValue: String($0)) }
            return SupportedOrganisation(
                organisation: try row.get(0), name: try row.get(1), odsCode: try row.get(2), postcode: try row.get(3),
                missingRoles: held.missing)
        }
        guard rows.count > Cursor.pageSize, let last = items.last else { return Page(items: items) }
        return Page(items: items, next: Cursor.write(last.name, Identifier.text(last.organisation)))
    }
}
