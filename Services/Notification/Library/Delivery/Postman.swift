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

    let relays: MailRelays
    let from: Mailbox
    let renderer: EmailRenderer
    let key: SealingKey
    /// Where what comes back goes; without one, to whoever the e-mails are from.
    let returnPath: ReturnPath?
    let pace: DestinationPace
    let now: @Sendable () -> Date
    private let meters = PostMeters()
    private let log = Logger(label: "attest.notification.postman")

    init(
        relays: MailRelays, from: Mailbox, renderer: EmailRenderer, key: SealingKey, returnPath: ReturnPath? = nil,
        pace: DestinationPace = DestinationPace(), now: @escaping @Sendable () -> Date
    ) {
        self.relays = relays
        self.from = from
        self.renderer = renderer
        self.key = key
        self.returnPath = returnPath
        self.pace = pace
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
                    if failure == nil, hand.count < hands {
                        try await meters.look(at: performer.database, now())
                        let due = try await DueEmail.take(
                            hands - hand.count, at: now(), besides: hand, pace: pace, from: performer.database)
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

    /// How many e-mails may be on their way now. While no mail server is there all but one wait without being tried, and
    /// that one only now and then.
    private var hands: Int {
        if relays.rest != nil { return 0 }
        return relays.isFound ? Self.parallel : 1
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
        let delivery = await attempt(email)
        await record(delivery, by: performer)
        // Lost, it costs one more refusal.
        let isBusy = if case .tryLater(let reason) = delivery.outcome { DestinationPace.isBusy(reason) } else { false }
        if isBusy || delivery.content != nil {
            _ = try? await performer.database.query(pace.record(email.domain, isBusy: isBusy, at: now()))
        }
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

    private func attempt(_ email: DueEmail) async -> RecordDelivery {
        var delivery = RecordDelivery(email: email.id, attempt: email.attempt, outcome: .expired)
        // It waited too long: for this service, or for a mail server.
        guard now() < email.end else { return delivery }
        let (message, kept): (MailMessage, String)
        do throws(EmailRenderer.Fault) {
            message = try email.message(from: from, by: renderer, key: key, at: now(), returnPath: returnPath)
            kept = try email.kept(by: renderer)
        } catch {
            log.error("e-mail cannot be written", metadata: ["email": "\(email.id)", "reason": "\(error)"])
            delivery.outcome = .never(reason: "It could not be written: \(error)")
            return delivery
        }
        let answer = await relays.send(message)
        meters.count(answer.result)
        delivery.server = answer.server
        delivery.outcome = outcome(answer.result, of: email)
        if case .sent = answer.result { delivery.content = kept }
        return delivery
    }

    private func outcome(_ result: MailResult, of email: DueEmail) -> DeliveryOutcome {
        func warn(_ what: Logger.Message, _ reason: String) {
            log.warning(what, metadata: ["email": "\(email.id)", "reason": "\(reason)"])
        }
        switch result {
        case .sent(let reply): return .sent(reply: reply)
        case .tryLater(_, let reason):
            warn("e-mail is put off", reason)
            return .tryLater(reason: reason)
        case .unavailable(_, let reason):
            warn("no mail server takes e-mail", reason)
            return .unavailable(reason: reason)
        case .never(_, let reason):
            warn("e-mail was refused", reason)
            return .never(reason: reason)
        case .inDoubt(let reason):
            warn("e-mail is in doubt", reason)
            return .inDoubt(reason: reason)
        }
    }
}
