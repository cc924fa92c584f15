// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date

/// E-mails: asked for once, tried until they are taken or it makes no sense any more.
enum EmailDecider: Decider {
    static let aggregate = "email"

    static func decide(
        _ command: EmailCommand, given state: EmailState?, in context: Context
    ) throws(EmailRefusal) -> [EmailEvent] {
        switch command {
        case .send(let message):
            guard context.actor.may(.requestEmail) else { throw .forbidden }
            return try send(message, given: state)
        case .record(let delivery):
            guard context.actor.may(.recordDelivery) else { throw .forbidden }
            return try record(delivery, given: state, in: context)
        }
    }

    private static func send(_ message: SendEmail, given state: EmailState?) throws(EmailRefusal) -> [EmailEvent] {
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
                    sealed: message.sealed))
        ]
    }

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
        switch delivery.outcome {
        case .sent:
            return [.sent(EmailSent(email: state.email, template: state.template, about: state.about))]
        case .never(let reason): return failed(state, reason)
        case .tryLater(let reason), .inDoubt(let reason):
            // In doubt it is sent again, under the same Message-ID: an e-mail that arrives twice does no harm, and a
            // mail system that looks at the id shows it once; one that never arrives holds up somebody's case.
            let limit = EmailTemplate(rawValue: state.template)?.attemptLimit ?? EmailTemplate.standardAttempts
            guard delivery.attempt < limit else { return failed(state, reason) }
            return [
                .deferred(
                    EmailDeferred(
                        email: state.email, attempt: delivery.attempt, reason: reason,
                        nextAttempt: context.time.addingTimeInterval(delay(after: delivery.attempt))))
            ]
        }
    }

    private static func failed(_ state: EmailState, _ reason: String) -> [EmailEvent] {
        let failed = EmailEvent.failed(
            EmailFailed(email: state.email, template: state.template, about: state.about, reason: reason))
        guard let about = state.about else { return [failed] }
        return [
            failed, .undelivered(EmailUndelivered(email: state.email, template: state.template, about: about)),
        ]
    }

    /// Seconds between an attempt and the next: a minute, doubling up to an hour.
    static func delay(after attempt: Int) -> Double { min(3_600, 60 * Double(1 << min(max(0, attempt - 1), 10))) }

    static func evolve(_ state: EmailState?, with event: EmailEvent) -> EmailState {
        if case .requested(let fact) = event {
            return EmailState(
                email: fact.email, template: fact.template, recipient: fact.recipient,
                recipientName: fact.recipientName, about: fact.about, values: fact.values, sealed: fact.sealed)
        }
        // Every stream begins with its request; an event before it cannot have been written.
        guard var state else { preconditionFailure("An e-mail's first event is its request") }
        switch event {
        case .requested, .undelivered: break
        case .sent:
            state.standing = .sent
            state.attempts += 1
            state.reason = nil
            state.nextAttempt = nil
            state.sealed = nil
        case .deferred(let fact):
            state.attempts = fact.attempt
            state.reason = fact.reason
            state.nextAttempt = fact.nextAttempt
        case .failed(let fact):
            state.standing = .failed
            state.reason = fact.reason
            state.nextAttempt = nil
            state.sealed = nil
        }
        return state
    }

    /// A link or a code is of no use here once its e-mail has left, or never will.
    static func erases(_ event: EmailEvent) -> Bool {
        switch event {
        case .sent, .failed: true
        case .requested, .deferred, .undelivered: false
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
