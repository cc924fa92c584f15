// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// The e-mails that wait to be sent.
enum DeliveriesTable: Projection {
    typealias Source = EmailDecider
    static let tables = ["deliveries"]
    static let revision = 2
    static let schema = """
        -- One row for each e-mail that waits; the row goes when the e-mail does, and the sealed values with it.
        CREATE TABLE deliveries (
            id             uuid PRIMARY KEY,
            due            timestamptz NOT NULL,
            -- The number of the attempt to come.
            attempt        bigint NOT NULL,
            template       text NOT NULL,
            recipient      text NOT NULL,
            recipient_name text NOT NULL,
            -- A JSON object of texts.
            fields         text NOT NULL,
            sealed         text,
            -- The part of the address after the @.
            domain         text NOT NULL,
            -- When it is not worth sending any more.
            give_up        timestamptz NOT NULL
        );
        CREATE INDEX deliveries_due ON deliveries (due, id);
        """

    /// With what is recorded goes the lease under which it was attempted: a process that ends between the two would leave
    /// it for ever. The lease of an attempt that is still being made stays, also in a rebuild.
    private static func release(_ changes: [Change<EmailDecider>]) -> SQL {
        let made = changes.map { $0.state.standing == .waiting ? Int64($0.state.attempts) : Int64.max }
        return """
            DELETE FROM delivery_leases WHERE ctid = ANY (ARRAY(
                SELECT l.ctid FROM unnest(\(changes.map(\.stream))::uuid[], \(made)::int8[]) AS m(id, attempt)
                CROSS JOIN LATERAL (
                    SELECT ctid FROM delivery_leases WHERE id = m.id AND attempt <= m.attempt LIMIT 1) AS l))
            """
    }

    static func write(_ changes: [Change<EmailDecider>]) -> [SQL] {
        var statements: [SQL] = [
            "DELETE FROM deliveries WHERE id = ANY(\(changes.map(\.stream))::uuid[])", release(changes),
        ]
        let waiting = changes.filter { $0.state.standing == .waiting }
        guard !waiting.isEmpty else { return statements }
        let states = waiting.map(\.state)
        // A batch in which an e-mail waits either asks for it or defers it.
        let due = waiting.map { change in
            change.state.nextAttempt ?? change.events.first?.time ?? Date(timeIntervalSince1970: 0)
        }
        statements.append(
            """
            INSERT INTO deliveries (id, due, attempt, template, recipient, recipient_name, fields, sealed, domain,
                give_up)
            SELECT * FROM unnest(\(waiting.map(\.stream))::uuid[], \(due)::timestamptz[],
                \(states.map { Int64($0.attempts + 1) })::int8[], \(states.map(\.template))::text[],
                \(states.map(\.recipient))::text[], \(states.map(\.recipientName))::text[],
                \(states.map { (try? JSON.text($0.values)) ?? "{}" })::text[], \(states.map(\.sealed))::text[],
                \(states.map { EmailDomain.of($0.recipient) })::text[], \(states.map(\.end))::timestamptz[])
            """)
        return statements
    }
}
