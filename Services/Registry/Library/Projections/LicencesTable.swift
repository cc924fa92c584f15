// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// What organisations have of groups, or had, or asked for. ISG-05
enum LicencesTable: Projection {
    typealias Source = GroupDecider
    static let tables = ["licences"]
    /// 2: those that are of a group without having asked for a licence.
    static let revision = 2
    static let schema = """
        CREATE TABLE licences (
            group_id     uuid NOT NULL,
            organisation uuid NOT NULL,
            -- Empty only while a row is on its way from a later event to the request.
            name         text COLLATE "C" NOT NULL,
            standing     text COLLATE "C" NOT NULL,
            asked        timestamptz,
            reason       text,
            version      bigint NOT NULL,
            PRIMARY KEY (group_id, organisation)
        );
        CREATE INDEX licences_by_group ON licences (group_id, standing DESC, name, organisation)
            WHERE standing IN ('requested', 'linked', 'granted');
        CREATE INDEX licences_by_organisation ON licences (organisation, version);
        """

    static func write(_ changes: [Change<GroupDecider>]) -> [SQL] {
        let rows = changes.flatMap { change in
            // The newest of each organisation; its request says what it is called.
            var rows: [UUID: Row] = [:]
            for recorded in change.events { Row.note(recorded, of: change.stream, in: &rows) }
            return Array(rows.values)
        }
        // Somebody was named in a reason: it is not known in which, so that all that were given before go.
        let erased = changes.flatMap { change in change.erasures.map { (change.stream, $0.version) } }
        let erasing: [SQL] =
            erased.isEmpty
            ? []
            : [
                """
                UPDATE licences AS l SET reason = NULL
                FROM unnest(\(erased.map(\.0))::uuid[], \(erased.map(\.1))::int8[]) AS e (group_id, version)
                WHERE l.group_id = e.group_id AND l.version < e.version
                """
            ]
        guard !rows.isEmpty else { return erasing }
        return [
            """
            INSERT INTO licences (group_id, organisation, name, standing, asked, reason, version)
            SELECT * FROM unnest(\(rows.map(\.group))::uuid[], \(rows.map(\.organisation))::uuid[],
                \(rows.map(\.name))::text[], \(rows.map(\.standing.rawValue))::text[],
                \(rows.map(\.asked))::timestamptz[], \(rows.map(\.reason))::text[], \(rows.map(\.version))::int8[])
            ON CONFLICT (group_id, organisation) DO UPDATE SET
                name = CASE WHEN excluded.name = '' THEN licences.name ELSE excluded.name END,
                standing = excluded.standing, asked = coalesce(excluded.asked, licences.asked),
                reason = excluded.reason, version = excluded.version
            WHERE licences.version < excluded.version
            """
        ] + erasing
    }

    private struct Row {
        var group: UUID
        var organisation: UUID
        var name = ""
        var standing: OwnLicence.Standing
        var asked: Date?
        var reason: String?
        var version: Int64

        static func note(_ recorded: Recorded<GroupEvent>, of group: UUID, in rows: inout [UUID: Row]) {
            func row(_ organisation: UUID, _ standing: OwnLicence.Standing) -> Row {
                var row =
                    rows[organisation]
                    ?? Row(
                        group: group, organisation: organisation, standing: standing, version: recorded.version)
                row.standing = standing
                row.version = recorded.version
                row.reason = nil
                return row
            }
            switch recorded.event {
            case .recorded, .activated, .supportSwitched, .administratorChanged, .named, .namingEnded,
                .allowanceChanged:
                return
            case .linked(let fact):
                var row = row(fact.organisation, .linked)
                row.name = fact.organisationName
                row.asked = fact.time
                rows[fact.organisation] = row
            case .requested(let fact):
                var row = row(fact.organisation, .requested)
                row.name = fact.organisationName
                row.asked = fact.time
                rows[fact.organisation] = row
            case .granted(let fact): rows[fact.organisation] = row(fact.organisation, .granted)
            case .ended(let fact):
                var row = row(fact.organisation, fact.wasGranted ? .withdrawn : .refused)
                row.reason = fact.reason
                rows[fact.organisation] = row
            }
        }
    }
}
