// SPDX-License-Identifier: Apache-2.0

import Database
import Glibc
import Testing
import struct Foundation.UUID

/// A schema of the test's own on the real server.
struct TestDatabase {
    let configuration: DatabaseConfiguration

    /// Where the server is; without it the tests that need one are skipped.
    static let url: String? = getenv("ATTEST_TEST_POSTGRES").map { String(cString: $0) }

    /// Makes a schema, runs `body`, and removes the schema.
    static func run(_ body: (TestDatabase) async throws -> Void) async throws {
        let url = try #require(Self.url)
        let schema = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let database = TestDatabase(configuration: DatabaseConfiguration(url: url, schema: schema))
        let connection = try await Connection.open(database.configuration)
        try await connection.query("CREATE SCHEMA \(raw: schema)")
        do {
            try await body(database)
        } catch {
            try await connection.query("DROP SCHEMA IF EXISTS \(raw: schema) CASCADE")
            throw error
        }
        try await connection.query("DROP SCHEMA IF EXISTS \(raw: schema) CASCADE")
        await connection.close()
    }
}

extension Trait where Self == ConditionTrait {
    /// Tests that need a server are skipped where none is named, as on a desk without one.
    static var needsPostgreSQL: Self {
        .enabled(if: TestDatabase.url != nil, "ATTEST_TEST_POSTGRES names no server")
    }
}
