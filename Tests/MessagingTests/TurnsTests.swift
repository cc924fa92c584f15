// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Messaging

/// Turns of questions whose kind is their first letter.
private struct Line {
    private var turns = Turns<String>(QuestionBounds(atOnce: 3, ofOneKind: 2, waiting: 2))

    /// What becomes of a question.
    mutating func arrive(_ question: String) -> String {
        switch turns.arrive(question, kind: String(question.prefix(1))) {
        case .begins: "begins"
        case .waits(nil): "waits"
        case .waits(let pushedOut?): "instead of \(pushedOut)"
        }
    }

    /// Whose turn it is now that one of a kind is answered.
    mutating func finish(_ kind: String) -> String? { turns.finish(kind: kind)?.question }
}

@Suite("Whose turn it is to be answered")
struct TurnsTests {
    @Test("So many begin at once, of one kind fewer, and the others wait")
    func bounds() {
        var line = Line()
        let arrivals = ["a1", "a2", "a3", "b1", "b2", "c1"].map { line.arrive($0) }
        #expect(arrivals == ["begins", "begins", "waits", "begins", "waits", "waits"])
    }

    @Test("Of more of one kind than may wait the oldest is pushed out, and no other kind's")
    func oldest() {
        var line = Line()
        for question in ["a1", "a2", "b1", "b2"] { _ = line.arrive(question) }
        let arrivals = ["a3", "a4", "a5", "a6", "b3"].map { line.arrive($0) }
        #expect(arrivals == ["waits", "waits", "instead of a3", "instead of a4", "waits"])
    }

    @Test("The kinds take turns, each in its own order")
    func fairness() {
        var line = Line()
        for question in ["a1", "a2", "b1", "a3", "a4", "c1", "c2"] { _ = line.arrive(question) }
        var begun: [String] = []
        for kind in ["b", "a", "a", "c"] { line.finish(kind).map { begun.append($0) } }
        #expect(begun == ["c1", "a3", "c2", "a4"])
    }

    @Test("What may not begin for its kind's sake leaves its place to the next kind")
    func share() {
        var line = Line()
        for question in ["a1", "a2", "a3", "b1", "b2"] { _ = line.arrive(question) }
        #expect(line.finish("b") == "b2")
        #expect(line.finish("b") == nil)
        #expect(line.arrive("c1") == "begins")
    }

    @Test("Whatever comes and goes, no more are answered at once than may be, and nobody who could begin waits")
    func always() {
        var turns = Turns<Int>(QuestionBounds(atOnce: 3, ofOneKind: 2, waiting: 2))
        var random = SplitMix(state: 7)
        var begun: [String: Int] = [:]
        var waiting: [String: Int] = [:]
        for number in 0..<5_000 {
            let kind = ["a", "b", "c"].randomElement(using: &random) ?? "a"
            if Bool.random(using: &random) {
                switch turns.arrive(number, kind: kind) {
                case .begins: begun[kind, default: 0] += 1
                case .waits(let pushedOut): waiting[kind, default: 0] += pushedOut == nil ? 1 : 0
                }
            } else if begun[kind, default: 0] > 0 {
                begun[kind, default: 0] -= 1
                if let next = turns.finish(kind: kind) {
                    begun[next.kind, default: 0] += 1
                    waiting[next.kind, default: 0] -= 1
                }
            }
            let total = begun.values.reduce(0, +)
            #expect(total <= 3 && begun.values.allSatisfy { $0 <= 2 } && waiting.values.allSatisfy { $0 <= 2 })
            for (kind, count) in waiting where count > 0 { #expect(total == 3 || begun[kind] == 2) }
        }
    }
}

/// Random numbers from a seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
