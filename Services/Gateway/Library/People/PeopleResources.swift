// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.Date
import struct Foundation.UUID

// The people of an organisation, as forms and the API have them.

/// What somebody is to be in an organisation.
struct MemberRoles: Described {
    var roles: [OrganisationRole]

    static let schema = Schema.object([.init("roles", .list(.organisationRole), "One at least.")])
    static let example = MemberRoles(roles: [.administrator, .seniorOfficer])
}

extension MemberRoles {
    init(_ checks: inout Checks) { roles = checks.roles() }
}

/// Somebody to be asked in. ISG-58
struct NewInvitation: Described {
    var email: String
    var roles: [OrganisationRole]

    static let schema = Schema.object([
        .init("email", .typed, "The address that they have to sign in with."),
        .init("roles", .list(.organisationRole), "What they are to be; one at least."),
    ])
    static let example = NewInvitation(email: "grace@example.nhs.uk", roles: [.seniorOfficer])

    func instruction(for organisation: UUID, as id: UUID) -> InvitePerson {
        InvitePerson(organisation: organisation, invitation: id, email: email, roles: roles)
    }
}

extension NewInvitation {
    init(_ checks: inout Checks) {
        email = checks.email("email", "Enter their e-mail address")
        roles = checks.roles()
    }
}

/// The address that an invitation should have gone to. C-28
struct InvitationAddress: Described {
    var email: String

    static let schema = Schema.object([.init("email", .typed)])
    static let example = InvitationAddress(email: "grace@example.nhs.uk")
}

extension InvitationAddress {
    init(_ checks: inout Checks) { email = checks.email("email", "Enter their e-mail address") }
}

/// What somebody says to an invitation.
struct InvitationAnswer: Described {
    var accepted: Bool

    static let schema = Schema.object([.init("accepted", .boolean)])
    static let example = InvitationAnswer(accepted: true)
}

/// A request to be let in. IMP-08
struct NewJoinRequest: Described {
    var note: String?

    static let schema = Schema.object([
        .init("note", .typed, "What its administrators are to know, in 1,000 characters.", .nullable)
    ])
    static let example = NewJoinRequest(note: "I am the new practice manager.")

    func instruction(for organisation: UUID, as id: UUID, by session: Session) -> AskToJoin {
        AskToJoin(organisation: organisation, request: id, address: session.email, note: note ?? "")
    }
}

extension NewJoinRequest {
    init(_ checks: inout Checks) { note = checks.optional("note", limit: Lengths.note) }
}

/// What was made, by its id.
struct MadeThing: Described {
    var id: String

    static let title = "Made"
    static let schema = Schema.object([.init("id", .id)])
    static let example = MadeThing(id: Sample.email.text)
}

/// Whether somebody is let in.
struct JoinDecision: Described {
    var roles: [OrganisationRole]
    var reason: String?

    static let schema = Schema.object([
        .init("roles", .list(.organisationRole), "What they are to be; empty to say no."),
        .init("reason", .typed, "Why not; the person reads it. Needed to say no.", .nullable),
    ])
    static let example = JoinDecision(roles: [.contact], reason: "We do not know you.")

    func instruction(about request: UUID, in organisation: UUID) -> DecideJoining {
        DecideJoining(organisation: organisation, request: request, roles: roles, reason: reason ?? "")
    }
}

extension JoinDecision {
    init(_ checks: inout Checks) {
        let (isYes, reason) = checks.verdict("accepted", "Select whether they may join", limit: Lengths.note)
        roles = isYes ? checks.roles() : []
        self.reason = reason
    }
}

extension Checks {
    /// What was ticked of the roles there are.
    fileprivate mutating func roles() -> [OrganisationRole] {
        let roles = form.values(of: "roles").compactMap { OrganisationRole(rawValue: $0) }
        if roles.isEmpty { refuse("roles", "required", "Select at least one role") }
        return roles
    }
}

/// The people of an organisation.
struct People: Described {
    struct Member: Codable, Sendable {
        var account: String
        var displayName: String?
        var roles: [OrganisationRole]
    }

    struct Invited: Codable, Sendable {
        var id: String
        var email: String
        var roles: [OrganisationRole]
        var sent: Date
        var expires: Date
        var undelivered: Bool
    }

    struct Request: Codable, Sendable {
        var id: String
        var displayName: String?
        var email: String
        var note: String
        var asked: Date
    }

    var members: [Member]
    var next: String?
    var missingRoles: [OrganisationRole]
    var invitations: [Invited]
    var requests: [Request]

    init(_ details: PeopleDetails, names: [UUID: String]) {
        members = details.members.items.map {
            Member(account: $0.account.text, displayName: names[$0.account], roles: $0.roles)
        }
        next = details.members.next
        missingRoles = details.missingRoles
        invitations = details.invitations.map {
            Invited(
                id: $0.invitation.text, email: $0.email, roles: $0.roles, sent: $0.sent, expires: $0.expires,
                undelivered: $0.isUndelivered)
        }
        requests = details.requests.map {
            Request(
                id: $0.request.text, displayName: names[$0.account], email: $0.address, note: $0.note, asked: $0.asked)
        }
    }

    static let schema = Schema.object([
        .init(
            "members",
            .list(
                .object([
                    .init("account", .id), .init("displayName", .plain, "", .optional),
                    .init("roles", .list(.organisationRole)),
                ]))),
        .init("next", .plain, "Where the next members are, when there are more: `after`.", .optional),
        .init("missingRoles", .list(.organisationRole), "Recommended roles that nobody has."),
        .init(
            "invitations",
            .list(
                .object([
                    .init("id", .id), .init("email", .plain), .init("roles", .list(.organisationRole)),
                    .init("sent", .time, "When its e-mail last went out."), .init("expires", .time),
                    .init("undelivered", .boolean, "Its e-mail did not arrive."),
                ])), "For administrators."),
        .init(
            "requests",
            .list(
                .object([
                    .init("id", .id), .init("displayName", .plain, "", .optional), .init("email", .plain),
                    .init("note", .plain), .init("asked", .time),
                ])), "Who asks to join; for administrators."),
    ])
    static let example: People = {
        let account = Sample.account
        return People(
            PeopleDetails(
                organisation: Sample.organisation, organisationName: "Canal Walk Surgery",
                members: Page(items: [OrganisationMember(account: account, roles: [.administrator])], next: "b3BhcXVl"),
                missingRoles: [.seniorOfficer], administrators: 2,
                invitations: [
                    Invitation(
                        invitation: Sample.email, email: "grace@example.nhs.uk", roles: [.seniorOfficer],
                        sent: Sample.time, expires: Sample.later, isUndelivered: false)
                ],
                requests: [
                    JoinRequest(
                        request: Sample.email, account: account, address: "jo@example.nhs.uk",
                        note: "I am the new practice manager.", asked: Sample.time)
                ]), names: [account: "Ada Example"])
    }()
}

/// An invitation, for whom it is for. ISG-67
struct OwnInvitation: Described {
    var id: String
    var organisation: String
    var organisationName: String
    var roles: [OrganisationRole]
    var expires: Date

    init(_ summary: InvitationSummary) {
        id = summary.invitation.text
        organisation = summary.organisation.text
        organisationName = summary.organisationName
        roles = summary.roles
        expires = summary.expires
    }

    static let title = "Invitation"
    static let schema = Schema.object([
        .init("id", .id), .init("organisation", .id), .init("organisationName", .plain),
        .init("roles", .list(.organisationRole), "What you would be."), .init("expires", .time),
    ])
    static let example = OwnInvitation(
        InvitationSummary(
            invitation: Sample.email, organisation: Sample.organisation, organisationName: "Canal Walk Surgery",
            roles: [.seniorOfficer], expires: Sample.later))
}

/// An organisation that one may ask to join. IMP-08
struct Joining: Described {
    var organisation: String
    var name: String
    var isMember: Bool
    var asked: Date?

    init(_ details: JoiningDetails) {
        organisation = details.organisation.text
        name = details.organisationName
        isMember = details.isMember
        asked = details.asked
    }

    static let schema = Schema.object([
        .init("organisation", .id), .init("name", .plain), .init("isMember", .boolean, "You belong to it already."),
        .init("asked", .time, "When you asked, unless you have an answer.", .optional),
    ])
    static let example = Joining(
        JoiningDetails(
            organisation: Sample.organisation, organisationName: "Canal Walk Surgery", isMember: false,
            asked: Sample.time))
}
