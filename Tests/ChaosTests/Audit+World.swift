// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Threads

/// What the world outside was shown.
extension Audit {
    /// Every event that is stored was shown to the world, and nothing that is not stored.
    func checkTap(_ announced: Announcer.Announced) async throws -> [Finding] {
        var findings: [Finding] = []
        let published: SQL = """
            SELECT body::jsonb->>'id' FROM registry.events
            WHERE type = ANY(\(Catalogue.published.map { $0.name.text }))
            """
        let stored = try await texts(published)
        findings += same(
            "distinct ids of events", stored.count, try await count("SELECT count(*) FROM (\(sql: published)) AS e"))
        let events = stored.union(announced.submissions)
        let consumer = try await Consumer.open(servers.broker, queue: "tap", prefetch: 2_000, name: "tap")
        let end = ContinuousClock.now + patience.arrival
        var isComplete = false
        // Once more after the last is there: what comes twice may come later.
        while !isComplete, ContinuousClock.now < end {
            isComplete = events.isSubset(of: tapped.ids)
            let pause = isComplete ? patience.settling : min(.seconds(5), patience.arrival)
            guard let deliveries = try await Self.next(of: consumer, within: pause), let last = deliveries.last
            else { continue }
            isComplete = false
            let ids = try deliveries.map { try Envelope.decode(from: $0.body).id }
            seen.withLock { seen in
                seen.ids.formUnion(ids)
                seen.count += ids.count
            }
            try await consumer.acknowledge(through: last.tag)
        }
        await consumer.close()
        findings += same("events as the world saw them", tapped.ids, events)
        return findings
    }

    private static func next(of consumer: Consumer, within time: Duration) async throws -> [Delivery]? {
        try await withThrowingTaskGroup(of: [Delivery]?.self) { tasks in
            tasks.addTask {
                do {
                    return try await consumer.next(max: 1_000)
                } catch is BrokerError where Task.isCancelled {
                    return nil
                }
            }
            tasks.addTask {
                try? await Task.sleep(for: time)
                return nil
            }
            defer { tasks.cancelAll() }
            var first = try await tasks.next() ?? nil
            tasks.cancelAll()
            // What was taken at the very end of the time is not thrown away.
            while let other = try await tasks.next() { first = first ?? other }
            return first
        }
    }

    // MARK: Mail

    /// Every e-mail arrived, and one that came twice has the same Message-ID.
    func checkMail(_ announced: Announcer.Announced) async throws -> [Finding] {
        var findings: [Finding] = []
        var recipients: [String: Set<String>] = [:]
        for mail in try mails() { recipients[mail.id, default: []].insert(mail.recipient) }
        let wanted = Dictionary(
            uniqueKeysWithValues: announced.emails.map { id, address in
                ("<\(id.uuidString.lowercased())@attest.example>", Set([address]))
            })
        findings += same("e-mails", Set(recipients.keys), Set(wanted.keys))
        findings += same("e-mails to whom they are for", recipients, wanted)
        return findings
    }

    func mails() throws -> [(id: String, recipient: String)] {
        try FileManager.default.contentsOfDirectory(atPath: mailFolder).map { name in
            let text = try String(contentsOfFile: "\(mailFolder)/\(name)", encoding: .utf8)
            func header(_ name: String) -> String {
                let line = text.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix(name) } ?? ""
                return line.dropFirst(name.count).trimmingCharacters(in: .whitespaces)
            }
            return (header("message-id:"), header("x-envelope-to:"))
        }
    }
}
