// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// What became of each attempt to send, in the mail server's own words.
enum AttemptsTable: Projection {
    typealias Source = EmailDecider
    static let tables = ["attempts"]
    static let schema = """
        CREATE TABLE attempts (
            email   uuid NOT NULL,
            -- Of the event that says it.
            version bigint NOT NULL,
            outcome text NOT NULL,
            at      timestamptz NOT NULL,
            words   text,
            server  text,
            PRIMARY KEY (email, version)
        );
        """

    static func write(_ changes: [Change<EmailDecider>]) -> [SQL] {
        let entries = changes.flatMap { change in change.events.compactMap { Entry(of: change.stream, $0) } }
        var statements: [SQL] = []
        if !entries.isEmpty {
            statements.append(
                """
                INSERT INTO attempts (email, version, outcome, at, words, server)
                SELECT * FROM unnest(\(entries.map(\.email))::uuid[], \(entries.map(\.version))::int8[],
                    \(entries.map(\.outcome))::text[], \(entries.map(\.at))::timestamptz[],
                    \(entries.map(\.words))::text[], \(entries.map(\.server))::text[])
                ON CONFLICT (email, version) DO NOTHING
                """)
        }
        // Of somebody who asked for it nothing is left, and servers like to repeat whom they write to.
        let erased = changes.filter { change in change.erasures.contains { $0.event != .secretUsed } }.map(\.stream)
        if !erased.isEmpty {
            statements.append(
                """
                UPDATE attempts SET words = \(Eraser.mark)
                WHERE email = ANY(\(erased)::uuid[]) AND words IS NOT NULL
                """)
        }
        return statements
    }

    private struct Entry {
        var email: UUID
        var version: Int64
        var outcome: String
        var at: Date
        var words: String?
        var server: String?

        init?(of email: UUID, _ recorded: Recorded<EmailEvent>) {
            self.email = email
            (version, at) = (recorded.version, recorded.time)
            switch recorded.event {
            case .requested, .undelivered: return nil
            case .sent(let fact): (outcome, words, server) = ("sent", fact.reply, fact.server)
            case .deferred(let fact):
                outcome = fact.isInDoubt == true ? "in-doubt" : "put-off"
                (words, server) = (fact.reason, fact.server)
            case .failed(let fact): (outcome, words) = ("failed", fact.reason)
            case .bounced(let fact): (outcome, words) = ("bounced", fact.reason)
            }
        }
    }
}
