// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Every e-mail ever asked for, with what became of it. SOC-122, SOC-123
enum EmailsTable: Projection {
    typealias Source = EmailDecider
    static let tables = ["emails"]
    static let revision = 2
    static let schema = """
        CREATE TABLE emails (
            id             uuid PRIMARY KEY,
            version        bigint NOT NULL,
            about          uuid,
            template       text NOT NULL,
            subject_line   text NOT NULL,
            recipient      text NOT NULL,
            recipient_name text NOT NULL,
            standing       text NOT NULL,
            -- Null only while a row is on its way from a later event to one that holds both.
            requested      timestamptz,
            sent           timestamptz,
            attempts       bigint NOT NULL,
            reason         text,
            -- When the newest of what became of it became known.
            changed        timestamptz NOT NULL,
            -- The text as it was sent, with everything secret blanked.
            content        text
        );
        CREATE INDEX emails_by_outcome ON emails (lower(recipient), changed DESC) WHERE standing <> 'waiting';
        CREATE INDEX emails_by_subject ON emails (about, requested DESC, id DESC) WHERE about IS NOT NULL;
        CREATE INDEX emails_by_recipient ON emails (lower(recipient), requested DESC, id DESC);
        """

    static func write(_ changes: [Change<EmailDecider>]) -> [SQL] {
        let states = changes.map(\.state)
        let subjects = states.map { EmailTemplate(rawValue: $0.template)?.subjectLine($0.values) ?? $0.template }
        // Both times stand in one event each: whichever batch holds it writes it, and the others leave it alone.
        let requested = changes.map { change in change.time(of: { if case .requested = $0 { true } else { false } }) }
        let sent = changes.map { change in change.time(of: { if case .sent = $0 { true } else { false } }) }
        let changed = changes.map { $0.events.last?.time ?? Date(timeIntervalSince1970: 0) }
        return [
            """
            INSERT INTO emails (id, version, about, template, subject_line, recipient, recipient_name, standing,
                requested, sent, attempts, reason, changed, content)
            SELECT * FROM unnest(\(changes.map(\.stream))::uuid[], \(changes.map(\.version))::int8[],
                \(states.map(\.about))::uuid[], \(states.map(\.template))::text[], \(subjects)::text[],
                \(states.map(\.recipient))::text[], \(states.map(\.recipientName))::text[],
                \(states.map(\.standing.rawValue))::text[], \(requested)::timestamptz[], \(sent)::timestamptz[],
                \(states.map { Int64($0.attempts) })::int8[], \(states.map(\.reason))::text[],
                \(changed)::timestamptz[], \(states.map(\.content))::text[])
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, subject_line = excluded.subject_line,
                recipient = excluded.recipient, recipient_name = excluded.recipient_name,
                standing = excluded.standing, requested = coalesce(excluded.requested, emails.requested),
                sent = coalesce(excluded.sent, emails.sent), attempts = excluded.attempts, reason = excluded.reason,
                changed = greatest(excluded.changed, emails.changed),
                content = excluded.content
            WHERE emails.version < excluded.version
            """
        ]
    }
}

extension Change<EmailDecider> {
    /// When the event happened that a test picks; nil when it is not in this batch.
    func time(of isMeant: (EmailEvent) -> Bool) -> Date? { events.first { isMeant($0.event) }?.time }
}
