// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Logging
import Mail
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Sends what is due, a few e-mails at a time, and records what became of each.
struct Postman: Sendable {
    /// How many e-mails are on their way at once.
    static let parallel = 4

    let sender: MailSender
    let from: Mailbox
    let renderer: EmailRenderer
    let key: SealingKey
    let now: @Sendable () -> Date
    private let meters = PostMeters()
    private let log = Logger(label: "attest.notification.postman")

    init(
        sender: MailSender, from: Mailbox, renderer: EmailRenderer, key: SealingKey,
        now: @escaping @Sendable () -> Date
    ) {
        self.sender = sender
        self.from = from
        self.renderer = renderer
        self.key = key
        self.now = now
    }

    private enum Step: Sendable {
        /// Time to look whether something is due.
        case tick
        case delivered(UUID)
    }

    /// How often it is said that what is being sent still is.
    private static let renewal = Duration.seconds(2)

    /// Runs until it is cancelled or the database cannot be asked; what is being sent then is finished first.
    func run(_ performer: any Performer) async throws {
        let failure = await withTaskGroup(of: Step.self) { group -> (any Error)? in
            group.addTask { await Self.tick() }
            var (hand, ticking, isEnding) = (Set<UUID>(), true, false)
            var renewed = ContinuousClock.now
            var failure: (any Error)?
            while let step = await group.next() {
                switch step {
                case .tick: ticking = false
                case .delivered(let email): hand.remove(email)
                }
                if Task.isCancelled {
                    if !isEnding { await last(hand, performer) }
                    isEnding = true
                    continue
                }
                do {
                    // One slow mail server holds up its own e-mail only.
                    if failure == nil, hand.count < Self.parallel {
                        try await meters.look(at: performer.database, now())
                        let due = try await DueEmail.take(
                            Self.parallel - hand.count, at: now(), besides: hand, from: performer.database)
                        for email in due {
                            hand.insert(email.id)
                            group.addTask { await deliver(email, performer) }
                        }
                    }
                    if !hand.isEmpty, renewed.duration(to: .now) > Self.renewal {
                        try await performer.database.query(
                            DueEmail.keeping(hand, until: now().addingTimeInterval(DueEmail.lease)))
                        renewed = .now
                    }
                } catch {
                    failure = failure ?? error
                }
                if !ticking, failure == nil || !hand.isEmpty {
                    group.addTask { await Self.tick() }
                    ticking = true
                }
            }
            return failure
        }
        if let failure { throw failure }
    }

    /// The process ends: nobody says again that these are being sent, so the leases last as long as it may take.
    private func last(_ hand: Set<UUID>, _ performer: any Performer) async {
        guard !hand.isEmpty else { return }
        try? await performer.database.lastly(DueEmail.keeping(hand, until: now().addingTimeInterval(60)))
    }

    /// A look at an index of a few rows, ten times a second, costs less than a connection that only listens.
    private static func tick() async -> Step {
        try? await Task.sleep(for: .milliseconds(100))
        return .tick
    }

    private func deliver(_ email: DueEmail, _ performer: any Performer) async -> Step {
        await record(
            RecordDelivery(email: email.id, attempt: email.attempt, outcome: await attempt(email)), by: performer)
        return .delivered(email.id)
    }

    /// Records what became of an attempt, however long the database is away: forgotten, it would be made again when the
    /// lease has run out, and the e-mail arrive twice. Only the end of the process ends the waiting.
    private func record(_ delivery: RecordDelivery, by performer: any Performer) async {
        var isWaiting = false
        while true {
            do {
                let reply = try await performer.perform(delivery, as: .service("notification"))
                if case .failed(let reason) = reply {
                    log.error(
                        "what became of an e-mail could not be recorded",
                        metadata: ["email": "\(delivery.email)", "reason": "\(reason)"])
                }
                return
            } catch {
                if !isWaiting {
                    log.warning(
                        "what became of an e-mail waits to be recorded",
                        metadata: ["email": "\(delivery.email)", "error": "\(error)"])
                }
                isWaiting = true
            }
            do { try await Task.sleep(for: .milliseconds(500)) } catch { return }
        }
    }

    private func attempt(_ email: DueEmail) async -> DeliveryOutcome {
        let message: MailMessage
        do throws(EmailRenderer.Fault) {
            message = try email.message(from: from, by: renderer, key: key, at: now())
        } catch {
            log.error("e-mail cannot be written", metadata: ["email": "\(email.id)", "reason": "\(error)"])
            return .never(reason: "It could not be written: \(error)")
        }
        let result = await sender.send(message)
        meters.count(result)
        switch result {
        case .sent: return .sent
        case .tryLater(let code, let reason):
            log.warning("e-mail is put off", metadata: ["email": "\(email.id)", "reason": "\(reason)"])
            return .tryLater(reason: Self.reason(code, reason))
        case .never(let code, let reason):
            log.warning("e-mail was refused", metadata: ["email": "\(email.id)", "reason": "\(reason)"])
            return .never(reason: Self.reason(code, reason))
        case .inDoubt(let reason):
            log.warning("e-mail is in doubt", metadata: ["email": "\(email.id)", "reason": "\(reason)"])
            return .inDoubt(reason: reason)
        }
    }

    private static func reason(_ code: Int?, _ reason: String) -> String { code.map { "\($0): \(reason)" } ?? reason }
}
