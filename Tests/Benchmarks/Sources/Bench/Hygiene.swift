// SPDX-License-Identifier: Apache-2.0

import Database

/// Whether the tables rot: many messages while a transaction that sees the beginning stays open.
struct Hygiene: Sendable {
    let throughput: Throughput

    struct Result: Sendable {
        var throughput: Throughput.Result
        /// Megabytes of each table with its indexes and partitions, at the end.
        var sizes: [(table: String, megabytes: Double)] = []
    }

    func run(messages: Int, holding: Bool) async throws -> Result {
        let ground = throughput.ground
        try await ground.clear(throughput.floor)
        let sum = try await ground.fill(messages)
        var patient = ground.database
        patient.idleInTransactionTimeout = .zero
        let holder = try await Connection.open(patient)
        if holding {
            try await holder.query("BEGIN ISOLATION LEVEL REPEATABLE READ")
            // The snapshot is taken with the first statement.
            try await holder.query("SELECT count(*) FROM states")
        }
        var result = Result(throughput: try await throughput.empty(messages, copies: 1))
        result.sizes = try await ground.sizes()
        if holding { try await holder.query("COMMIT") }
        await holder.close()
        try await ground.verify(messages: messages, sum: sum, floor: throughput.floor)
        return result
    }
}

extension Ground {
    fileprivate func sizes() async throws -> [(table: String, megabytes: Double)] {
        let connection = try await Connection.open(database)
        let rows = try await connection.query(
            """
            SELECT root::text, (sum(pg_total_relation_size(leaf)) / 1048576.0)::float8 FROM (
                SELECT c.relname AS root, coalesce(t.relid, c.oid::regclass) AS leaf
                FROM pg_class AS c LEFT JOIN LATERAL pg_partition_tree(c.oid) AS t ON c.relkind = 'p'
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            ) AS leaves GROUP BY root ORDER BY 2 DESC
            """)
        let sizes = try rows.map { (table: try $0.get(0, as: String.self), megabytes: try $0.get(1, as: Double.self)) }
        await connection.close()
        return sizes
    }
}
