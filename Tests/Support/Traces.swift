// SPDX-License-Identifier: Apache-2.0

public import Database

/// Looks for a text in every column of every row of a schema.
public enum Traces {
    /// - Returns: the tables that hold it, in whatever case it is written there.
    public static func find(_ text: String, in database: Pool, schema: String) async throws -> [String] {
        let tables = try await database.query(
            """
            SELECT c.oid::regclass::text, coalesce(p.inhparent::regclass::text, c.oid::regclass::text)
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            LEFT JOIN pg_inherits AS p ON p.inhrelid = c.oid
            WHERE n.nspname = \(schema) AND c.relkind = 'r' ORDER BY 1
            """)
        var found: Set<String> = []
        for row in tables {
            let (table, whole): (String, String) = try (row.get(0), row.get(1))
            let rows = try await database.query(
                "SELECT 1 FROM \(raw: table) AS t WHERE strpos(lower(t::text), lower(\(text))) > 0 LIMIT 1")
            if !rows.isEmpty { found.insert(whole.split(separator: ".").last.map(String.init) ?? whole) }
        }
        return found.sorted()
    }
}
