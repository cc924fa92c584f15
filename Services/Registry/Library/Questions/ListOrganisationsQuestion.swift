// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// The organisations that the actor belongs to, by name; all of them for Central Admin and the operator, unless they ask
/// for their own.
struct ListOrganisationsQuestion: Question {
    func answer(
        _ query: ListOrganisations, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<OrganisationSummary> {
        let after = try query.after.map { try Cursor.read($0, parts: 2) } ?? ["", Identifier.text(.zero)]
        guard let id = UUID(uuidString: after[1]) else { throw Cursor.malformed }
        let from: SQL
        if actor.may(.readEveryOrganisation), query.own != true {
            from = "organisations AS o WHERE"
        } else if let account = actor.account, actor.may(.readOwnOrganisations) {
            let only = actor.key?.organisation
            from = """
                members AS m JOIN organisations AS o ON o.id = m.organisation WHERE m.account = \(account)::uuid
                AND (\(only)::uuid IS NULL OR o.id = \(only)::uuid) AND
                """
        } else {
            throw QuestionRefused.forbidden
        }
        let rows = try await database.query(
            """
            SELECT o.id, o.name, o.ods_code, o.postcode, o.category FROM \(sql: from)
            (o.name, o.id) > (\(after[0])::text, \(id)::uuid) ORDER BY o.name, o.id LIMIT \(Cursor.pageSize + 1)
            """)
        let items = try rows.prefix(Cursor.pageSize).map { row in
            OrganisationSummary(
                organisation: try row.get("id"), name: try row.get("name"), odsCode: try row.get("ods_code"),
                postcode: try row.get("postcode"), category: try row.get("category"))
        }
        guard rows.count > Cursor.pageSize, let last = items.last else { return Page(items: items) }
        return Page(items: items, next: Cursor.write(last.name, last.organisation.uuidString))
    }
}
