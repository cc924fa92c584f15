// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
public import Messaging
public import struct Foundation.Date

/// Registry, from top to bottom.
public enum Wiring {
    /// - Parameter now: the clock for look-ups, which are made before the engine's own time is known.
    public static func definition(
        _ configuration: Configuration, now: @escaping @Sendable () -> Date = { Date() }
    ) -> Definition {
        let lookup = RegistrationLookup(categories: configuration.categories, now: now)
        return Definition(
            service: "registry",
            migrations: [
                Migration(
                    name: "m0003_directory", sql: String(decoding: PackageResources.m0003_directory_sql, as: UTF8.self)),
                Migration(
                    name: "m0004_directory_hosts",
                    sql: String(decoding: PackageResources.m0004_directory_hosts_sql, as: UTF8.self)),
                Migration(
                    name: "m0005_people", sql: String(decoding: PackageResources.m0005_people_sql, as: UTF8.self)),
                Migration(
                    name: "m0006_staging", sql: String(decoding: PackageResources.m0006_staging_sql, as: UTF8.self)),
            ],
            aggregates: [
                Aggregate(OrganisationDecider.self, projections: [OrganisationsTable.self, RegistrationsTable.self]),
                Aggregate(PeopleDecider.self, projections: [MembersTable.self]),
            ],
            handlers: [
                .prepared(RegistrationSubmitted.self, OrganisationDecider.self) { submission, _, database in
                    try await lookup.prepare(submission, from: database)
                },
                .prepared(RecordODSCode.self, OrganisationDecider.self) { given, _, database in
                    try await lookup.prepare(given, from: database)
                },
                .instruction(
                    GrantMembership.self, PeopleDecider.self, stream: { PeopleID.of(organisation: $0.organisation) },
                    command: { $0 }),
                .erasure(),
            ],
            questions: [
                FindDirectoryEntriesQuestion(), FindDirectoryEntryQuestion(), FindHostQuestion(),
                RegistrationStatusQuestion(),
                DescribeOrganisationQuestion(), ListOrganisationsQuestion(), StageDirectoryRowsQuestion(),
                ImportDirectoryQuestion(),
            ],
            jobs: [DirectoryImport()])
    }
}
