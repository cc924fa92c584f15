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
        let sent = try state(after: .send(request), attempt(1, .sent(reply: "250 kept")))
        #expect(sent.standing == .sent && sent.sealed == nil && sent.attempts == 1)
        let event = try #require(try decide(attempt(1, .sent(reply: "250 kept")), state(after: .send(request))).first)
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

    @Test("A failed attempt is put off for a minute, doubling up to an hour, until the e-mail is of no use")
    func defers() throws {
        var (current, time, minutes) = (try state(after: .send(request)), afternoon, [Double]())
        while current.standing == .waiting {
            let events = try decide(attempt(current.attempts + 1, .tryLater(reason: "451")), current, at: time)
            for event in events { current = EmailDecider.evolve(current, with: event) }
            guard let next = current.nextAttempt else { break }
            #expect(current.sealed != nil && current.reason == "451")
            minutes.append(next.timeIntervalSince(time) / 60)
            time = next
        }
        #expect(minutes.prefix(8) == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(current.standing == .failed && current.sealed == nil && current.reason == "451")
        // Nobody said that it would be of no use, so it is given up after five days (RFC 5321 §4.5.4.1).
        #expect((4.9...5.0).contains(time.timeIntervalSince(afternoon) / 86_400))
    }

    @Test("An e-mail whose link has expired is given up, and whoever asked for it hears of it; IMP-01")
    func ends() throws {
        var short = request
        short.usefulUntil = afternoon.addingTimeInterval(7_200)
        let waiting = try state(after: .send(short))
        #expect(waiting.end == afternoon.addingTimeInterval(7_200))
        for outcome in [
            DeliveryOutcome.tryLater(reason: "451"), .unavailable(reason: "away"), .inDoubt(reason: "lost"),
        ] {
            let early = try decide(attempt(1, outcome), waiting, at: afternoon.addingTimeInterval(3_600))
            guard case .deferred? = early.first else {
                Issue.record("Given up too early")
                continue
            }
            let late = try decide(attempt(1, outcome), waiting, at: afternoon.addingTimeInterval(7_190))
            #expect(late.count == 2)
            guard case .failed? = late.first, case .undelivered(let fact)? = late.last else {
                Issue.record("Other events")
                continue
            }
            let first = try #require(late.first)
            #expect(fact.about == about && EmailDecider.erases(first))
        }
        guard case .failed(let fact)? = try decide(attempt(1, .expired), waiting).first else {
            Issue.record("Another event")
            return
        }
        #expect(fact.reason == "It could not be sent in time")
        // Nobody may ask for more than five days.
        short.usefulUntil = .distantFuture
        #expect(try state(after: .send(short)).end == afternoon.addingTimeInterval(EmailDecider.patience))
    }

    @Test(
        "A server that is away is tried again within a minute, however long it was; in doubt there is more of a pause")
    func classes() throws {
        var current = try state(after: .send(request))
        for number in 1...20 {
            let events = try decide(attempt(number, .unavailable(reason: "away")), current)
            for event in events { current = EmailDecider.evolve(current, with: event) }
            #expect(current.nextAttempt == afternoon.addingTimeInterval(60))
        }
        guard
            case .deferred(let fact)? = try decide(attempt(1, .inDoubt(reason: "x")), state(after: .send(request)))
                .first
        else {
            Issue.record("Another event")
            return
        }
        #expect(fact.isInDoubt == true && fact.nextAttempt == afternoon.addingTimeInterval(240))
    }

    @Test("What comes back is known to have failed, and whoever asked for it hears of it; IMP-09")
    func bounces() throws {
        let sent = try state(after: .send(request), attempt(1, .sent(reply: "250 kept")))
        let bounce = EmailCommand.bounce(RecordBounce(email: id, isFinal: true, reason: "550 5.1.1"))
        let events = try decide(bounce, sent, as: .service("notification"))
        #expect(events.count == 2)
        guard case .undelivered(let fact)? = events.last else {
            Issue.record("Another event")
            return
        }
        #expect(fact.about == about)
        let bounced = events.reduce(sent) { EmailDecider.evolve($0, with: $1) }
        #expect(bounced.standing == .bounced && bounced.reason == "550 5.1.1")
        // Reported twice it changes nothing; and nobody else reports it.
        #expect(try decide(bounce, bounced, as: .service("notification")).isEmpty)
        // The report was faster than the record of the attempt, or is about one that was in doubt.
        let early = try decide(bounce, state(after: .send(request)), as: .service("notification"))
        guard case .failed? = early.first, case .undelivered? = early.last else {
            Issue.record("Other events")
            return
        }
        #expect(throws: EmailRefusal.notFound) { try decide(bounce, nil, as: .service("notification")) }
        for actor in [Actor.visitor, .operator, .service("identity"), .account(UUID(), roles: [.centralAdmin])] {
            #expect(throws: EmailRefusal.forbidden) { try decide(bounce, sent, as: actor) }
        }
    }

    @Test("What came back for a while is sent again when there was no secret in it, which is gone by then; IMP-09")
    func softBounces() throws {
        let soft = EmailCommand.bounce(RecordBounce(email: id, isFinal: false, reason: "452 4.2.2 full"))
        var plain = request
        (plain.template, plain.sealed) = ("account-approved", nil)
        var state = try state(after: .send(plain), attempt(1, .sent(reply: "250 kept")))
        for event in try decide(soft, state, as: .service("notification")) {
            state = EmailDecider.evolve(state, with: event)
        }
        #expect(state.standing == .waiting && state.nextAttempt == afternoon.addingTimeInterval(3_600))
        for event in try decide(attempt(2, .sent(reply: "250 kept")), state) {
            state = EmailDecider.evolve(state, with: event)
        }
        #expect(state.standing == .sent)
        let secret = try self.state(after: .send(request), attempt(1, .sent(reply: "250 kept")))
        let events = try decide(soft, secret, as: .service("notification"))
        guard case .undelivered? = events.last else {
            Issue.record("Another event")
            return
        }
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
        #expect(try decide(attempt(1, .sent(reply: "250 kept")), once).isEmpty)
        #expect(try decide(attempt(3, .sent(reply: "250 kept")), once).isEmpty)
        #expect(
            try decide(
                attempt(2, .sent(reply: "250 kept")), state(after: .send(request), attempt(1, .sent(reply: "250 kept")))
            ).isEmpty)
        #expect(throws: EmailRefusal.notFound) { try decide(attempt(1, .sent(reply: "250 kept")), nil) }
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
        #expect(Set(EmailEvent.kinds.map(\.name.text)).count == 6)
    }
}
