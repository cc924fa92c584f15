// SPDX-License-Identifier: Apache-2.0

/// Whose turn it is to be answered. Questions of one kind wait in their order, and the kinds take turns: who asks one
/// thing often waits for itself.
struct Turns<Question> {
    enum Arrival {
        /// It is its turn at once.
        case begins
        /// It waits, and so long a line has lost its oldest.
        case waits(pushedOut: Question?)
    }

    private let bounds: QuestionBounds
    private var begun: [String: Int] = [:]
    private var lines: [String: [Question]] = [:]
    /// The kinds of which some wait, those that had a turn last at the end.
    private var order: [String] = []

    init(_ bounds: QuestionBounds) { self.bounds = bounds }

    /// How many are being answered.
    private var total: Int { begun.values.reduce(0, +) }

    mutating func arrive(_ question: Question, kind: String) -> Arrival {
        if lines[kind] == nil, mayBegin(kind) {
            begun[kind, default: 0] += 1
            return .begins
        }
        if lines[kind] == nil { order.append(kind) }
        var line = lines[kind] ?? []
        line.append(question)
        let pushedOut = line.count > max(1, bounds.waiting) ? line.removeFirst() : nil
        lines[kind] = line
        return .waits(pushedOut: pushedOut)
    }

    /// One of a kind is answered.
    ///
    /// - Returns: whose turn it is now. It is never more than one's: those who still wait could not begin before either.
    mutating func finish(kind: String) -> (question: Question, kind: String)? {
        begun[kind] = begun[kind].flatMap { $0 > 1 ? $0 - 1 : nil }
        guard let place = order.firstIndex(where: mayBegin) else { return nil }
        let next = order.remove(at: place)
        guard var line = lines.removeValue(forKey: next) else { return nil }
        let question = line.removeFirst()
        if !line.isEmpty {
            lines[next] = line
            order.append(next)
        }
        begun[next, default: 0] += 1
        return (question, next)
    }

    private func mayBegin(_ kind: String) -> Bool {
        total < max(1, bounds.atOnce) && begun[kind, default: 0] < max(1, bounds.ofOneKind)
    }
}
