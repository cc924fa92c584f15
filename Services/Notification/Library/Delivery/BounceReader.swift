// SPDX-License-Identifier: Apache-2.0

import Contracts
import Logging
import Mail
import Messaging
import Metrics
import struct Foundation.UUID

/// Reads what mail systems report, and records which e-mails came back. IMP-09
struct BounceReader: Sendable {
    let folder: BounceFolder
    let returnPath: ReturnPath?
    /// What our Message-IDs end in.
    let domain: String
    private let understood = Counter(label: "attest_bounces_total", dimensions: [("outcome", "recorded")])
    private let strange = Counter(label: "attest_bounces_total", dimensions: [("outcome", "not-understood")])
    private let log = Logger(label: "attest.notification.bounces")

    init(folder: BounceFolder, returnPath: ReturnPath?, domain: String) {
        self.folder = folder
        self.returnPath = returnPath
        self.domain = domain
    }

    /// Runs until it is cancelled, or the folder or the database cannot be asked.
    func run(_ performer: any Performer) async throws {
        while !Task.isCancelled {
            let names = try await folder.unread(100)
            var read = 0
            for name in names where try await self.read(name, performer) { read += 1 }
            if read == 0 { try await Task.sleep(for: .seconds(2)) }
        }
    }

    /// Recorded first and moved then: what is read twice changes nothing the second time.
    ///
    /// - Returns: whether the message is out of the way.
    private func read(_ name: String, _ performer: any Performer) async throws -> Bool {
        let bounce: RecordBounce?
        do {
            bounce = try await folder.report(name).flatMap(self.bounce)
        } catch {
            // Another copy of the service was faster, or nobody may read it: the others do not wait for it.
            log.debug("a message cannot be read", metadata: ["file": "\(name)", "error": "\(error)"])
            return false
        }
        guard let bounce else {
            // Notes of absence, delays, and whatever else is sent to an address that stands in every e-mail.
            strange.increment()
            log.info("a message is no report of an e-mail of ours", metadata: ["file": "\(name)"])
            await folder.done(name, isUnderstood: false)
            return true
        }
        let reply = try await performer.perform(bounce, as: .service("notification"))
        if case .failed(let reason) = reply {
            log.error(
                "a report could not be recorded", metadata: ["email": "\(bounce.email)", "reason": "\(reason)"])
        } else {
            understood.increment()
        }
        await folder.done(name, isUnderstood: true)
        return true
    }

    /// - Returns: nil when nothing failed, or it is not about an e-mail of ours.
    func bounce(_ report: DeliveryReport) -> RecordBounce? {
        // Each of our e-mails has one recipient.
        guard let failure = report.outcomes.first(where: \.isFailed), let email = email(report) else { return nil }
        return RecordBounce(email: email, isFinal: failure.isFinal, reason: failure.reason)
    }

    private func email(_ report: DeliveryReport) -> UUID? {
        if let returnPath {
            // Anybody can write a report: only one that came to an address that we made counts.
            return report.recipients.lazy.compactMap(returnPath.email).first
        }
        guard let parts = report.messageID?.split(separator: "@"), parts.count == 2,
            parts[1].lowercased() == domain
        else { return nil }
        return Identifier.uuid(text: parts[0].lowercased())
    }
}
