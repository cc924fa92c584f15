// SPDX-License-Identifier: Apache-2.0

import Threads

/// How fast engines empty a full queue.
struct Throughput: Sendable {
    var ground: Ground
    let floor: Floor

    func of(_ load: Load) -> Throughput {
        var other = self
        other.ground.load = load
        return other
    }

    struct Result: Sendable {
        /// Commands a second, from the first process's wish to consume to the last acknowledgement.
        var rate = 0.0
        /// The same of each fifth of the commands, in order.
        var fifths: [Double] = []
        /// The most memory that one of the processes had, in megabytes.
        var memory = 0.0
        /// Microseconds of processor time that the engines used for a command; the servers' time is not in it.
        var processorTime = 0.0
    }

    func floor(messages: Int, batch: Int) async throws -> Double {
        try await ground.clear(floor)
        let sum = try await ground.fill(messages)
        let rate = try floor.batch(messages: messages, batch: batch, isPublic: ground.load.isPublic)
        try await ground.verify(messages: messages, sum: sum, floor: floor)
        return rate
    }

    func engines(_ copies: Int, messages: Int) async throws -> Result {
        try await ground.clear(floor)
        let sum = try await ground.fill(messages)
        let result = try await empty(messages, copies: copies)
        try await ground.verify(messages: messages, sum: sum, floor: floor)
        return result
    }

    /// Empties the queue, which must be full.
    func empty(_ messages: Int, copies: Int) async throws -> Result {
        ground.load.tell()
        let children = try (0..<copies).map { _ in try Child.bench("work") }
        let marks = Mailbox<Mark?>()
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            for (worker, child) in children.enumerated() {
                tasks.addTask {
                    while let line = await child.lines.next() {
                        if let mark = Mark(line, worker: worker) { marks.post(mark) }
                    }
                    marks.post(nil)
                }
            }
            var done = [Int](repeating: 0, count: copies)
            var times: [(done: Int, time: UInt64)] = []
            var begin = UInt64.max
            while done.reduce(0, +) < messages {
                guard let mark = await marks.next() ?? nil else {
                    for child in children { await child.end() }
                    throw Failure("an engine ended before the queue was empty")
                }
                begin = min(begin, mark.time)
                done[mark.worker] = mark.done
                times.append((done.reduce(0, +), mark.time))
            }
            var result = Result()
            result.memory = children.map(\.memory.most).max() ?? 0
            result.processorTime = children.map(\.processorTime).reduce(0, +) / Double(messages) * 1e6
            try await ground.allConfirmed()
            for child in children { await child.end() }
            result.take(times, begin: begin, messages: messages)
            return result
        }
    }

    /// One line of a worker.
    private struct Mark: Sendable {
        let worker: Int
        let done: Int
        let time: UInt64

        init?(_ line: String, worker: Int) {
            let words = line.split(separator: " ")
            guard words.count == 3, words[0] == "done", let done = Int(words[1]), let time = UInt64(words[2]) else {
                return nil
            }
            self.worker = worker
            self.done = done
            self.time = time
        }
    }
}

extension Throughput.Result {
    fileprivate mutating func take(_ marks: [(done: Int, time: UInt64)], begin: UInt64, messages: Int) {
        func rate(_ done: Int, _ from: UInt64, _ to: UInt64) -> Double {
            Double(done) / (Double(max(1, to &- from)) / 1e9)
        }
        guard let end = marks.map(\.time).max() else { return }
        self.rate = rate(messages, begin, end)
        var last = (done: 0, time: begin)
        for fifth in 1...5 {
            guard let mark = marks.first(where: { $0.done >= messages * fifth / 5 }) else { return }
            fifths.append(rate(mark.done - last.done, last.time, mark.time))
            last = mark
        }
    }
}
