// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Mail
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// An e-mail that is to be sent now, as the table of deliveries holds it.
struct DueEmail: Sendable {
    var id: UUID
    var attempt: Int
    var template: String
    var recipient: String
    var recipientName: String
    /// A JSON object of texts.
    var fields: String
    var sealed: String?
    /// When it is given up.
    var end = Date.distantFuture

    /// How long one copy of the service has an e-mail to itself unless it says again that it has. So an e-mail waits no
    /// longer after a crash, and a conversation with a mail server may last as long as it will.
    static let lease: Double = 8

    /// Takes due e-mails, oldest first. Nobody else gets them before the lease has run out: after a crash they are
    /// taken again, and perhaps sent again, under the same Message-ID.
    ///
    /// - Parameters:
    ///   - hand: those that this copy has already, whatever has become of their leases.
    ///   - pace: how soon after one another e-mails may go to one domain.
    static func take(
        _ limit: Int, at now: Date, besides hand: Set<UUID> = [], pace: DestinationPace = DestinationPace(),
        from database: Pool
    ) async throws -> [DueEmail] {
        let until = now.addingTimeInterval(lease)
        // One statement is one transaction. The condition of the update decides between two copies that saw the same
        // row without a lease: the second finds the first one's.
        let rows = try await database.query(
            """
            WITH due AS (
                SELECT d.id, d.attempt, d.domain FROM deliveries AS d LEFT JOIN delivery_leases AS l ON l.id = d.id
                WHERE d.due <= \(now) AND (l.id IS NULL OR l.until <= \(now)) AND d.id <> ALL (\(Array(hand))::uuid[])
                    AND NOT EXISTS (
                        SELECT FROM destinations AS r WHERE r.domain = d.domain AND r.until > \(pace.limit(at: now)))
                ORDER BY d.due, d.id LIMIT \(Int64(limit)) FOR UPDATE OF d SKIP LOCKED),
            taken AS (
                INSERT INTO delivery_leases AS l (id, attempt, until) SELECT id, attempt, \(until) FROM due
                ON CONFLICT (id) DO UPDATE SET attempt = excluded.attempt, until = excluded.until
                WHERE l.until <= \(now)
                RETURNING l.id),
            paced AS (
                INSERT INTO destinations AS r (domain, until)
                SELECT domain, \(now)::timestamptz + count(*) * \(pace.step)::float8 * interval '1 second'
                FROM due JOIN taken USING (id) GROUP BY domain ORDER BY domain
                ON CONFLICT (domain) DO UPDATE SET until = greatest(r.until, \(now)) + (excluded.until - \(now)))
            SELECT d.id, d.attempt, d.template, d.recipient, d.recipient_name, d.fields, d.sealed, d.give_up
            FROM deliveries AS d JOIN taken AS t ON t.id = d.id ORDER BY d.due, d.id
            """)
        return try rows.map { row in
            DueEmail(
                id: try row.get(0), attempt: Int(try row.get(1, as: Int64.self)), template: try row.get(2),
                recipient: try row.get(3), recipientName: try row.get(4), fields: try row.get(5),
                sealed: try row.get(6), end: try row.get(7))
        }
    }

    /// Says that e-mails are being sent still.
    static func keeping(_ hand: Set<UUID>, until time: Date) -> SQL {
        "UPDATE delivery_leases SET until = \(time) WHERE id = ANY(\(Array(hand))::uuid[])"
    }

    /// The message to hand in.
    ///
    /// - Throws: `EmailRenderer.Fault` when it can never be written.
    func message(
        from sender: Mailbox, by renderer: EmailRenderer, key: SealingKey, at now: Date,
        returnPath: ReturnPath? = nil
    ) throws(EmailRenderer.Fault) -> MailMessage {
        let rendered = try renderer.render(try kind(), values: try values(), secrets: try secrets(key))
        let domain = sender.address.split(separator: "@").last.map(String.init) ?? "localhost"
        return MailMessage(
            from: sender, to: [Mailbox(name: recipientName.isEmpty ? nil : recipientName, address: recipient)],
            subject: rendered.subject, text: rendered.text, html: rendered.html,
            // The same for every attempt: whoever gets it twice can tell.
            messageID: "\(id.uuidString.lowercased())@\(domain)", date: now,
            // No absence notes, and yes, the report that it could not be delivered.
            headers: [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "OOF, AutoReply")]
                + Self.ending(rendered.unsubscribe),
            bounceAddress: returnPath?.address(of: id))
    }

    /// How a mail program ends e-mails of its kind with one press of its own button. RFC 8058
    private static func ending(_ link: String?) -> [(name: String, value: String)] {
        guard let link else { return [] }
        return [("List-Unsubscribe", "<\(link)>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    }

    /// The text of the message, as it is kept.
    func kept(by renderer: EmailRenderer) throws(EmailRenderer.Fault) -> String {
        try renderer.kept(try kind(), values: try values())
    }

    /// Where it goes, as far as others' mail systems are concerned.
    var domain: String { EmailDomain.of(recipient) }

    private func kind() throws(EmailRenderer.Fault) -> EmailTemplate {
        guard let template = EmailTemplate(rawValue: template) else {
            throw EmailRenderer.Fault(description: "there is no such template")
        }
        return template
    }

    private func values() throws(EmailRenderer.Fault) -> [String: String] {
        guard let values = try? JSON.value([String: String].self, from: fields) else {
            throw EmailRenderer.Fault(description: "the values cannot be read")
        }
        return values
    }

    private func secrets(_ key: SealingKey) throws(EmailRenderer.Fault) -> [String: String] {
        guard let sealed else { return [:] }
        guard let bytes = Base64.decode(sealed), let plain = try? key.open(bytes, context: Context.sealedContext),
            let values = try? JSON.value([String: String].self, from: plain)
        else { throw EmailRenderer.Fault(description: "the sealed values do not open") }
        return values
    }
}
