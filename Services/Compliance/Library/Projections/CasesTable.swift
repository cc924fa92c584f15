// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// `cases`: one row a case.
enum CasesTable: Projection {
    typealias Source = CaseDecider

    static let tables = ["cases"]
    static let revision = 4
    static let schema = """
        CREATE TABLE cases (
            id           uuid PRIMARY KEY,
            version      bigint NOT NULL,
            organisation uuid NOT NULL,
            name         text NOT NULL,
            ods          text,
            host_code    text,
            stage        text NOT NULL,
            undelivered  boolean NOT NULL,
            opened       timestamptz,
            signed       timestamptz
        );
        CREATE INDEX cases_organisation ON cases (organisation, id);
        """

    static func write(_ changes: [Change<CaseDecider>]) -> [SQL] {
        guard !changes.isEmpty else { return [] }
        let states = changes.map(\.state)
        let opened = changes.map { change in
            time(in: change) { if case .opened = $0 { true } else { false } }
        }
        let signed = changes.map { change in
            time(in: change) {
                if case .gateMoved(let fact) = $0 { fact.gate == .declaration && fact.standing == .met } else { false }
            }
        }
        return [
            """
            INSERT INTO cases (id, version, organisation, name, ods, host_code, stage, undelivered, opened,
                signed)
            SELECT * FROM unnest(
                \(changes.map(\.stream))::uuid[], \(changes.map(\.version))::bigint[],
                \(states.map(\.subject.organisation))::uuid[], \(states.map(\.subject.organisationName))::text[],
                \(states.map(\.subject.odsCode))::text[], \(states.map { $0.subject.host?.code })::text[],
                \(states.map(\.stage.rawValue))::text[],
                \(states.map { $0.standing(of: .declaration) == .stuck })::boolean[],
                \(opened)::timestamptz[], \(signed)::timestamptz[])
            ON CONFLICT (id) DO UPDATE SET
                version = excluded.version, organisation = excluded.organisation, name = excluded.name,
                ods = excluded.ods, host_code = excluded.host_code, stage = excluded.stage,
                undelivered = excluded.undelivered,
                opened = coalesce(cases.opened, excluded.opened), signed = coalesce(cases.signed, excluded.signed)
            WHERE cases.version < excluded.version
            """
        ]
    }

    private static func time(in change: Change<CaseDecider>, of isMeant: (CaseEvent) -> Bool) -> Date? {
        change.events.first { isMeant($0.event) }?.time
    }
}
