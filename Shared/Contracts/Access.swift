// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

/// What somebody is to the thing at hand; one may be several of these at once.
public enum Standing: String, Sendable, CaseIterable {
    /// Whoever has signed in.
    case account
    /// The person whose it is.
    case holder
    /// Belongs to its organisation.
    case member
    /// Administers its organisation.
    case administrator
    /// Administers the organisation that supports it. ISG-60
    case supporter
    /// Works for the team that looks after it.
    case reviewer
    case nationalReviewer = "national-reviewer"
    case centralAdmin = "central-admin"
    /// Central Admin, of what has come to them.
    case centralDesk = "central-desk"
    /// Looks after its group's licences.
    case superAdministrator = "super-administrator"
    case `operator`
    case partner
    /// The service that keeps it, for what its own decisions and timers ask.
    case keeper
    /// Another service.
    case service
}

/// Whose the thing at hand is, and who looks after it.
public struct Area: Sendable {
    /// The service that keeps it.
    public var keeper: String
    public var organisation: UUID?
    /// Who belongs to the organisation, where the service knows it better than the actor's session.
    public var members: [OrganisationMember]?
    public var team: String?
    public var account: UUID?
    /// The group whose it is, and who looks after that, as the service knows it.
    public var group: UUID?
    public var superAdministrators: [UUID] = []
    /// It has come to Central Admin, who otherwise have nothing to do with it.
    public var isCentral = false

    public init(
        keeper: String, organisation: UUID? = nil, members: [OrganisationMember]? = nil, team: String? = nil,
        account: UUID? = nil
    ) {
        self.keeper = keeper
        self.organisation = organisation
        self.members = members
        self.team = team
        self.account = account
    }
}

/// What may be done with the things that a service keeps. Its table of access says who has it.
public protocol Permission: RawRepresentable<String>, Hashable, Sendable, CaseIterable {
    /// Who has it: whoever is one of these to the thing at hand.
    var standings: Set<Standing> { get }
    /// What a program's key needs for it, beside its owner's having it.
    var scope: APIKeyScope? { get }
}

extension Permission {
    /// Unless it says so, a permission is for people who are there themselves.
    public var scope: APIKeyScope? { nil }
}

extension Actor {
    /// What the actor is to something.
    public func standings(in area: Area) -> Set<Standing> {
        switch kind {
        case .visitor: []
        case .operator: [.operator]
        case .partner: [.partner]
        case .service: [id == area.keeper ? .keeper : .service]
        case .account: personal(in: area)
        }
    }

    private func personal(in area: Area) -> Set<Standing> {
        var found: Set<Standing> = [.account]
        // A key for one organisation has to do with no other, and with nothing that is its owner's alone.
        if let only = key?.organisation, only != area.organisation { return found }
        if let account, account == area.account { found.insert(.holder) }
        if let roles = roles(in: area) {
            found.insert(.member)
            if roles.contains(.administrator) { found.insert(.administrator) }
            if roles.contains(.supporter) { found.insert(.supporter) }
        }
        // Roles on the platform are exercised by people, never by their programs.
        guard key == nil else { return found }
        if let team = area.team, reviews(for: team) { found.insert(.reviewer) }
        if reviews(for: ReviewTeam.national) { found.insert(.nationalReviewer) }
        if isCentralAdmin {
            found.insert(.centralAdmin)
            if area.isCentral { found.insert(.centralDesk) }
        }
        // Registry knows sooner who is one no more; that they have passed their second step, the session knows.
        if let group = area.group, roles.contains(.superAdministrator(group: group)),
            let account, area.superAdministrators.contains(account)
        {
            found.insert(.superAdministrator)
        }
        return found
    }

    private func roles(in area: Area) -> [OrganisationRole]? {
        let known = memberships.first { $0.organisation == area.organisation }?.roles
        guard let members = area.members else { return known }
        // Whoever supports it is not in the list of its people.
        let supporting = (known ?? []).filter { $0 == .supporter }
        let listed = members.first { $0.account == account }?.roles
        return listed.map { $0 + supporting } ?? (supporting.isEmpty ? nil : supporting)
    }

    public func may(_ permission: some Permission, in area: Area) -> Bool {
        isGranted(permission) && !standings(in: area).isDisjoint(with: permission.standings)
    }

    /// A key has what its scopes name, and nothing else.
    private func isGranted(_ permission: some Permission) -> Bool {
        guard let key else { return true }
        return permission.scope.map(key.scopes.contains) ?? false
    }

    /// All that the actor may do there.
    public func permissions<P: Permission>(_ type: P.Type = P.self, in area: Area) -> Permissions<P> {
        let standings = standings(in: area)
        return Permissions(P.allCases.filter { isGranted($0) && !$0.standings.isDisjoint(with: standings) })
    }
}

/// What whoever asks may do with what the answer is about, so that a page shows no more than its reader can do.
///
/// As JSON an array of names. A permission that a newer service knows and its reader does not is left out.
public struct Permissions<Permission: RawRepresentable<String> & Hashable & Sendable>: Codable, Sendable, Equatable {
    public var all: Set<Permission>

    public init(_ all: some Sequence<Permission>) { self.all = Set(all) }

    /// The permissions' names, in order.
    public var names: [String] { all.map(\.rawValue).sorted() }

    public func contains(_ permission: Permission) -> Bool { all.contains(permission) }

    public init(from decoder: any Decoder) throws {
        self.init(try [String](from: decoder).compactMap { Permission(rawValue: $0) })
    }

    public func encode(to encoder: any Encoder) throws { try names.encode(to: encoder) }
}
