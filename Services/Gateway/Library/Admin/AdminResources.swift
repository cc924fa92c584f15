// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.Date
import struct Foundation.UUID

// What those decide who look after the platform, as forms and the API have it.

/// What a validator says of an account. ISG-26, ISG-27
struct AccountDecision: Described {
    static let limit = 1_000

    var approved: Bool
    var reason: String?

    static let schema = Schema.object([
        .init("approved", .boolean),
        .init("reason", .typed, "Why not; the person reads it. Needed unless it is approved.", .nullable),
    ])
    static let example = AccountDecision(approved: false, reason: "We do not know this organisation.")
}

extension AccountDecision {
    init(_ checks: inout Checks) {
        (approved, reason) = checks.verdict("approved", "Choose whether they may have an account", limit: Self.limit)
    }

    func instruction(about account: UUID) -> DecideAccount {
        DecideAccount(account: account, approved: approved, reason: reason ?? "")
    }
}

/// An account that waits for a validator. ISG-25
struct WaitingAccount: Described {
    var id: String
    var email: String
    var displayName: String
    var asked: Date?

    init(_ account: AccountSummary) {
        id = account.account.text
        email = account.email
        displayName = account.displayName
        asked = Identifier.time(of: account.account)
    }

    static let schema = Schema.object([
        .init("id", .id), .init("email", .plain), .init("displayName", .plain),
        .init("asked", .time, "When it was asked for.", .optional),
    ])
    static let example = WaitingAccount(
        AccountSummary(
            account: Sample.account, email: "ada@example.org", displayName: "Ada Example", standing: "waiting",
            roles: []))
}

/// A domain to be put on the list, or taken off it.
struct NewDomain: Described {
    var domain: String

    static let schema = Schema.object([.init("domain", .typed, "example.nhs.uk; every domain below it counts as well.")]
    )
    static let example = NewDomain(domain: "example.nhs.uk")
}

extension NewDomain {
    init(_ checks: inout Checks) { domain = checks.required("domain", "Enter a domain", limit: 255) }
}

/// The domains whose addresses need no validator. ISG-28
struct DomainList: Described {
    var domains: [String]
    var changes: [InstantDomains.Change]

    init(_ list: InstantDomains) {
        domains = list.domains
        changes = list.changes
    }

    static let title = "Domains"
    static let schema = Schema.object([
        .init("domains", .list(.plain), "Addresses at these, and at every domain below them, need no validator."),
        .init(
            "changes",
            .list(
                .object([
                    .init("domain", .plain), .init("added", .boolean, "False: taken off."),
                    .init("by", .plain, "account: and an id, or operator."), .init("time", .time),
                ])), "The newest first; a few."),
    ])
    static let example = DomainList(
        InstantDomains(
            domains: ["nhs.uk"],
            changes: [
                .init(domain: "example.org", added: false, by: "account:\(Sample.account.text)", time: Sample.time)
            ]))
}
