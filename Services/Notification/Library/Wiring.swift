// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Mail
public import Messaging
public import struct Foundation.Date

/// Notification, from top to bottom.
public enum Wiring {
    /// - Parameters:
    ///   - now: the clock of the delivery loop.
    ///   - rest: how long a mail server is left alone after it was found away for the first time.
    /// - Throws: when a template is missing.
    public static func definition(
        _ configuration: Configuration, now: @escaping @Sendable () -> Date = { Date() },
        rest: Duration = .seconds(5)
    ) throws -> Definition {
        let renderer = try EmailRenderer(publicURL: configuration.publicURL)
        let relays = MailRelays(
            configuration.servers.map { server in
                MailSender(server: server, signer: configuration.signer, pool: Postman.parallel)
            }, rest: rest)
        let postman = Postman(
            relays: relays, from: configuration.from, renderer: renderer, key: configuration.sealingKey,
            returnPath: configuration.returnPath, pace: DestinationPace(perMinute: configuration.perDomain), now: now)
        let bounces = configuration.bounceFolder.map { folder in
            BounceReader(
                folder: BounceFolder(folder), returnPath: configuration.returnPath,
                domain: EmailDomain.of(configuration.from.address))
        }
        return Definition(
            service: "notification",
            migrations: [
                Migration(
                    name: "m0002_delivery_leases",
                    sql: String(decoding: PackageResources.m0002_delivery_leases_sql, as: UTF8.self)),
                Migration(
                    name: "m0003_lease_attempts",
                    sql: String(decoding: PackageResources.m0003_lease_attempts_sql, as: UTF8.self)),
                Migration(
                    name: "m0004_destinations",
                    sql: String(decoding: PackageResources.m0004_destinations_sql, as: UTF8.self)),
            ],
            aggregates: [
                Aggregate(EmailDecider.self, projections: [EmailsTable.self, AttemptsTable.self, DeliveriesTable.self])
            ],
            handlers: [
                .instruction(SendEmail.self, EmailDecider.self, stream: { $0.email }, command: { .send($0) }),
                .instruction(RecordDelivery.self, EmailDecider.self, stream: { $0.email }, command: { .record($0) }),
                .instruction(RecordBounce.self, EmailDecider.self, stream: { $0.email }, command: { .bounce($0) }),
                .erasure(),
            ],
            questions: [
                ListEmailsQuestion(), ListOwnEmailsQuestion(), ReadEmailQuestion(), ReadMailboxQuestion(),
                PreviewEmailsQuestion(renderer: renderer),
            ],
            workers: [Worker(name: "postman") { performer in try await postman.run(performer) }]
                + [bounces.map { reader in Worker(name: "bounces") { try await reader.run($0) } }].compactMap(\.self))
    }
}
