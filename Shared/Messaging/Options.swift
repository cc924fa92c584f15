// SPDX-License-Identifier: Apache-2.0

import Contracts

/// How the engine runs. The defaults are right for production; tests shorten the waits.
public struct Options: Sendable {
    /// Most messages in one transaction of durable work or requests, 1 to 1,000.
    public var batch = 200
    /// Connections on which durable work is decided and committed at once, divided by stream.
    public var strands = 2
    /// Unacknowledged deliveries the broker may hand out; with less than five batches a strand the stages starve.
    public var prefetch = 2_000
    /// Batches that may be begun and not yet confirmed.
    public var unconfirmedBatches = 3
    /// How long the broker may take to confirm; then its connection counts as lost, and what it did not confirm is
    /// published again on another.
    public var confirmDeadline = Duration.seconds(60)
    /// The largest body that is read; a larger one is quarantined.
    public var largestBody = Envelope.largestBody
    /// How long ids are remembered.
    public var memory = Duration.seconds(31 * 86_400)
    /// How much of the states that were written last a process remembers, in bytes of JSON; 0 for nothing.
    public var rememberedBytes = 16 << 20
    /// How long a slot of the outbox is written to before the next.
    public var slotPeriod = Duration.seconds(30)
    /// How old an unconfirmed row must be before somebody else publishes it again.
    public var sweepAge = Duration.seconds(2)
    /// How long a row of the outbox that no queue takes is published again before it is a dead letter.
    public var homelessAge = Duration.seconds(600)
    /// How often a message is handed out before it is on trial.
    public var suspectAfter = 3
    /// How many processes end with a message alone in hand before it is a dead letter.
    public var mostEnds = 5
    /// How long a process must live with a message in hand to show that this is not what ends it.
    public var trialPeriod = Duration.seconds(10)
    /// How often timers are looked at.
    public var timerTick = Duration.milliseconds(250)
    /// Which of the broker's users is who; nil believes every message, for systems whose processes share one user.
    public var roster: Roster?
    /// Connections for what is looked up, at most; and as many for prepared messages. At least 2: a sweep keeps one.
    public var poolLimit = 6
    /// Questions, each on a connection of a pool of their own.
    public var questions = QuestionBounds(atOnce: 6, ofOneKind: 3, waiting: 500)
    /// Questions that cost processor time, each on a thread of their own besides.
    public var costlyQuestions = QuestionBounds(atOnce: 1, ofOneKind: 1, waiting: 64)
    /// Delays before a poison message's next attempt, by queue; tests use fewer.
    public var attempts = Routes.delays.count
    /// Events and states in one page of a verified history; tests use fewer.
    public var historyPage = 2_000
    /// How much of the event log one page of facts for a new reader goes over, in events of any type.
    public var factsPage = 2_000
    /// How often it is looked whether a projection has to be rebuilt.
    public var rebuildTick = Duration.seconds(1)
    /// Streams in one transaction of a rebuild.
    public var rebuildPage = 200

    /// How often it is looked whether there is a job to do.
    public var jobTick = Duration.milliseconds(500)
    /// How long a job belongs to a process that is not heard of.
    public var jobLease = Duration.seconds(30)

    public init() {}
}
