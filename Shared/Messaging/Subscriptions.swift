// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database

/// The facts of other services that a service listens to, and how far it has read what was before it began to.
struct Subscriptions: Sendable {
    let service: String
    /// The newest type of each, by its name without version. Facts of processes without a history are left out: of them
    /// there is nothing to read.
    let types: [String: MessageName]

    /// One whose past is not read to the end.
    struct Open: Sendable {
        let fact: String
        let type: MessageName
        let cursor: Int64
    }

    init(_ definition: Definition) {
        service = definition.service
        types = Dictionary(
            definition.reactions.filter { Sender($0.service).keepsHistory }.map { ($0.unversioned, $0) }
        ) { $0.version < $1.version ? $1 : $0 }
    }

    /// Notes what the service begins to listen to. Whatever it listened to before there was a table for it, it has heard.
    func note(on connection: Connection) async throws {
        try await connection.query(
            """
            WITH before AS (DELETE FROM subscriptions WHERE fact = '*' RETURNING done)
            INSERT INTO subscriptions (fact, done)
            SELECT fact, EXISTS (SELECT FROM before) FROM unnest(\(types.keys.sorted())::text[]) AS fact
            ON CONFLICT (fact) DO NOTHING
            """)
    }

    func open(on connection: Connection) async throws -> [Open] {
        try await connection.query("SELECT fact, cursor FROM subscriptions WHERE NOT done ORDER BY fact")
            .compactMap { row in
                let fact: String = try row.get(0)
                return try types[fact].map { Open(fact: fact, type: $0, cursor: try row.get(1)) }
            }
    }

    /// Notes that a page is in the service's queue.
    static func moved(_ fact: String, past page: FactPage) -> SQL {
        """
        UPDATE subscriptions SET cursor = \(page.next), facts = facts + \(page.facts.count), done = \(page.isLast)
        WHERE fact = \(fact)
        """
    }
}
