// SPDX-License-Identifier: Apache-2.0

/// Something amiss in the databases that is made by hand, and what the audit must say of it: that, and nothing else.
struct Damage: Sendable {
    let title: String
    /// Statements, with a semicolon between them.
    let sql: String
    let findings: Set<String>

    private init(_ title: String, _ sql: String, _ findings: String...) {
        self.title = title
        self.sql = sql
        self.findings = Set(findings)
    }

    /// Every check of the audit is in at least one of these, or in the damages to queues and e-mails.
    static var all: [Damage] { registry + compliance + identity + notification + Fleet.services.flatMap(everywhere) }

    /// An accepted registration without a code, a refused one, and the first of a table.
    private static let accepted = "(SELECT id FROM registry.organisations WHERE ods_code IS NULL ORDER BY id LIMIT 1)"
    private static let refused =
        "(SELECT stream FROM registry.events WHERE type LIKE '%refused%' ORDER BY stream LIMIT 1)"
    private static let people =
        "(SELECT stream FROM registry.events WHERE type LIKE '%membership%' ORDER BY stream LIMIT 1)"
    private static func first(_ column: String, _ table: String) -> String {
        "(SELECT \(column) FROM \(table) ORDER BY \(column) LIMIT 1)"
    }

    /// An event once more, as a later version of its stream.
    private static func doubled(_ service: String, where condition: String) -> String {
        """
        INSERT INTO \(service).events
        SELECT stream, version + 100, type, at, body, digest FROM \(service).events WHERE \(condition)
        ORDER BY stream, version DESC LIMIT 1
        """
    }

    // MARK: Registry

    private static var registry: [Damage] {
        [
            Damage(
                "the outcome of a registration is lost",
                "DELETE FROM registry.registrations WHERE registration = \(accepted)",
                "awaited registrations", "registrations, missing"),
            Damage(
                "there is the outcome of a registration that nobody submitted",
                """
                INSERT INTO registry.registrations (registration, version, problems, decided)
                SELECT gen_random_uuid(), version, problems, decided FROM registry.registrations LIMIT 1
                """,
                "awaited registrations", "registrations, too many"),
            Damage(
                "an organisation is lost", "DELETE FROM registry.organisations WHERE id = \(accepted)",
                "organisations, missing", "cases, too many", "number of cases", "openings", "number of memberships"),
            Damage(
                "there is an organisation that nobody registered",
                """
                UPDATE registry.organisations SET id = gen_random_uuid() WHERE id = \(accepted)
                """,
                "organisations, missing", "organisations, too many", "cases, missing", "cases, too many"),
            Damage(
                "a member is lost", "DELETE FROM registry.members WHERE organisation = \(accepted)",
                "members, missing"),
            Damage(
                "a member is another",
                "UPDATE registry.members SET account = organisation WHERE organisation = \(accepted)",
                "members, missing", "members, too many"),
            Damage(
                "a claim is lost", "DELETE FROM registry.claims WHERE value = \(first("value", "registry.claims"))",
                "claims"),
            Damage(
                "all events of a registration are lost",
                """
                DELETE FROM registry.events WHERE stream = \(accepted);
                DELETE FROM registry.states WHERE stream = \(accepted)
                """,
                "decided registrations, missing", "organisations, too many", "members, too many", "claims",
                "the inbox of compliance, too many", "events as the world saw them, too many"),
            Damage(
                "all events of an organisation's people are lost",
                """
                DELETE FROM registry.states WHERE stream = \(people);
                DELETE FROM registry.events WHERE stream = \(people)
                """,
                "the inbox of identity, too many", "the inbox of compliance, too many",
                "events as the world saw them, too many"),
            Damage(
                "the events of a registration are another's",
                """
                UPDATE registry.events SET stream = '00000000-0000-7000-8000-000000000000' WHERE stream = \(accepted)
                """,
                "decided registrations, missing", "decided registrations, too many", "organisations, missing",
                "organisations, too many", "members, too many", "states of registry astray"),
            Damage(
                "the last event of a registration is lost",
                "DELETE FROM registry.events WHERE stream = \(accepted) AND version = 3",
                "the events of a registration", "states of registry astray"),
            Damage(
                "an event is doubled under its id", doubled("registry", where: "stream = \(accepted) AND version = 1"),
                "the events of a registration", "distinct ids of events", "broken digests of registry",
                "states of registry astray"),
            Damage(
                "both rivals for a code are accepted",
                """
                UPDATE registry.events SET type = 'registry.organisation-registered.v1' WHERE stream = \(refused)
                """,
                "the events of a registration", "organisations with one code", "organisations, missing",
                "members, missing", "claims", "the inbox of compliance, missing",
                "events as the world saw them, missing"),
            Damage(
                "a registration without a rival is refused",
                """
                DELETE FROM registry.events WHERE stream = \(accepted) AND version > 1;
                UPDATE registry.events SET type = 'registry.registration-refused.v1' WHERE stream = \(accepted)
                """,
                "refused without a rival, too many", "organisations, too many", "members, too many", "claims",
                "the inbox of compliance, too many", "states of registry astray",
                "events as the world saw them, too many"),
        ] + inbox("registry", "registry's inbox")
    }

    // MARK: Readers

    private static var compliance: [Damage] {
        let one = first("id", "compliance.cases")
        return [
            Damage(
                "a case is lost", "DELETE FROM compliance.cases WHERE id = \(one)",
                "awaited cases", "cases, missing", "number of cases"),
            Damage(
                "an organisation has two cases",
                """
                INSERT INTO compliance.cases (id, version, organisation, name, stage, undelivered)
                SELECT gen_random_uuid(), version, organisation, name, stage, undelivered
                FROM compliance.cases LIMIT 1
                """,
                "awaited cases", "number of cases"),
            Damage(
                "a case is of no organisation",
                "UPDATE compliance.cases SET organisation = gen_random_uuid() WHERE id = \(one)",
                "cases, missing", "cases, too many"),
            Damage(
                "the opening of a case is lost",
                "DELETE FROM compliance.events WHERE stream = \(one)",
                "openings", "states of compliance astray"),
            Damage(
                "a case is opened twice", doubled("compliance", where: "type LIKE 'compliance.case-opened.%'"),
                "openings", "broken digests of compliance", "states of compliance astray"),
        ] + inbox("compliance", "the inbox of compliance")
    }

    private static var identity: [Damage] {
        let one = first("organisation", "identity.memberships")
        return [
            Damage(
                "a membership is lost", "DELETE FROM identity.memberships WHERE organisation = \(one)",
                "awaited memberships", "number of memberships"),
            Damage(
                "an organisation has a second member",
                """
                INSERT INTO identity.memberships
                SELECT gen_random_uuid(), organisation, roles, sequence FROM identity.memberships LIMIT 1
                """,
                "awaited memberships", "number of memberships", "the member of an organisation"),
            Damage(
                "a member is another than who applied",
                "UPDATE identity.memberships SET account = gen_random_uuid() WHERE organisation = \(one)",
                "the member of an organisation"),
            Damage(
                "there is an event of an account that nobody has",
                """
                INSERT INTO identity.events (stream, version, type, at, body, digest)
                VALUES (gen_random_uuid(), 1, 'identity.account-registered.v1', now(), '{}', '')
                """,
                "broken digests of identity", "states of identity astray"),
        ] + inbox("identity", "the inbox of identity")
    }

    private static var notification: [Damage] {
        let requested = "type LIKE '%.email-requested.%'"
        let sent = "type LIKE '%.email-sent.%'"
        return [
            Damage(
                "an e-mail was not sent",
                "UPDATE notification.emails SET standing = 'waiting' WHERE id = \(first("id", "notification.emails"))",
                "awaited e-mails"),
            Damage(
                "the request for an e-mail is lost",
                """
                DELETE FROM notification.events
                WHERE \(requested) AND stream = \(first("stream", "notification.events"))
                """,
                "requested e-mails", "broken digests of notification"),
            Damage(
                "an e-mail is requested twice", doubled("notification", where: requested),
                "requested e-mails", "broken digests of notification", "states of notification astray"),
            Damage(
                "an e-mail is recorded as sent twice", doubled("notification", where: sent),
                "e-mails recorded as sent", "broken digests of notification", "states of notification astray"),
            Damage(
                "an e-mail that was sent is to be sent still",
                """
                INSERT INTO notification.deliveries
                VALUES (gen_random_uuid(), now() + interval '1 hour', 1, 'account-approved', '', '', '{}', NULL, '',
                    'infinity')
                """,
                "deliveries that are left"),
        ]
    }

    // MARK: Every service

    private static func inbox(_ service: String, _ name: String) -> [Damage] {
        [
            Damage(
                "\(service) forgot a message",
                "DELETE FROM \(service).inbox WHERE id = \(first("id", "\(service).inbox"))", "\(name), missing"),
            Damage(
                "\(service) remembers a message that nobody sent",
                "INSERT INTO \(service).inbox (id, at) VALUES (gen_random_uuid(), now())", "\(name), too many"),
        ]
    }

    private static func everywhere(_ service: String) -> [Damage] {
        let row = Damage(
            "a row of \(service) was never confirmed",
            "INSERT INTO \(service).outbox (slot, exchange, key, body) VALUES (1, '', 'nowhere', '{}')",
            "unconfirmed rows of \(service)")
        // Identity decides nothing in a round.
        guard service != "identity" else { return [row] }
        let one = first("stream", "\(service).events")
        return [
            row,
            Damage(
                "the body of an event of \(service) is changed",
                """
                UPDATE \(service).events SET body = replace(body, '"time":"2', '"time":"3')
                WHERE stream = \(one) AND version = 1
                """,
                "broken digests of \(service)"),
            Damage(
                "a state of \(service) is another's",
                "UPDATE \(service).states SET digest = sha256(digest) WHERE stream = \(one)",
                "states of \(service) astray"),
            Damage(
                "a state of \(service) is lost", "DELETE FROM \(service).states WHERE stream = \(one)",
                "states of \(service) astray"),
        ]
    }
}
