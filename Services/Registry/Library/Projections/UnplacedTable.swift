// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging

/// Organisations that asked for a licence without knowing of a group. C-14
enum UnplacedTable: Projection {
    typealias Source = OrganisationDecider
    static let tables = ["unplaced"]
    static let schema = """
        CREATE TABLE unplaced (
            organisation uuid PRIMARY KEY,
            version      bigint NOT NULL,
            -- Null of one that has a group.
            asked        timestamptz,
            waits        boolean NOT NULL
        );
        CREATE INDEX unplaced_waiting ON unplaced (asked, organisation) WHERE waits;
        """

    static func write(_ changes: [Change<OrganisationDecider>]) -> [SQL] {
        let rows = changes.compactMap { change in
            change.events.last { $0.event.isAboutPlacing }.map { (change.stream, $0.version, change.state.placing) }
        }
        guard !rows.isEmpty else { return [] }
        let placings = rows.map(\.2)
        return [
            """
            INSERT INTO unplaced (organisation, version, asked, waits)
            SELECT * FROM unnest(\(rows.map(\.0))::uuid[], \(rows.map(\.1))::int8[],
                \(placings.map { $0?.asked })::timestamptz[],
                \(placings.map { $0 != nil && $0?.reason == nil })::boolean[])
            ON CONFLICT (organisation) DO UPDATE SET version = excluded.version, asked = excluded.asked,
                waits = excluded.waits
            WHERE unplaced.version < excluded.version
            """
        ]
    }
}

extension OrganisationEvent {
    fileprivate var isAboutPlacing: Bool {
        switch self {
        case .groupChosen, .licenceWanted, .placingRefused: true
        case .received, .registered, .contactRecorded, .refused, .applicantAccepted, .codeRecorded, .supportChanged:
            false
        }
    }
}
