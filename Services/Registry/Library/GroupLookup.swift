// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.UUID
import Messaging

/// What is looked up before a group decides: who belongs to its contracting organisation, or to the one that asks.
enum GroupLookup {
    static func prepare(_ asked: RecordGroupContract, from database: Pool) async throws -> Preparation<GroupCommand> {
        let code = Typed.words(asked.contractorCode).uppercased()
        let found = try await database.query("SELECT id, name FROM organisations WHERE ods_code = \(code)").first
        let contractor = try found.map { GroupCommand.Contractor(id: try $0.get(0), name: try $0.get(1)) }
        return .decide(stream: asked.group, claims: [], .record(asked, contractor: contractor))
    }

    static func prepare(_ asked: RequestLicence, from database: Pool) async throws -> Preparation<GroupCommand> {
        .decide(
            stream: asked.group, claims: [GroupDecider.licenceClaim(asked.organisation)],
            .request(
                asked, name: try await Organisations.name(of: asked.organisation, in: database),
                members: try await members(of: asked.organisation, in: database)))
    }

    static func prepare(_ asked: JoinGroup) -> Preparation<GroupCommand> {
        .decide(stream: asked.group, claims: [GroupDecider.licenceClaim(asked.organisation)], .join(asked))
    }

    /// Whether a group can be asked for licences.
    static func isOpen(_ group: UUID, in database: Pool) async throws -> Bool {
        try await !database.query("SELECT 1 FROM groups WHERE id = \(group) AND active").isEmpty
    }

    /// - Parameter command: made with the members of the group's contracting organisation.
    static func prepare(
        _ group: UUID, from database: Pool, command: ([OrganisationMember]) -> GroupCommand
    ) async throws -> Preparation<GroupCommand> {
        // Of none there is nothing to look up: the decider says so.
        guard let state = try await database.state(of: GroupDecider.self, group)?.state else {
            return .decide(stream: group, claims: [], command([]))
        }
        return .decide(stream: group, claims: [], command(try await members(of: state.contractor, in: database)))
    }

    static func members(of organisation: UUID, in database: Pool) async throws -> [OrganisationMember] {
        try await database.state(of: PeopleDecider.self, PeopleID.of(organisation: organisation))?.state.members ?? []
    }
}
