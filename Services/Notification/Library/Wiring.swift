// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Mail
public import Messaging
public import struct Foundation.Date

/// Notification, from top to bottom.
public enum Wiring {
    /// - Parameter now: the clock of the delivery loop.
    /// - Throws: when a template is missing.
    public static func definition(
        _ configuration: Configuration, now: @escaping @Sendable () -> Date = { Date() }
    ) throws -> Definition {
        let postman = Postman(
            sender: MailSender(server: configuration.server, signer: configuration.signer, pool: Postman.parallel),
            from: configuration.from,
            renderer: try EmailRenderer(publicURL: configuration.publicURL), key: configuration.sealingKey, now: now)
        return Definition(
            service: "notification",
            migrations: [
                Migration(
                    name: "m0002_delivery_leases",
                    sql: String(decoding: PackageResources.m0002_delivery_leases_sql, as: UTF8.self)),
                Migration(
                    name: "m0003_lease_attempts",
                    sql: String(decoding: PackageResources.m0003_lease_attempts_sql, as: UTF8.self)),
            ],
            aggregates: [Aggregate(EmailDecider.self, projections: [EmailsTable.self, DeliveriesTable.self])],
            handlers: [
                .instruction(SendEmail.self, EmailDecider.self, stream: { $0.email }, command: { .send($0) }),
                .instruction(RecordDelivery.self, EmailDecider.self, stream: { $0.email }, command: { .record($0) }),
            ],
            questions: [ListEmailsQuestion()],
            workers: [Worker(name: "postman") { performer in try await postman.run(performer) }])
    }
}
