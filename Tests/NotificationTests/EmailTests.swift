// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Notification

/// 3 July 2027, 14:05 in London.
let afternoon = Date(timeIntervalSince1970: 1_814_619_900)

@Suite("E-mails")
struct EmailTests {
    let id = UUID()
    let about = UUID()

    private var request: SendEmail {
        SendEmail(
            email: id, template: "verify-address", recipient: "jo@nhs.net", recipientName: "", about: about,
            values: [:], sealed: "c2VhbGVk")
    }

    private func decide(
        _ command: EmailCommand, _ state: EmailState?, as actor: Actor? = nil, at time: Date = afternoon
    ) throws(EmailRefusal) -> [EmailEvent] {
        // Others ask for e-mails; what became of one, the service says itself.
        let usual: Actor = if case .send = command { .service("identity") } else { .service("notification") }
        return try EmailDecider.decide(command, given: state, in: Context(actor: actor ?? usual, time: time))
    }

    private func state(after commands: EmailCommand...) throws -> EmailState {
        var state: EmailState?
        for command in commands {
            for event in try decide(command, state) { state = EmailDecider.evolve(state, with: event) }
        }
        return try #require(state)
    }

    private func attempt(_ number: Int, _ outcome: DeliveryOutcome) -> EmailCommand {
        .record(RecordDelivery(email: id, attempt: number, outcome: outcome))
    }

    @Test("An e-mail asked for twice is one e-mail (IMP-04)")
    func once() throws {
        let first = try state(after: .send(request))
        #expect(first.standing == .waiting)
        #expect(try decide(.send(request), first).isEmpty)
    }

    @Test("Only services ask for e-mails")
    func forbidden() throws {
        for actor in [.visitor, .operator, .account(UUID(), roles: [.centralAdmin]), Actor(kind: .partner)] {
            #expect(throws: EmailRefusal.forbidden) { try decide(.send(request), nil, as: actor) }
        }
    }

    @Test("Once sent, nothing secret stays, in the state or in the log")
    func erases() throws {
        let sent = try state(after: .send(request), attempt(1, .sent))
        #expect(sent.standing == .sent && sent.sealed == nil && sent.attempts == 1)
        let event = try #require(try decide(attempt(1, .sent), state(after: .send(request))).first)
        #expect(EmailDecider.erases(event))
        guard case .sent(let fact) = event else {
            Issue.record("Another event")
            return
        }
        #expect(fact.about == about)
        let requested = try #require(try decide(.send(request), nil).first)
        #expect(!EmailDecider.erases(requested))
        #expect(EmailRequested.personal.contains(.secret("sealed")))
    }

    @Test(
        "A failed attempt is put off for a minute, doubling up to an hour, for five days, and a link to confirm an address for the two that it lasts"
    )
    func defers() throws {
        var current = try state(after: .send(request))
        for (index, minutes) in [1.0, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60].enumerated() {
            let events = try decide(attempt(index + 1, .tryLater(reason: "451")), current)
            for event in events { current = EmailDecider.evolve(current, with: event) }
            #expect(current.nextAttempt == afternoon.addingTimeInterval(minutes * 60))
            #expect(current.attempts == index + 1 && current.reason == "451" && current.sealed != nil)
        }
        for number in 12..<54 {
            for event in try decide(attempt(number, .tryLater(reason: "451")), current) {
                current = EmailDecider.evolve(current, with: event)
            }
        }
        #expect(current.standing == .waiting)
        let last = try decide(attempt(54, .inDoubt(reason: "lost")), current)
        current = EmailDecider.evolve(current, with: try #require(last.first))
        #expect(current.standing == .failed && current.sealed == nil && current.reason == "lost")
        #expect(EmailDecider.erases(try #require(last.first)))
        // A link to choose a password is no use for longer than an hour or two.
        let short: [EmailTemplate] = [.resetPassword, .accountLocked]
        let days = EmailTemplate.allCases.filter { !short.contains($0) }.map { template in
            (1..<template.attemptLimit).reduce(0) { $0 + EmailDecider.delay(after: $1) } / 86_400
        }
        #expect(days.allSatisfy { (2.0...5.1).contains($0) }, "\(days)")
        #expect(short.allSatisfy { (2...8).contains($0.attemptLimit) })
    }

    @Test("In doubt it is tried again; a final no ends it (IMP-09)")
    func outcomes() throws {
        let waiting = try state(after: .send(request))
        guard case .deferred? = try decide(attempt(1, .inDoubt(reason: "x")), waiting).first else {
            Issue.record("Another event")
            return
        }
        guard case .failed(let fact)? = try decide(attempt(1, .never(reason: "550")), waiting).first else {
            Issue.record("Another event")
            return
        }
        #expect(fact.reason == "550" && fact.about == about)
    }

    @Test("A report that comes twice, late or for nothing changes nothing")
    func stale() throws {
        let once = try state(after: .send(request), attempt(1, .tryLater(reason: "x")))
        #expect(try decide(attempt(1, .sent), once).isEmpty)
        #expect(try decide(attempt(3, .sent), once).isEmpty)
        #expect(try decide(attempt(2, .sent), state(after: .send(request), attempt(1, .sent))).isEmpty)
        #expect(throws: EmailRefusal.notFound) { try decide(attempt(1, .sent), nil) }
    }

    @Test("What can never be sent is refused, and told what it lacks and what it has too much of")
    func unfit() throws {
        func refused(_ change: (inout SendEmail) -> Void) -> [String] {
            var request = request
            change(&request)
            do {
                _ = try decide(.send(request), nil)
                return []
            } catch {
                return error.problems.map { "\($0.code) \($0.field ?? "")" }
            }
        }
        #expect(refused { $0.template = "" } == ["unknown-template template"])
        #expect(refused { $0.template = "password-reset" } == ["unknown-template template"])
        #expect(refused { $0.sealed = nil } == ["value-missing sealed"])
        #expect(refused { $0.values = ["text": "Win a prize"] } == ["value-unknown values.text"])
        let values = ["organisationName": "A", "signatoryName": "B", "code": "1234567"]
        #expect(
            refused {
                $0.template = "declaration"
                $0.values = values
            } == ["value-missing values.expires", "value-unknown values.code"])
        #expect(refused { _ in } == [])
    }

    @Test("A state reads back as it was written, and every event is known by name")
    func round() throws {
        let state = try state(after: .send(request), attempt(1, .tryLater(reason: "x")))
        #expect(try JSON.value(EmailState.self, from: JSON.text(state)) == state)
        #expect(Set(EmailEvent.kinds.map(\.name.text)).count == 5)
    }
}
