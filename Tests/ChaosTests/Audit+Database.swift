// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Foundation

/// What the databases say.
extension Audit {
    func checkRegistry(_ announced: Announcer.Announced) async throws -> [Finding] {
        var findings: [Finding] = []
        let all = Set(announced.applicants.keys)
        findings += same("registrations", try await ids("SELECT registration FROM registry.registrations"), all)
        let kinds = try await query(
            """
            SELECT stream, string_agg(split_part(type, '.', 2), ' ' ORDER BY version) AS kinds
            FROM registry.events WHERE type <> \(MembershipGranted.name.text) GROUP BY stream
            """)
        var accepted: Set<UUID> = []
        var refused: Set<UUID> = []
        for row in kinds {
            let stream: UUID = try row.get(0)
            let events: String = try row.get(1)
            if events == "registration-refused" {
                refused.insert(stream)
            } else {
                findings += same(
                    "the events of a registration", events,
                    "organisation-registered organisation-contact-recorded applicant-accepted", of: "\(stream)")
                accepted.insert(stream)
            }
        }
        findings += same("decided registrations", accepted.union(refused), all)
        for (code, rivals) in announced.rivals {
            findings += same("organisations with one code", rivals.intersection(accepted).count, 1, of: code)
        }
        let rivals = announced.rivals.values.reduce(into: Set<UUID>()) { $0.formUnion($1) }
        findings += same("refused without a rival", refused.subtracting(rivals), [])
        findings += same("organisations", try await ids("SELECT id FROM registry.organisations"), accepted)
        findings += same(
            "members", try await texts("SELECT organisation || ' ' || account FROM registry.members"),
            Set(
                accepted.compactMap { registration in
                    announced.applicants[registration].map { "\(Identifier.text(registration)) \(Identifier.text($0))" }
                }))
        // A code claims itself, and who has none claims its name and place.
        findings += same("claims", try await count("SELECT count(*) FROM registry.claims"), accepted.count)
        return findings
    }

    func checkReactions(_ announced: Announcer.Announced) async throws -> [Finding] {
        var findings: [Finding] = []
        let organisations = try await ids("SELECT id FROM registry.organisations")
        findings += same("cases", try await ids("SELECT organisation FROM compliance.cases"), organisations)
        findings += same(
            "number of cases", try await count("SELECT count(*) FROM compliance.cases"), organisations.count)
        findings += same(
            "openings",
            try await count("SELECT count(*) FROM compliance.events WHERE type = \(CaseOpened.name.text)"),
            organisations.count)
        let members = try await query("SELECT organisation, account FROM identity.memberships")
        findings += same("number of memberships", members.count, organisations.count)
        for row in members {
            let organisation: UUID = try row.get(0)
            findings += same(
                "the member of an organisation", try row.get(1, as: UUID.self), announced.applicants[organisation],
                of: "\(organisation)")
        }
        return findings
    }

    /// Each message took effect under its id, and under no other.
    func checkMemories(_ announced: Announcer.Announced) async throws -> [Finding] {
        var findings: [Finding] = []
        findings += same(
            "registry's inbox", try await texts("SELECT id::text FROM registry.inbox"), announced.submissions)
        for (service, types) in [
            ("compliance", [OrganisationRegistered.name, MembershipGranted.name]),
            ("identity", [MembershipGranted.name]),
        ] {
            findings += same(
                "the inbox of \(service)", try await texts("SELECT id::text FROM \(raw: service).inbox"),
                try await texts(
                    "SELECT body::jsonb->>'id' FROM registry.events WHERE type = ANY (\(types.map(\.text))::text[])"))
        }
        // Its inbox also holds what the delivery loop recorded, under ids of its own.
        let remembered = try await texts("SELECT id::text FROM notification.inbox")
        findings += same("orders of e-mails", remembered.intersection(announced.orders), announced.orders)
        let requested: SQL = "SELECT count(*) FROM notification.events WHERE type LIKE '%.email-requested.%'"
        findings += same("requested e-mails", try await count(requested), announced.orders.count)
        let sent: SQL = "SELECT count(*) FROM notification.events WHERE type = \(EmailSent.name.text)"
        findings += same("e-mails recorded as sent", try await count(sent), announced.emails.count)
        let waiting: SQL = "SELECT count(*) FROM notification.deliveries"
        findings += same("deliveries that are left", try await count(waiting), 0)
        return findings
    }

    /// Computes every digest anew, in the database; each stream's state is that of its last event.
    func checkHistory(_ service: String) async throws -> [Finding] {
        var findings: [Finding] = []
        let broken = try await count(
            """
            SELECT count(*) FROM (
                SELECT version, digest, row_number() OVER one AS place,
                    sha256(coalesce(lag(digest) OVER one, ''::bytea)
                        || coalesce(body_digest, sha256(convert_to(body, 'UTF8')))) AS right_digest
                FROM \(raw: service).events WINDOW one AS (PARTITION BY stream ORDER BY version)) AS e
            WHERE version <> place OR digest <> right_digest
            """)
        findings += same("broken digests of \(service)", broken, 0)
        let astray = try await count(
            """
            SELECT count(*) FROM (
                SELECT DISTINCT ON (stream) * FROM \(raw: service).events ORDER BY stream, version DESC) AS e
            FULL JOIN (
                SELECT DISTINCT ON (stream) * FROM \(raw: service).states ORDER BY stream, version DESC) AS s
            USING (stream) WHERE (e.version, e.digest) IS DISTINCT FROM (s.version, s.digest)
            """)
        findings += same("states of \(service) astray", astray, 0)
        return findings
    }
}
