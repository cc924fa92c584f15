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

    /// Those of its groups that somebody looks after, who has left the contracting organisation or comes back to it.
    static func prepare(_ asked: EndSuperAdministration, from database: Pool) async throws -> Preparation<GroupCommand>
    {
        async let found = database.query(
            """
            SELECT s.group_id FROM super_administrators AS s JOIN groups AS g ON g.id = s.group_id
            WHERE s.account = \(asked.account) AND g.contractor = \(asked.organisation)
            """)
        let isMember = try await members(of: asked.organisation, in: database).contains { $0.account == asked.account }
        let groups = try await found.map { try $0.get(0, as: UUID.self) }
        // Whoever has come back is one again only if they were named again.
        guard !isMember || asked.left != nil else { return .nothing }
        return .each(groups.map { ($0, .leave(asked.account, before: isMember ? asked.left : nil)) })
    }

    static func administered(by account: UUID) -> SQL {
        "SELECT group_id FROM super_administrators WHERE account = \(account)"
    }

    /// All that somebody looks after whose account cannot be used any more.
    static func prepare(_ fact: AccountDisabled, from database: Pool) async throws -> Preparation<GroupCommand> {
        // From before the time was told: it may be long ago, and enabled since.
        guard let time = fact.time else { return .nothing }
        let groups = try await database.query(administered(by: fact.account)).map { try $0.get(0, as: UUID.self) }
        return .each(groups.map { ($0, .leave(fact.account, before: time)) })
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

    /// The group that an organisation belongs to: whose licence it has, or has asked for.
    static func group(of organisation: UUID, in database: Pool) async throws -> UUID? {
        try await database.query(groups(of: organisation)).first?.get(0, as: UUID.self)
    }

    static func groups(of organisation: UUID) -> SQL {
        """
        SELECT group_id FROM licences WHERE organisation = \(organisation) AND standing IN ('requested', 'linked', 'granted')
        ORDER BY version DESC LIMIT 1
        """
    }

    /// Those who look after a group, and are there.
    static func supporters(of group: UUID, in database: Pool) async throws -> [UUID] {
        guard let state = try await database.state(of: GroupDecider.self, group)?.state else { return [] }
        return state.area(members: try await members(of: state.contractor, in: database)).superAdministrators
    }

    /// Who looks after an organisation's group, where whoever asks may be one of them; nil when they cannot be. ISG-08
    static func support(
        of organisation: UUID, for actor: Actor, in database: Pool
    ) async throws -> GroupSupport? {
        guard actor.key == nil, actor.roles.contains(where: { $0.group != nil }),
            let group = try await group(of: organisation, in: database),
            actor.roles.contains(where: { $0.group == group }),
            let state = try await database.state(of: GroupDecider.self, group)?.state
        else { return nil }
        let members = try await members(of: state.contractor, in: database)
        return GroupSupport(
            group: group, title: state.title, superAdministrators: state.area(members: members).superAdministrators)
    }

    static func members(of organisation: UUID, in database: Pool) async throws -> [OrganisationMember] {
        try await database.state(of: PeopleDecider.self, PeopleID.of(organisation: organisation))?.state.members ?? []
    }
}
