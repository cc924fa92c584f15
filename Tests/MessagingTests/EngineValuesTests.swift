// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import Testing

@testable import Messaging

@Suite("The engine's values")
struct EngineValuesTests {
    @Test("Positions join into runs, and places of other transactions stay out")
    func runs() {
        #expect(
            ConfirmedRange.runs(slot: 2, [9, 1, 2, 3, 7, 8]) == [
                ConfirmedRange(slot: 2, low: 1, high: 3), ConfirmedRange(slot: 2, low: 7, high: 9),
            ])
        #expect(ConfirmedRange.runs(slot: 0, []).isEmpty)
    }

    @Test("A day of the inbox begins with the smallest id of that day")
    func days() {
        let day: Int64 = 20_778
        #expect(InboxDays.name(day) == "inbox_20261121")
        #expect(InboxDays.day("inbox_20261121") == day)
        #expect(InboxDays.day("inbox_other") == nil)
        let first = Identifier.make(at: Date(timeIntervalSince1970: Double(day) * 86_400), random: [])
        let before = Identifier.make(
            at: Date(timeIntervalSince1970: Double(day) * 86_400 - 0.001), random: Array(repeating: 255, count: 10))
        #expect(InboxDays.floor(day).uuidString <= first.uuidString)
        #expect(before.uuidString < InboxDays.floor(day).uuidString)
    }

    @Test("A context gives the same ids, tokens and codes for the same purpose, and others for another")
    func context() {
        let context = Context(actor: .visitor, time: Date(), seed: RandomBytes.make(32))
        let subject = Identifier.make()
        #expect(context.id("a") == context.id("a"))
        #expect(context.id("a") != context.id("b"))
        #expect(context.token("a", about: subject) == context.token("a", about: subject))
        #expect(context.token("a", about: subject) != context.token("b", about: subject))
        #expect(context.code("a") == context.code("a"))
        #expect(context.code("a").utf8.count == 7)
        let other = Context(actor: .visitor, time: Date(), seed: RandomBytes.make(32))
        #expect(other.token("a", about: subject) != context.token("a", about: subject))
    }

    @Test("Sealed values are read by the key's holder only")
    func sealing() throws {
        let key = try SealingKey(bytes: RandomBytes.make(32))
        let context = Context(actor: .visitor, time: Date(), seed: RandomBytes.make(32), sealingKey: key)
        let sealed = try #require(context.seal(["code": "1234567"], purpose: "x"))
        #expect(!sealed.contains("1234567"))
        let plain = try key.open(try #require(Base64.decode(sealed)), context: Context.sealedContext)
        #expect(try JSON.value([String: String].self, from: plain) == ["code": "1234567"])
        #expect(throws: CryptographyError.self) {
            try SealingKey(bytes: RandomBytes.make(32)).open(
                try #require(Base64.decode(sealed)), context: Context.sealedContext)
        }
        #expect(Context(actor: .visitor, time: Date()).seal(["a": "b"], purpose: "x") == nil)
    }

    @Test("A message whose id is not of version 7 is remembered by source and id, away from all days")
    func remembered() {
        func envelope(_ id: String, _ source: String) -> Envelope {
            Envelope(id: id, source: source, type: "a.b.v1", time: Date(), actor: .visitor)
        }
        let own = Identifier.make()
        #expect(Intake.remembered(envelope(own.uuidString, "x")) == own)
        let foreign = Intake.remembered(envelope("order 66", "x"))
        #expect(foreign == Intake.remembered(envelope("order 66", "x")))
        #expect(foreign != Intake.remembered(envelope("order 66", "y")))
        #expect(foreign.uuidString.hasPrefix("FF"))
        // Two partners who choose the same id mean two messages, and neither gets in the way of ours.
        func partner(_ name: String, _ id: String) -> UUID {
            Intake.remembered(envelope(id, "x"), of: name)
        }
        #expect(partner("one", "order 66") != partner("other", "order 66"))
        #expect(partner("one", own.uuidString) != own)
    }

    @Test("An id older than ids are remembered is refused, not guessed about")
    func tooOld() {
        let intake = Intake([.record(OldFact.self) { _ in [] }], of: "a", options: Options())
        let now = Date()
        func read(_ age: Double) -> Intake.Result {
            let id = Identifier.make(at: now.addingTimeInterval(-age * 86_400), random: RandomBytes.make(10))
            let envelope = Envelope(id: id.uuidString, source: "x", type: OldFact.name, time: now, actor: .visitor)
            return intake.read(Arrival(tag: 1, body: Array(envelope.encode(data: "{}").utf8)), at: now)
        }
        if case .ready = read(29) {} else { Issue.record("29 days is not too old") }
        if case .unreadable = read(32) {} else { Issue.record("32 days is too old") }
    }
}

private struct OldFact: Fact {
    static let name: MessageName = "a.b.v1"
}
