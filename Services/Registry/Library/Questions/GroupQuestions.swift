// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// The groups that the actor looks after, or those that can be asked for a licence.
struct ListGroupsQuestion: Question {
    func answer(
        _ query: ListGroups, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> Page<GroupSummary> {
        // What groups there are anybody sees: the map shows the organisations of each.
        guard query.isOpen == true || actor.person != nil else { throw QuestionRefused.forbidden }
        let after = try query.after.map { try Cursor.read($0, parts: 2) } ?? ["", Identifier.text(.zero)]
        guard let id = UUID(uuidString: after[1]) else { throw Cursor.malformed }
        let condition: SQL
        if query.isOpen == true {
            condition = "active"
        } else if actor.may(.keepGroups) {
            condition = "true"
        } else {
            let administered = actor.memberships.filter { $0.roles.contains(.administrator) }.map(\.organisation)
            condition =
                "(id = ANY (\(actor.roles.compactMap(\.group))::uuid[]) OR contractor = ANY (\(administered)::uuid[]))"
        }
        let rows = try await database.query(
            """
            SELECT id, title, contractor_name, active FROM groups
            WHERE \(sql: condition) AND (title, id) > (\(after[0])::text, \(id)::uuid)
            ORDER BY title, id LIMIT \(Cursor.pageSize + 1)
            """)
        let items = try rows.prefix(Cursor.pageSize).map {
            GroupSummary(
                group: try $0.get(0), title: try $0.get(1), contractorName: try $0.get(2), isActive: try $0.get(3))
        }
        guard rows.count > Cursor.pageSize, let last = items.last else { return Page(items: items) }
        return Page(items: items, next: Cursor.write(last.title, Identifier.text(last.group)))
    }
}

/// A group with the organisations under its contract, and none of any other. ISG-05
struct DescribeGroupQuestion: Question {
    func answer(
        _ query: DescribeGroup, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> GroupDetails {
        guard let state = try await database.state(of: GroupDecider.self, query.group)?.state else {
            throw QuestionRefused.notFound
        }
        let members = try await GroupLookup.members(of: state.contractor, in: database)
        let area = state.area(members: members)
        guard actor.may(RegistryPermission.readGroup, in: area) else { throw QuestionRefused.notFound }
        let names = actor.may(RegistryPermission.nameSuperAdministrators, in: area)
        return GroupDetails(
            group: state.group, title: state.title, contractor: state.contractor, contractorName: state.contractorName,
            isActive: state.isActive, allowance: state.allowance, used: state.used,
            superAdministrators: area.superAdministrators,
            named: state.administrators.filter { named in
                !named.isConfirmed && members.contains { $0.account == named.account }
            }.map {
                NamedAdministrator(
                    group: state.group, title: state.title, account: $0.account, named: $0.named ?? .distantPast)
            }, allowanceChanges: state.allowanceChanges, candidates: names ? members.map(\.account) : [],
            licences: try await licences(of: query, in: database), supports: state.supports,
            may: actor.permissions(in: area))
    }

    /// Those who wait come first: of the alphabet, `requested` is after `linked`, and that after `granted`.
    private func licences(of query: DescribeGroup, in database: Pool) async throws -> Page<Licence> {
        let group = query.group
        let cursor = try query.after.map { try Cursor.read($0, parts: 3) } ?? ["~", "", Identifier.text(.zero)]
        guard let id = UUID(uuidString: cursor[2]) else { throw Cursor.malformed }
        let rows = try await database.query(
            """
            SELECT organisation, name, standing, asked FROM licences
            WHERE group_id = \(group) AND (\(query.organisation)::uuid IS NULL OR organisation = \(query.organisation)::uuid)
                AND standing IN ('requested', 'linked', 'granted')
                AND (standing < \(cursor[0])::text
                    OR standing = \(cursor[0])::text AND (name, organisation) > (\(cursor[1])::text, \(id)::uuid))
            ORDER BY standing DESC, name, organisation LIMIT \(Cursor.pageSize + 1)
            """)
        let items = try rows.prefix(Cursor.pageSize).map {
            Licence(
                organisation: try $0.get(0), organisationName: try $0.get(1),
                standing: OwnLicence.Standing(rawValue: try $0.get(2)) ?? .linked,
                asked: try $0.get(3, as: Date?.self) ?? time(of: group))
        }
        guard rows.count > Cursor.pageSize, let last = items.last else { return Page(items: items) }
        return Page(
            items: items,
            next: Cursor.write(last.standing.rawValue, last.organisationName, Identifier.text(last.organisation)))
    }

    private func time(of group: UUID) -> Date { Identifier.time(of: group) ?? .distantPast }
}
