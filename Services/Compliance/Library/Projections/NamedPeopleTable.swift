// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.UUID

/// Whom statements name now, by address: what people ask who want to know where they stand.
enum NamedPeopleTable: Projection {
    typealias Source = StatementDecider
    static let tables = ["named_people"]
    static let revision = 1
    static let schema = """
        CREATE TABLE named_people (
            statement uuid NOT NULL,
            -- 'signatory' or 'contact'.
            part      text NOT NULL,
            -- In lower case.
            email     text COLLATE "C" NOT NULL,
            case_id   uuid NOT NULL,
            PRIMARY KEY (statement, part)
        );
        CREATE INDEX named_people_by_email ON named_people (email);
        """

    static func write(_ changes: [Change<StatementDecider>]) -> [SQL] {
        var (statements, parts, emails, cases) = ([UUID](), [String](), [String](), [UUID]())
        for change in changes {
            let named: [(OwnRecord.Part, Contact?)] = [
                (.signatory, change.state.signatory), (.contact, change.state.contact),
            ]
            for case (let part, let contact?) in named {
                statements.append(change.stream)
                parts.append(part.rawValue)
                emails.append(contact.email.lowercased())
                cases.append(change.state.subject.caseID)
            }
        }
        return [
            "DELETE FROM named_people WHERE statement = ANY(\(changes.map(\.stream))::uuid[])",
            """
            INSERT INTO named_people (statement, part, email, case_id)
            SELECT * FROM unnest(\(statements)::uuid[], \(parts)::text[], \(emails)::text[], \(cases)::uuid[])
            ON CONFLICT (statement, part) DO NOTHING
            """,
        ]
    }
}
