// SPDX-License-Identifier: Apache-2.0

import Logging
import Threads

/// Publishes what was committed and sees it confirmed, over one connection that is replaced when it is lost.
///
/// What a lost connection left without the broker's word is published again, in order, before anything else: readers
/// recognise repetitions. A message that the broker refuses or cannot route stays in the outbox for the sweeper; so does
/// one because of which the broker ends the connection, which is found by publishing each alone.
final class Dispatcher: Sendable {
    /// Some messages of one commit.
    struct Group: Sendable {
        let id: UInt64
        let messages: [Outgoing]
        let slot: Int64
        /// The messages' places in the outbox; empty for what is not there.
        let positions: [Int64]
        /// The broker's word on each message.
        let settled: Promise<[Verdict]>
        let begun = ContinuousClock.now
    }

    private struct State {
        var next: UInt64 = 0
        /// Since when the broker's word on the oldest group is waited for.
        var waitingSince: ContinuousClock.Instant?
        var unsettled: [Group] = []
        var outlet: (any Outlet)?
        /// The newest group that was on its way when the broker ended a connection because of a message.
        var lastSuspect: UInt64 = 0
        var trial = Trial()
        var closed = false
    }

    /// What became so far of the messages of the oldest group, which go one by one.
    private struct Trial {
        var verdicts: [Verdict] = []
        /// The exchanges and keys by which nothing gets through, and why.
        var closedWays: [String: String] = [:]

        static func way(of message: Outgoing) -> String { "\(message.exchange) \(message.key)" }
    }

    private let transport: any Transport
    private let confirmations: Confirmations
    /// How long the broker's word is waited for before its connection counts as lost.
    private let deadline: Duration
    private let alarm: Alarm
    private let outage: Outage
    private let log: Logger
    private let state = Lock(State())
    private let queue = Mailbox<Group>()

    init(
        transport: any Transport, confirmations: Confirmations, deadline: Duration, alarm: Alarm, log: Logger
    ) {
        self.transport = transport
        self.confirmations = confirmations
        self.deadline = deadline
        self.alarm = alarm
        outage = Outage("lane", "publishing", log: log)
        self.log = log
    }

    /// Takes messages to publish. The promise is kept when the broker has had its word on each.
    func dispatch(_ messages: [Outgoing], slot: Int64 = 0, positions: [Int64] = []) -> Promise<[Verdict]> {
        let promise = Promise<[Verdict]>()
        guard !messages.isEmpty else {
            promise.keep([])
            return promise
        }
        let group = state.withLock { state -> Group? in
            if state.closed { return nil }
            state.next += 1
            let group = Group(
                id: state.next, messages: messages, slot: slot, positions: positions, settled: promise)
            state.unsettled.append(group)
            return group
        }
        if let group {
            queue.post(group)
        } else {
            promise.keep(messages.map { _ in Self.abandoned })
        }
        return promise
    }

    /// Takes what a commit left to publish.
    func dispatch(_ committed: Processor.Committed) -> [Promise<[Verdict]>] {
        committed.parts.map { dispatch($0.outgoing, slot: $0.slot, positions: $0.positions) }
    }

    /// How many messages wait for the broker's word, and for how long the oldest has.
    var backlog: (messages: Int, oldest: Duration) {
        state.withLock { state in
            (
                state.unsettled.reduce(0) { $0 + $1.messages.count },
                state.unsettled.first?.begun.duration(to: .now) ?? .zero
            )
        }
    }

    /// True when there is a connection, and the broker takes something.
    var isAbleToPublish: Bool {
        get async {
            guard let outlet = state.withLock({ $0.outlet }) else { return false }
            return await !outlet.isBlocked
        }
    }

    /// Answers requests, if there is a connection at the moment.
    func reply(_ answers: [Answer]) async {
        guard !answers.isEmpty, let outlet = state.withLock({ $0.outlet }) else { return }
        // Whoever waits asks again with the same id, so a lost answer is no loss.
        try? await outlet.reply(answers)
    }

    /// Waits until nothing is on its way.
    func drained() async {
        while let last = state.withLock({ $0.unsettled.last }) { _ = await last.settled.value }
    }

    /// Publishes until it is cancelled.
    func run() async {
        var pause = Pause()
        while !Task.isCancelled {
            do {
                let outlet = try await transport.publish()
                let begun = ContinuousClock.now
                outage.ended()
                state.withLock { $0.outlet = outlet }
                // What was committed meanwhile by a process that ended, or with an answer that was lost.
                alarm.ring()
                do {
                    try await publish(on: outlet)
                } catch {
                    state.withLock { state in
                        state.outlet = nil
                        if error is UnacceptableMessage { state.lastSuspect = state.unsettled.last?.id ?? 0 }
                    }
                    await outlet.close()
                    // One that fails as soon as it is used is not worth a hurry.
                    if begun.duration(to: .now) > .seconds(5) { pause.reset() }
                    throw error
                }
                state.withLock { $0.outlet = nil }
                await outlet.close()
            } catch {
                if Task.isCancelled { break }
                outage.began(error)
                await pause.wait()
            }
        }
        let abandoned = state.withLock { state in
            state.closed = true
            defer { state.unsettled = [] }
            return state.unsettled
        }
        for group in abandoned { group.settled.keep(group.messages.map { _ in Self.abandoned }) }
    }

    private static let abandoned = Verdict.refused(reason: "the process ends")

    private func publish(on outlet: any Outlet) async throws {
        let sent = Mailbox<(Group, any Sending)>()
        // Groups that wait in the queue are among the unsettled; they are skipped when the queue gives them.
        let (backlog, lastSuspect) = state.withLock { ($0.unsettled, $0.lastSuspect) }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                while let (group, sending) = await sent.next() {
                    self.state.withLock { $0.waitingSince = .now }
                    defer { self.state.withLock { $0.waitingSince = nil } }
                    self.settle(group, try await sending.settled())
                }
            }
            tasks.addTask { try await self.watch(outlet) }
            tasks.addTask {
                var newest: UInt64 = 0
                for group in backlog where group.id <= lastSuspect {
                    try await self.publishAlone(group, on: outlet)
                    newest = group.id
                }
                self.state.withLock { ($0.lastSuspect, $0.trial) = (0, Trial()) }
                for group in backlog where group.id > lastSuspect {
                    await sent.send((group, try await outlet.send(group.messages)))
                    newest = group.id
                }
                while let group = await self.queue.next() {
                    guard group.id > newest else { continue }
                    await sent.send((group, try await outlet.send(group.messages)))
                }
            }
            // The first that ends, ends all: an error, or the cancellation.
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }

    /// Publishes the messages of a group one by one, until the broker ends the connection because of one of them: nothing
    /// more is tried by the same way.
    private func publishAlone(_ group: Group, on outlet: any Outlet) async throws {
        defer { state.withLock { $0.waitingSince = nil } }
        while let message = state.withLock({ group.messages.dropFirst($0.trial.verdicts.count).first }) {
            let way = Trial.way(of: message)
            var verdicts = state.withLock { state in
                state.waitingSince = .now
                return state.trial.closedWays[way].map { [Verdict.returned(reason: $0)] } ?? []
            }
            do {
                if verdicts.isEmpty { verdicts = try await outlet.send([message]).settled() }
            } catch let error as UnacceptableMessage {
                state.withLock { $0.trial.closedWays[way] = error.description }
                throw error
            }
            state.withLock { $0.trial.verdicts += verdicts }
        }
        let verdicts = state.withLock { state in
            defer { state.trial.verdicts = [] }
            return state.trial.verdicts
        }
        settle(group, verdicts)
    }

    /// Ends when a word of the broker is overdue: it will not come on this connection any more.
    private func watch(_ outlet: any Outlet) async throws {
        while true {
            try await Task.sleep(for: deadline / 4)
            guard let since = state.withLock({ $0.waitingSince }), since.duration(to: .now) > deadline else { continue }
            // A broker that says that it takes nothing has not forgotten what it has.
            guard await outlet.isBlocked else { throw Overdue() }
            state.withLock { if $0.waitingSince == since { $0.waitingSince = .now } }
        }
    }

    private struct Overdue: Error, CustomStringConvertible {
        var description: String { "the broker did not confirm in time" }
    }

    private func settle(_ group: Group, _ verdicts: [Verdict]) {
        var confirmed: [Int64] = []
        for (index, verdict) in verdicts.enumerated() {
            switch verdict {
            case .confirmed:
                if index < group.positions.count { confirmed.append(group.positions[index]) }
            case .returned(let reason), .refused(let reason):
                log.warning(
                    "a message was not taken by the broker",
                    metadata: ["type": "\(group.messages[index].type)", "reason": "\(reason)"])
            }
        }
        confirmations.add(ConfirmedRange.runs(slot: group.slot, confirmed))
        state.withLock { state in
            // Groups settle in order, so it is the first.
            if let index = state.unsettled.firstIndex(where: { $0.id == group.id }) {
                state.unsettled.remove(at: index)
            }
        }
        group.settled.keep(verdicts)
    }
}
