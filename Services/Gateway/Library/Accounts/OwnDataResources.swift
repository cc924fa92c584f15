// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.Date
import struct Foundation.UUID

/// All that is held about whoever is signed in, for programs and as a download. Secrets are left out, and what they are
/// known by.
struct OwnData: Described {
    var account: Account
    var organisations: [Seat]
    var invitations: [OwnInvitation]
    var joinRequests: [Joining]
    var sessions: [Device]
    var keys: [APIKeyList.Item]
    var statements: [Statement]
    var emails: [Email]
    var history: [Entry]

    struct Account: Codable, Sendable {
        var id: String
        var displayName: String
        var email: String
        var waitingEmail: String?
        var formerEmails: [String]
        var registered: Date
        var roles: [String]
        var recoveryCodes: Int?
        var passkeys: [String]
        var providers: [String]
        var erasure: Date?
        var workEmail: WorkEmail?
        var history: [Event]
    }

    struct Event: Codable, Sendable {
        var type: String
        var at: Date
        var actor: String
    }

    struct Seat: Codable, Sendable {
        var organisation: String
        var name: String?
        var roles: [OrganisationRole]
    }

    struct Device: Codable, Sendable {
        var device: String
        var begun: Date
        var used: Date
        var expires: Date
    }

    struct Statement: Codable, Sendable {
        var caseID: String
        var organisationName: String
        var part: OwnRecord.Part
        var details: Contact
        var signedBy: String?
    }

    struct Joining: Codable, Sendable {
        var organisation: String
        var organisationName: String
        var note: String
        var asked: Date
    }

    struct Email: Codable, Sendable {
        var subject: String
        var recipient: String
        var requested: Date
        var sent: Date?
        var standing: String
    }

    struct Entry: Codable, Sendable {
        var caseID: String
        var at: Date
        var summary: String
    }
}

extension OwnData {
    init(_ reading: OwnDataReading) {
        let own = reading.account
        account = Account(
            id: own.account.text, displayName: own.displayName, email: own.email, waitingEmail: own.nextEmail,
            formerEmails: own.formerEmails, registered: own.registered, roles: own.roles.map(\.text),
            recoveryCodes: own.recoveryCodes, passkeys: own.passkeys, providers: own.providers, erasure: own.erasure,
            workEmail: own.workEmail, history: own.history.map { Event(type: $0.type, at: $0.time, actor: $0.actor) })
        let names = Dictionary(reading.organisations.map { ($0.organisation, $0.name) }) { first, _ in first }
        organisations = own.memberships.map {
            Seat(organisation: $0.organisation.text, name: names[$0.organisation], roles: $0.roles)
        }
        invitations = reading.tray.invitations.map(OwnInvitation.init)
        joinRequests = reading.tray.requests.map {
            Joining(
                organisation: $0.organisation.text, organisationName: $0.organisationName, note: $0.note,
                asked: $0.asked)
        }
        sessions = reading.sessions.map {
            Device(device: $0.device, begun: $0.begun, used: $0.used, expires: $0.expires)
        }
        keys = APIKeyList(reading.keys).items
        statements = reading.records.map {
            Statement(
                caseID: $0.caseID.text, organisationName: $0.organisationName, part: $0.part, details: $0.details,
                signedBy: $0.signedBy)
        }
        emails = reading.emails.map {
            Email(
                subject: $0.subjectLine, recipient: $0.recipient, requested: $0.requested, sent: $0.sent,
                standing: $0.standing)
        }
        history = reading.history.map { Entry(caseID: $0.caseID.text, at: $0.at, summary: $0.summary) }
    }

    static let schema = Schema.object([
        .init("account", account),
        .init(
            "organisations",
            .list(
                .object([
                    .init("organisation", .id), .init("name", .plain, "", .optional),
                    .init("roles", .list(.organisationRole)),
                ])), "Those that you belong to."),
        .init("invitations", .list(.reference(OwnInvitation.self)), "Organisations that ask you in."),
        .init(
            "joinRequests",
            .list(
                .object([
                    .init("organisation", .id), .init("organisationName", .plain), .init("note", .plain),
                    .init("asked", .time),
                ])), "What you asked, without an answer."),
        .init(
            "sessions",
            .list(
                .object([
                    .init("device", .plain), .init("begun", .time), .init("used", .time), .init("expires", .time),
                ])), "Where you are signed in."),
        .init("keys", .list(APIKeyList.item), "What your programs act with."),
        .init(
            "statements",
            .list(
                .object([
                    .init("caseID", .id), .init("organisationName", .plain),
                    .init("part", .choice(OwnRecord.Part.allCases.map(\.rawValue))),
                    .init(
                        "details",
                        .object(["name", "position", "email", "telephone"].map { Schema.Property($0, .plain) })),
                    .init("signedBy", .plain, "Left out of what is not signed.", .optional),
                ])), "Where a statement of compliance names you, by your e-mail addresses."),
        .init(
            "emails",
            .list(
                .object([
                    .init("subject", .plain), .init("recipient", .plain), .init("requested", .time),
                    .init("sent", .time, "", .optional), .init("standing", .plain, "waiting, sent, failed or bounced."),
                ])), "What we sent you, newest first."),
        .init(
            "history",
            .list(.object([.init("caseID", .id), .init("at", .time), .init("summary", .plain)])),
            "What you did in cases, newest first."),
    ])

    private static let account = Schema.object([
        .init("id", .id), .init("displayName", .plain), .init("email", .plain),
        .init("waitingEmail", .plain, "One that waits for its link to be followed.", .optional),
        .init("formerEmails", .list(.plain)), .init("registered", .time), .init("roles", .list(.plain)),
        .init("recoveryCodes", .count, "How many are left; left out without two-step sign-in.", .optional),
        .init("passkeys", .list(.plain), "What you call them."),
        .init("providers", .list(.plain), "Other providers that open the account, with your address there."),
        .init("erasure", .time, "When all this is erased; left out unless the account was closed.", .optional),
        .init(
            "workEmail", .choice(WorkEmail.allCases.map(\.rawValue)), "When e-mails about work come.", .optional),
        .init(
            "history", .list(.object([.init("type", .plain), .init("at", .time), .init("actor", .plain)])),
            "All that happened to the account, oldest first."),
    ])

    static let example = OwnData(
        account: Account(
            id: Sample.account.text, displayName: "Ada Example", email: "ada@example.nhs.uk",
            waitingEmail: "ada@new.example.nhs.uk", formerEmails: ["ada@old.example.nhs.uk"], registered: Sample.time,
            roles: ["reviewer:national"], recoveryCodes: 9, passkeys: ["Telephone"],
            providers: ["Example login: ada@example.nhs.uk"], erasure: Sample.later,
            workEmail: .daily,
            history: [
                Event(
                    type: "identity.account-registered.v1", at: Sample.time, actor: "account:\(Sample.account.text)")
            ]),
        organisations: [
            Seat(organisation: Sample.organisation.text, name: "Canal Walk Surgery", roles: [.administrator])
        ],
        invitations: [OwnInvitation.example],
        joinRequests: [
            Joining(
                organisation: Sample.organisation.text, organisationName: "Canal Walk Surgery",
                note: "I am the new practice manager.", asked: Sample.time)
        ],
        sessions: [
            Device(device: "Firefox on Windows", begun: Sample.time, used: Sample.time, expires: Sample.later)
        ],
        keys: APIKeyList.example.items,
        statements: [
            Statement(
                caseID: Sample.caseID.text, organisationName: "Canal Walk Surgery", part: .signatory,
                details: Contacts.example.signatory, signedBy: "Dr Grace Sample")
        ],
        emails: [
            Email(
                subject: "Confirm your e-mail address", recipient: "ada@example.nhs.uk", requested: Sample.time,
                sent: Sample.time, standing: "sent")
        ],
        history: [Entry(caseID: Sample.caseID.text, at: Sample.time, summary: "Assessment submitted")])
}
