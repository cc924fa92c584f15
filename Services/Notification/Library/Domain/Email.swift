// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date

/// E-mails: asked for once, tried until they are taken or it makes no sense any more.
enum EmailDecider: Decider {
    static let aggregate = "email"
    /// 2: when it is given up, and the text as it was sent.
    static let shape = 2

    static func decide(
        _ command: EmailCommand, given state: EmailState?, in context: Context
    ) throws(EmailRefusal) -> [EmailEvent] {
        switch command {
        case .send(let message):
            guard context.actor.may(.requestEmail) else { throw .forbidden }
            return try send(message, given: state, in: context)
        case .record(let delivery):
            guard context.actor.may(.recordDelivery) else { throw .forbidden }
            return try record(delivery, given: state, in: context)
        case .bounce(let bounce):
            guard context.actor.may(.recordDelivery) else { throw .forbidden }
            return try self.bounce(bounce, given: state, in: context)
        }
    }

    private static func send(
        _ message: SendEmail, given state: EmailState?, in context: Context
    ) throws(EmailRefusal) -> [EmailEvent] {
        // The same e-mail asked for twice is one e-mail. IMP-04
        guard state == nil else { return [] }
        // What can never be sent is refused: the service that asked hears of it, and an operator where it does not.
        let problems = problems(of: message)
        guard problems.isEmpty else { throw .unfit(problems) }
        return [
            .requested(
                EmailRequested(
                    email: message.email, template: message.template, recipient: message.recipient,
                    recipientName: message.recipientName, about: message.about, values: message.values,
                    sealed: message.sealed, end: end(of: message, from: context.time)))
        ]
    }

    /// Mail servers wait five days for one another (RFC 5321 §4.5.4.1): a relay that is away over a weekend costs nobody an
    /// e-mail. A link that has expired is not worth sending.
    private static func end(of message: SendEmail, from start: Date) -> Date {
        let last = start.addingTimeInterval(patience)
        return message.usefulUntil.map { min($0, last) } ?? last
    }

    /// Seconds until an e-mail is given up.
    static let patience: Double = 5 * 86_400

    private static func problems(of message: SendEmail) -> [Problem] {
        guard let template = EmailTemplate(rawValue: message.template) else {
            let known = EmailTemplate.allCases.map(\.rawValue).joined(separator: ", ")
            return [Problem(code: "unknown-template", field: "template", message: "Use one of \(known).")]
        }
        let missing = template.values.filter { message.values[$0] == nil }
        let unknown = message.values.keys.filter { !template.values.contains($0) }.sorted()
        var problems = missing.map {
            Problem(code: "value-missing", field: "values.\($0)", message: "The template needs it.")
        }
        problems += unknown.map {
            Problem(code: "value-unknown", field: "values.\($0)", message: "The template does not say it.")
        }
        if message.sealed == nil, !template.secrets.isEmpty {
            problems.append(Problem(code: "value-missing", field: "sealed", message: "The template needs its secrets."))
        }
        return problems
    }

    private static func record(
        _ delivery: RecordDelivery, given state: EmailState?, in context: Context
    ) throws(EmailRefusal) -> [EmailEvent] {
        guard let state else { throw .notFound }
        // An attempt that was reported already, or one that another copy of the service made meanwhile.
        guard state.standing == .waiting, delivery.attempt == state.attempts + 1 else { return [] }
        func later(_ reason: String, _ delay: Double, isInDoubt: Bool? = nil) -> [EmailEvent] {
            let next = context.time.addingTimeInterval(delay)
            guard next < state.end else { return failed(state, reason) }
            return [
                .deferred(
                    EmailDeferred(
                        email: state.email, attempt: delivery.attempt, reason: reason, nextAttempt: next,
                        isInDoubt: isInDoubt, server: delivery.server))
            ]
        }
        switch delivery.outcome {
        case .sent(let reply):
            return [
                .sent(
                    EmailSent(
                        email: state.email, template: state.template, about: state.about, reply: reply,
                        server: delivery.server, content: delivery.content))
            ]
        case .never(let reason): return failed(state, reason)
        case .expired: return failed(state, "It could not be sent in time")
        case .tryLater(let reason): return later(reason, delay(after: delivery.attempt))
        // When a server is back, whatever waits for it leaves within a minute, however long it was away.
        case .unavailable(let reason): return later(reason, delay(after: 1))
        // In doubt it is sent again, under the same Message-ID: an e-mail that arrives twice does no harm, and a mail
        // system that looks at the id shows it once; one that never arrives holds up somebody's case.
        case .inDoubt(let reason): return later(reason, delay(after: delivery.attempt + 2), isInDoubt: true)
        }
    }

    /// A report of what we know to have failed already changes nothing. It may be faster than the record of the attempt, or
    /// be about one that was in doubt: then there is no need of another.
    private static func bounce(
        _ bounce: RecordBounce, given state: EmailState?, in context: Context
    ) throws(EmailRefusal) -> [EmailEvent] {
        guard let state else { throw .notFound }
        switch state.standing {
        case .failed, .bounced: return []
        case .waiting: return bounce.isFinal ? failed(state, bounce.reason) : []
        case .sent: break
        }
        let bounced = EmailEvent.bounced(
            EmailBounced(
                email: state.email, template: state.template, about: state.about, isFinal: bounce.isFinal,
                reason: bounce.reason))
        // What was secret in it is gone: whoever asked for it has to ask again.
        let isWhole = EmailTemplate(rawValue: state.template)?.secrets.isEmpty == true
        let next = context.time.addingTimeInterval(delay(after: .max))
        guard !bounce.isFinal, isWhole, next < state.end else { return [bounced] + undelivered(state) }
        return [
            bounced,
            .deferred(
                EmailDeferred(
                    email: state.email, attempt: state.attempts, reason: bounce.reason, nextAttempt: next)),
        ]
    }

    private static func failed(_ state: EmailState, _ reason: String) -> [EmailEvent] {
        [.failed(EmailFailed(email: state.email, template: state.template, about: state.about, reason: reason))]
            + undelivered(state)
    }

    /// Whoever asked for it hears that it did not arrive.
    private static func undelivered(_ state: EmailState) -> [EmailEvent] {
        guard let about = state.about else { return [] }
        return [.undelivered(EmailUndelivered(email: state.email, template: state.template, about: about))]
    }

    /// Seconds between an attempt and the next: a minute, doubling up to an hour.
    static func delay(after attempt: Int) -> Double { min(3_600, 60 * Double(1 << min(max(1, attempt) - 1, 10))) }

    static func evolve(_ state: EmailState?, with event: EmailEvent) -> EmailState {
        if case .requested(let fact) = event {
            return EmailState(
                email: fact.email, template: fact.template, recipient: fact.recipient,
                recipientName: fact.recipientName, about: fact.about, values: fact.values, sealed: fact.sealed,
                end: fact.end ?? .distantFuture)
        }
        // Every stream begins with its request; an event before it cannot have been written.
        guard var state else { preconditionFailure("An e-mail's first event is its request") }
        switch event {
        case .requested, .undelivered: break
        case .sent(let fact):
            state.standing = .sent
            state.content = fact.content
            state.attempts += 1
            state.reason = nil
            state.nextAttempt = nil
            state.sealed = nil
        case .deferred(let fact):
            state.standing = .waiting
            state.attempts = fact.attempt
            state.reason = fact.reason
            state.nextAttempt = fact.nextAttempt
        case .failed(let fact):
            state.standing = .failed
            state.reason = fact.reason
            state.nextAttempt = nil
            state.sealed = nil
        case .bounced(let fact):
            state.standing = .bounced
            state.reason = fact.reason
        }
        return state
    }

    /// A link or a code is of no use here once its e-mail has left, or never will.
    static func erases(_ event: EmailEvent) -> Bool {
        switch event {
        case .sent, .failed: true
        case .requested, .deferred, .bounced, .undelivered: false
        }
    }

    /// Nobody is left to send it to.
    static func erased(_ state: EmailState) -> EmailState {
        guard state.recipient == Eraser.mark, state.standing == .waiting else { return state }
        var state = state
        state.standing = .failed
        state.reason = "The recipient's data was erased"
        state.nextAttempt = nil
        state.sealed = nil
        return state
    }
}
