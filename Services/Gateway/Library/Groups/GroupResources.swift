// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.Date
import struct Foundation.UUID

// Group contracts and licences, as forms and the API have them. ISG-01 to ISG-09

/// A contract to be recorded.
struct NewGroup: Described {
    var title: String
    var contractorCode: String

    static let schema = Schema.object([
        .init("title", .typed, "What people call the group."),
        .init("contractorCode", .typed, "The ODS code of the organisation that contracts, which is registered here."),
    ])
    static let example = NewGroup(title: "Aire Valley practices", contractorCode: "Q99")
}

extension NewGroup {
    init(_ checks: inout Checks) {
        title = checks.required("title", "Enter what the group is called")
        contractorCode = checks.required(
            "contractorCode", "Enter the ODS code of the contracting organisation", limit: 20)
    }
}

/// A group that an organisation asks for a licence.
struct ChosenGroup: Described {
    var group: String

    static let schema = Schema.object([.init("group", .id)])
    static let example = ChosenGroup(group: Sample.organisation.text)
}

extension ChosenGroup {
    init(_ checks: inout Checks) { group = checks.required("group", "Select a group", limit: 40) }

    /// - Throws: `Failure.notFound` when it is no id.
    func id() throws(Failure) -> UUID {
        guard let id = UUID(uuidString: group) else { throw .notFound }
        return id
    }
}

/// The group that Central Admin finds for an organisation, or why there is none. C-14
struct GroupPlacing: Described {
    var group: String?
    var reason: String?

    static let schema = Schema.object([
        .init("group", .id, "Nothing: there is none for it.", .nullable),
        .init("reason", .typed, "Why there is none; the organisation reads it. Needed without a group.", .nullable),
    ])
    static let example = GroupPlacing(group: Sample.organisation.text, reason: "")

    /// - Throws: `Failure.notFound` when the group is no id.
    func instruction(for organisation: UUID) throws(Failure) -> PlaceOrganisation {
        let chosen = group.flatMap { UUID(uuidString: $0) }
        guard group == nil || chosen != nil else { throw .notFound }
        return PlaceOrganisation(organisation: organisation, group: chosen, reason: reason ?? "")
    }
}

extension GroupPlacing {
    init(_ checks: inout Checks) {
        let chosen = checks.required("group", "Select a group, or that there is none", limit: 40)
        group = chosen == RegistrationController.noGroup ? nil : chosen
        reason =
            group == nil
            ? checks.required("reason", "Say why there is none", limit: Lengths.note)
            : checks.optional("reason", limit: Lengths.note)
    }
}

/// An organisation that waits for a group.
struct UnplacedListing: Described {
    var organisation: String
    var organisationName: String
    var odsCode: String?
    var postcode: String
    var asked: Date

    init(_ one: UnplacedOrganisation) {
        organisation = one.organisation.text
        organisationName = one.organisationName
        odsCode = one.odsCode
        postcode = one.postcode
        asked = one.asked
    }

    static let title = "UnplacedOrganisation"
    static let schema = Schema.object([
        .init("organisation", .id), .init("organisationName", .plain), .init("odsCode", .plain, "", .optional),
        .init("postcode", .plain), .init("asked", .time),
    ])
    static let example = UnplacedListing(
        UnplacedOrganisation(
            organisation: Sample.organisation, organisationName: "Canal Walk Surgery", odsCode: "B86001",
            postcode: "LS1 4AP", asked: Sample.time))
}

/// Whether an organisation gets the licence that it asked for.
struct LicenceDecision: Described {
    var granted: Bool
    var reason: String?

    static let schema = Schema.object([
        .init("granted", .boolean),
        .init("reason", .typed, "Why not; the organisation reads it. Needed unless it is granted.", .nullable),
    ])
    static let example = LicenceDecision(granted: false, reason: "You are in another group’s area.")
}

extension LicenceDecision {
    init(_ checks: inout Checks) {
        (granted, reason) = checks.verdict("granted", "Select whether they get a licence", limit: Lengths.note)
    }
}

/// A licence to be taken away, or given to another organisation.
struct LicenceWithdrawal: Described {
    var movesTo: String?
    var reason: String

    static let schema = Schema.object([
        .init("movesTo", .id, "An organisation that waits for a licence, and gets this one.", .nullable),
        .init("reason", .typed, "Why; the organisation that had it reads it."),
    ])
    static let example = LicenceWithdrawal(movesTo: Sample.organisation.text, reason: "The practice has closed.")

    /// - Throws: `Failure.notFound` when what it moves to is no id.
    func instruction(of organisation: UUID, in group: UUID) throws(Failure) -> WithdrawLicence {
        let next = movesTo.flatMap { UUID(uuidString: $0) }
        guard movesTo == nil || next != nil else { throw .notFound }
        return WithdrawLicence(group: group, organisation: organisation, movesTo: next, reason: reason)
    }
}

extension LicenceWithdrawal {
    init(_ checks: inout Checks) {
        let next = checks.optional("movesTo", limit: 40)
        movesTo = next.isEmpty ? nil : next
        reason = checks.required("reason", "Say why", limit: Lengths.note)
    }
}

/// A group in a list.
struct GroupListing: Described {
    var id: String
    var title: String
    var contractorName: String
    var active: Bool

    init(_ group: GroupSummary) {
        id = group.group.text
        title = group.title
        contractorName = group.contractorName
        active = group.isActive
    }

    static let title = "GroupSummary"
    static let schema = Schema.object([
        .init("id", .id), .init("title", .plain), .init("contractorName", .plain), .init("active", .boolean),
    ])
    static let example = GroupListing(
        GroupSummary(
            group: Sample.organisation, title: "Aire Valley practices", contractorName: "Aire Valley Board",
            isActive: true))
}

/// A group with its licences. ISG-02, ISG-05
struct LicensingGroup: Described {
    struct Licence: Codable, Sendable {
        var organisation: String
        var organisationName: String
        var standing: OwnLicence.Standing
        var asked: Date
    }

    struct Administrator: Codable, Sendable {
        var account: String
        var displayName: String?
        var confirmed: Bool
    }

    struct Change: Codable, Sendable {
        var before: Int
        var allowance: Int
        var reason: String
        var time: Date
    }

    var id: String
    var title: String
    var contractorName: String
    var active: Bool
    var allowance: Int
    var used: Int
    var remaining: Int
    var superAdministrators: [Administrator]
    var allowanceChanges: [Change]
    var licences: [Licence]
    var next: String?

    init(_ details: GroupDetails, names: [UUID: String]) {
        id = details.group.text
        title = details.title
        contractorName = details.contractorName
        active = details.isActive
        allowance = details.allowance
        used = details.used
        remaining = details.remaining
        superAdministrators = details.people.map {
            Administrator(
                account: $0.text, displayName: names[$0], confirmed: details.superAdministrators.contains($0))
        }
        allowanceChanges = (details.allowanceChanges ?? []).map {
            Change(before: $0.before, allowance: $0.allowance, reason: $0.reason, time: $0.time)
        }
        licences = details.licences.items.map {
            Licence(
                organisation: $0.organisation.text, organisationName: $0.organisationName, standing: $0.standing,
                asked: $0.asked)
        }
        next = details.licences.next
    }

    static let title = "Group"
    static let schema = Schema.object([
        .init("id", .id), .init("title", .plain), .init("contractorName", .plain), .init("active", .boolean),
        .init("allowance", .count, "Licences of the contract; none before it begins."),
        .init("used", .count, "Licences in use."), .init("remaining", .count),
        .init(
            "superAdministrators",
            .list(
                .object([
                    .init("account", .id), .init("displayName", .plain, "", .optional),
                    .init("confirmed", .boolean, "False: named, and waits for Central Admin."),
                ]))),
        .init(
            "allowanceChanges",
            .list(
                .object([
                    .init("before", .count), .init("allowance", .count), .init("reason", .plain),
                    .init("time", .time),
                ])), "How the allowance was changed, oldest first."),
        .init(
            "licences",
            .list(
                .object([
                    .init("organisation", .id), .init("organisationName", .plain),
                    .init(
                        "standing", .choice(["requested", "linked", "granted"]),
                        "`linked`: it is of the group, and has asked for no licence."), .init("asked", .time),
                ])), "Those who wait first, and by name."),
        .init("next", .plain, "Where the next are, when there are more: `after`.", .optional),
    ])
    static let example: LicensingGroup = {
        let account = Sample.account
        return LicensingGroup(
            GroupDetails(
                group: Sample.organisation, title: "Aire Valley practices", contractor: Sample.organisation,
                contractorName: "Aire Valley Board", isActive: true, allowance: 100, used: 1,
                superAdministrators: [account],
                allowanceChanges: [
                    AllowanceChange(
                        before: 90, allowance: 100, reason: "Ten practices joined.", time: Sample.time)
                ], candidates: [account],
                licences: Page(
                    items: [
                        Contracts.Licence(
                            organisation: Sample.organisation, organisationName: "Canal Walk Surgery",
                            standing: .granted,
                            asked: Sample.time)
                    ], next: "b3BhcXVl")), names: [account: "Ada Example"])
    }()
}

/// An organisation's licence. ISG-51
struct LicenceStanding: Described {
    var group: String?
    var title: String?
    var standing: String
    var asked: Date?
    var reason: String?

    init(_ licence: OwnLicence?) {
        group = licence?.group.text
        title = licence?.title
        standing = licence?.standing.rawValue ?? "none"
        asked = licence?.asked
        reason = licence?.reason
    }

    static let title = "Licence"
    static let schema = Schema.object([
        .init("group", .id, "", .optional), .init("title", .plain, "", .optional),
        .init("standing", .choice(OwnLicence.Standing.allCases.map(\.rawValue) + ["none"])),
        .init("asked", .time, "", .optional), .init("reason", .plain, "Why not.", .optional),
    ])
    static let example = LicenceStanding(
        OwnLicence(
            group: Sample.organisation, title: "Aire Valley practices", standing: .refused, asked: Sample.time,
            reason: "You are in another group’s area."))
}
