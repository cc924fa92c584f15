// SPDX-License-Identifier: Apache-2.0

public import Database

extension Definition {
    private static let engine = [
        Migration(name: "engine_m0001", sql: String(decoding: PackageResources.m0001_engine_sql, as: UTF8.self)),
        Migration(
            name: "engine_m0002", sql: String(decoding: PackageResources.m0002_inbox_digest_sql, as: UTF8.self)),
        Migration(name: "engine_m0003", sql: String(decoding: PackageResources.m0003_shapes_sql, as: UTF8.self)),
        Migration(name: "engine_m0004", sql: String(decoding: PackageResources.m0004_trials_sql, as: UTF8.self)),
    ]

    /// Brings the service's schema up to date: the engine's tables and then its own.
    ///
    /// - Returns: the names of the migrations that were applied.
    @discardableResult
    public func migrate(_ configuration: DatabaseConfiguration) async throws -> [String] {
        try await Migrator(schema: configuration.schema ?? "public", migrations: Self.engine + migrations)
            .run(configuration)
    }
}
