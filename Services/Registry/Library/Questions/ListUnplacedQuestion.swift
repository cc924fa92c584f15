// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// Organisations that wait for a group, for Central Admin. C-14
struct ListUnplacedQuestion: Question {
    func answer(
        _ query: ListUnplaced, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<UnplacedOrganisation> {
        guard actor.may(.keepGroups) else { throw QuestionRefused.notFound }
        let cursor = try query.after.map { try Cursor.read($0, parts: 2) }
        let after = try cursor.map { parts in
            guard let time = Timestamp.parse(parts[0]), let id = UUID(uuidString: parts[1]) else {
                throw Cursor.malformed
            }
            return (time: time, id: id)
        }
        let rows = try await database.query(
            """
            SELECT u.organisation, o.name, o.ods_code, o.postcode, u.asked
            FROM unplaced AS u JOIN organisations AS o ON o.id = u.organisation
            WHERE u.waits
                -- One that has asked a group itself since waits no more.
                AND NOT EXISTS (
                    SELECT FROM licences AS l
                    WHERE l.organisation = u.organisation AND l.standing IN ('requested', 'linked', 'granted'))
                AND (\(query.organisation)::uuid IS NULL OR u.organisation = \(query.organisation)::uuid)
                AND (u.asked, u.organisation) > (\(after?.time ?? .distantPast)::timestamptz, \(after?.id ?? .zero)::uuid)
            ORDER BY u.asked, u.organisation LIMIT \(Cursor.pageSize + 1)
            """)
        let items = try rows.prefix(Cursor.pageSize).map {
            UnplacedOrganisation(
                organisation: try $0.get(0), organisationName: try $0.get(1), odsCode: try $0.get(2),
                postcode: try $0.get(3), asked: try $0.get(4))
        }
        guard rows.count > Cursor.pageSize, let last = items.last else { return Page(items: items) }
        return Page(
            items: items, next: Cursor.write(Timestamp.format(last.asked), Identifier.text(last.organisation)))
    }
}
