// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// What became of each registration.
enum RegistrationsTable: Projection {
    typealias Source = OrganisationDecider
    static let tables = ["registrations"]
    static let revision = 2
    static let schema = """
        CREATE TABLE registrations (
            registration uuid PRIMARY KEY,
            version      bigint NOT NULL,
            -- Null when it was refused.
            organisation uuid,
            problems     jsonb NOT NULL,
            -- The one that is here already, where that is why.
            existing     uuid,
            -- Whoever submitted it, when that was a person.
            applicant    uuid,
            decided      timestamptz NOT NULL
        );
        """

    static func write(_ changes: [Change<OrganisationDecider>]) -> [SQL] {
        let rows = changes.flatMap { $0.events.compactMap(Row.init) }
        guard !rows.isEmpty else { return [] }
        return [
            """
            INSERT INTO registrations (registration, version, organisation, problems, existing, applicant, decided)
            SELECT * FROM unnest(\(rows.map(\.registration))::uuid[], \(rows.map(\.version))::int8[],
                \(rows.map(\.organisation))::uuid[], \(jsonArray: rows.map(\.problems))::jsonb[],
                \(rows.map(\.existing))::uuid[], \(rows.map(\.applicant))::uuid[],
                \(rows.map(\.decided))::timestamptz[])
            ON CONFLICT (registration) DO UPDATE SET version = excluded.version,
                organisation = excluded.organisation, problems = excluded.problems, existing = excluded.existing,
                applicant = excluded.applicant, decided = excluded.decided
            WHERE registrations.version < excluded.version
            """
        ]
    }

    private struct Row {
        var registration: UUID
        var version: Int64
        var organisation: UUID?
        var problems: String
        var existing: UUID?
        /// Whoever submitted it, when that was a person; a partner's applicant is found among the members.
        var applicant: UUID?
        var decided: Date

        init?(_ recorded: Recorded<OrganisationEvent>) {
            switch recorded.event {
            case .registered(let fact):
                registration = fact.organisation
                organisation = fact.organisation
                problems = "[]"
            case .refused(let fact):
                registration = fact.registration
                // Problems are two strings and a name: they can always be written.
                problems = (try? JSON.text(fact.problems)) ?? "[]"
                existing = fact.existing
            case .received, .contactRecorded, .applicantAccepted, .codeRecorded, .supportChanged, .groupChosen,
                .licenceWanted,
                .placingRefused:
                return nil
            }
            version = recorded.version
            decided = recorded.time
            let parts = recorded.actor.split(separator: ":")
            applicant = parts.count == 2 && parts[0] == "account" ? UUID(uuidString: String(parts[1])) : nil
        }
    }
}
