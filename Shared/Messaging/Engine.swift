// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import Cryptography
public import Database
public import struct Foundation.Date
public import struct Foundation.UUID
public import Logging
import Threads

/// Runs a service: its lanes, its outbox, its timers and its workers, each started again when it fails.
///
/// `Delivery.md` beside this file states what it guarantees.
public final class Engine: Performer, Sendable {
    public let database: Pool
    /// For decisions that no lane's own connection makes; set up as theirs are.
    private let writers: Pool
    /// For questions only: whoever asks much takes nothing from those who wait for a decision.
    private let readers: Pool
    private let workers: WorkerPool
    private let definition: Definition
    private let configuration: DatabaseConfiguration
    /// Decisions run the same dozen statements over arrays of keys.
    private let laneConfiguration: DatabaseConfiguration
    /// Whoever waits for an answer is told soon that a table is locked.
    private let requestConfiguration: DatabaseConfiguration
    private let transport: any Transport
    private let options: Options
    private let now: @Sendable () -> Date
    private let letters: LetterEraser?
    private let log: Logger
    private let intake: Intake
    private let processor: Processor
    private let dispatcher: Dispatcher
    private let sweeper: Sweeper
    /// Tells this process from others, and from itself before a restart.
    private let process: UUID
    private let trials: Trials
    private let quarantine: Quarantine
    private let busy: Outage
    private let outages: [String: Outage]
    private let drain = Drain()
    private let meters = Meters()
    private let standing = Lock<[String: Bool]>([:])

    /// - Parameters:
    ///   - configuration: a database role that owns the service's schema.
    ///   - sealingKey: for what only `notification` may read; nil for services that send no e-mail.
    ///   - letters: takes a person out of the service's dead letters; nil where there are none.
    ///   - now: the clock; a test moves it.
    public init(
        _ definition: Definition, configuration: DatabaseConfiguration, transport: any Transport,
        sealingKey: SealingKey? = nil, options: Options = Options(), letters: LetterEraser? = nil, log: Logger,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.definition = definition
        self.configuration = configuration
        self.transport = transport
        self.options = options
        self.now = now
        self.letters = letters
        self.log = log
        database = Pool(configuration, limit: options.poolLimit, name: definition.service)
        var byKey = configuration
        byKey.findsByKey = true
        laneConfiguration = byKey
        byKey.lockTimeout = min(byKey.lockTimeout, .seconds(3))
        byKey.statementTimeout = min(byKey.statementTimeout, .seconds(8))
        requestConfiguration = byKey
        writers = Pool(byKey, limit: options.poolLimit, name: definition.service)
        readers = Pool(
            configuration, limit: options.questions.atOnce + options.costlyQuestions.atOnce, name: definition.service)
        workers = WorkerPool(limit: options.costlyQuestions.atOnce, name: "questions")
        intake = Intake(
            definition.handlers + [Refusals.handler(of: definition.service, definition.refusals)],
            of: definition.service, options: options)
        let confirmations = Confirmations()
        let alarm = Alarm()
        busy = Outage("service", "database", log: log)
        outages = Dictionary(
            uniqueKeysWithValues: ["work", "requests", "queries"].map { ($0, Outage("lane", $0, log: log)) })
        quarantine = Quarantine(service: definition.service, admission: intake.admission, meters: meters, log: log)
        process = Identifier.make()
        trials = Trials(pool: database, options: options, process: process, log: log)
        processor = Processor(
            service: definition.service,
            aggregates: Dictionary(definition.aggregates.map { ($0.name, $0) }) { first, _ in first },
            options: options, sealingKey: sealingKey, now: now, confirmations: confirmations,
            memory: Memory(capacity: options.rememberedBytes), alarm: alarm, busy: busy,
            log: log, intake: intake)
        dispatcher = Dispatcher(
            transport: transport, confirmations: confirmations, deadline: options.confirmDeadline, alarm: alarm,
            log: log)
        sweeper = Sweeper(
            pool: database, dispatcher: dispatcher, confirmations: confirmations, quarantine: quarantine, alarm: alarm,
            options: options, now: now, log: log)
    }

    /// The engine's own migrations and then the service's.
    ///
    /// - Returns: the names of those that were applied.
    @discardableResult
    public func migrate() async throws -> [String] {
        let applied = try await definition.migrate(configuration)
        try await InboxDays(pool: database, options: options, now: now, log: log).keep()
        return applied
    }

    /// True when every lane is connected.
    public var isReady: Bool { standing.withLock { $0.count == 3 && $0.values.allSatisfy { $0 } } }

    /// Takes no more work; `run` returns when what was taken is done.
    public func beginDraining() { drain.begin() }

    /// Runs until the drain is done or the task is cancelled.
    ///
    /// A drain waits for the broker to confirm what was committed. The caller decides for how long: when it cancels, the
    /// rest stays in the outbox, for the next start.
    public func run() async throws {
        // The helpers outlive the lanes: what the lanes commit has to be published before all ends.
        let helpers = Task {
            await withDiscardingTaskGroup { tasks in
                tasks.addTask { await self.dispatcher.run() }
                tasks.addTask { await self.sweeper.run() }
                tasks.addTask { await self.sweeper.flush() }
                tasks.addTask { await self.rebuilder.run() }
                tasks.addTask { await self.newcomer.run() }
                tasks.addTask { await self.jobs.run() }
                tasks.addTask {
                    await Gauges(
                        dispatcher: self.dispatcher,
                        pools: ["questions": self.readers, "requests": self.writers, "work": self.database]
                    ).run()
                }
                tasks.addTask {
                    await InboxDays(pool: self.database, options: self.options, now: self.now, log: self.log).run()
                }
                tasks.addTask {
                    await Timers(
                        pool: self.database, dispatcher: self.dispatcher, quarantine: self.quarantine,
                        busy: Outage("lane", "timers", log: self.log), options: self.options, now: self.now
                    ).run()
                }
            }
        }
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { tasks in
                tasks.addTask { await self.supervise("work") { try await self.workLane.run() } }
                tasks.addTask { await self.supervise("requests") { try await self.requestLane.run() } }
                tasks.addTask { await self.supervise("queries") { try await self.queryLane.run() } }
                for worker in self.definition.workers {
                    tasks.addTask { await self.supervise(worker) }
                }
            }
            await dispatcher.drained()
            helpers.cancel()
            await helpers.value
        } onCancel: {
            helpers.cancel()
        }
        await readers.close()
        await writers.close()
        await database.close()
    }

    // MARK: Lanes

    private var workLane: WorkLane {
        WorkLane(
            service: definition.service, queue: Routes.work(definition.service), transport: opening("work"),
            configuration: laneConfiguration, pool: database, intake: intake, processor: processor,
            dispatcher: dispatcher, options: options, now: now, drain: drain, meters: meters, trials: trials,
            busy: busy,
            log: log)
    }

    private var requestLane: RequestLane {
        RequestLane(
            queue: Routes.requests(definition.service), transport: opening("requests"),
            configuration: requestConfiguration, pool: database, writers: writers, intake: intake, processor: processor,
            dispatcher: dispatcher, options: options, now: now, drain: drain, meters: meters,
            busy: Outage("service", "requests", log: log), log: log)
    }

    private var queryLane: QueryLane {
        QueryLane(
            queue: Routes.queries(definition.service), transport: opening("queries"), pool: readers, workers: workers,
            answerers: QueryLane.answerers(
                definition.questions, history(readers), rebuilder, jobs,
                FactsQuestion(aggregates: definition.aggregates, stretch: options.factsPage),
                ErasingQuestion(processor: processor, writers: writers), of: definition.service),
            admission: intake.admission, options: options, now: now, drain: drain, meters: meters,
            busy: Outage("service", "queries", log: log), log: log)
    }

    /// Runs a lane again and again until the drain is done or the task is cancelled.
    private func supervise(_ lane: String, _ run: @Sendable () async throws -> Void) async {
        var pause = Pause()
        defer { outages[lane]?.ended() }
        standing.withLock { $0[lane] = false }
        while !Task.isCancelled {
            let begun = ContinuousClock.now
            do {
                try await run()
                break
            } catch {
                standing.withLock { $0[lane] = false }
                if Task.isCancelled || drain.hasBegun { break }
                outages[lane]?.began(error)
            }
            if begun.duration(to: .now) > .seconds(5) { pause.reset() }
            await pause.wait()
        }
        standing.withLock { $0[lane] = false }
    }

    private func supervise(_ worker: Worker) async {
        var pause = Pause()
        let outage = Outage("worker", worker.name, log: log)
        while !Task.isCancelled, !drain.hasBegun {
            let begun = ContinuousClock.now
            do {
                _ = try await drain.unlessDraining { try await worker.run(self) }
            } catch {
                if Task.isCancelled || drain.hasBegun { return }
                if begun.duration(to: .now) > .seconds(5) {
                    // It was at work meanwhile.
                    pause.reset()
                    outage.ended()
                }
                outage.began(error)
            }
            await pause.wait()
        }
    }

    /// The transport, noting when a lane is connected.
    private func opening(_ lane: String) -> any Transport {
        Noting(transport: transport) {
            self.standing.withLock { $0[lane] = true }
            self.outages[lane]?.ended()
        }
    }

    // MARK: Performing

    /// Decides an instruction as if it had arrived, without the broker; what follows from it is published.
    ///
    /// It is done also when the caller is cancelled meanwhile: a worker that has just sent an e-mail records it, however
    /// soon the process is to end.
    public func perform<I: Instruction>(_ instruction: I, as actor: Actor) async throws -> Reply {
        let envelope = Envelope(
            id: Identifier.text(Identifier.make()), source: "/attest/\(definition.service)", type: I.name,
            time: now(), actor: actor)
        let arrival = Arrival(
            tag: 0, body: Array(try envelope.encode(instruction).utf8), type: I.name.text,
            sender: definition.service)
        guard case .ready(let message) = intake.read(arrival, at: now()) else {
            return .failed(reason: "\(I.name) is not decided here.")
        }
        let committed = try await Task { [writers, processor] in
            try await writers.withConnection { try await processor.process([message], on: $0) }
        }.value
        _ = dispatcher.dispatch(committed)
        meters.decided([message], committed.outcomes, at: now())
        guard let outcome = committed.outcomes.first else { return .failed(reason: "It could not be done.") }
        // Nobody waits for the answer but a worker, which does it again.
        if case .busy(let error) = outcome { throw error }
        return try outcome.reply(log)
    }

    // MARK: History

    private func history(_ pool: Pool) -> History {
        History(pool: pool, pageSize: options.historyPage)
    }

    /// Recomputes every stream's digest chain. Over the broker the operator asks the same with `VerifyHistory`.
    public func verifyHistory() async throws -> [HistoryFault] {
        try await history(database).verify()
    }

    /// One page of the same, from a cursor on.
    public func verifyHistory(after cursor: HistoryCursor?) async throws -> HistoryPage {
        try await history(database).page(after: cursor)
    }

    // MARK: What was before

    private var newcomer: Newcomer {
        Newcomer(
            subscriptions: Subscriptions(definition), transport: transport, pool: database,
            configuration: configuration, dispatcher: dispatcher, admission: intake.admission,
            outage: Outage("lane", "past", log: log), now: now,
            log: log)
    }

    // MARK: Jobs

    private var jobs: Jobs {
        func runnable<J: Job>(_ job: J) -> RunnableJob { RunnableJob(job) }
        let erasing =
            definition.reactions.contains(AccountErasureDue.name)
            ? [
                RunnableJob(
                    ErasureJob(
                        question: ErasingQuestion(processor: processor, writers: writers),
                        service: definition.service, letters: letters))
            ] : []
        return Jobs(
            pool: database, configuration: configuration,
            kinds: Dictionary((definition.jobs.map { runnable($0) } + erasing).map { ($0.kind, $0) }) { first, _ in
                first
            },
            options: options, holder: process, now: now, log: log)
    }

    // MARK: Projections

    private var rebuilder: Rebuilder {
        Rebuilder(
            pool: database, configuration: configuration, aggregates: processor.aggregates, options: options, log: log)
    }
}

/// A transport that tells when a connection was opened.
private struct Noting: Transport {
    let transport: any Transport
    let opened: @Sendable () -> Void

    func consume(_ queue: String, prefetch: Int) async throws -> any Inlet {
        let inlet = try await transport.consume(queue, prefetch: prefetch)
        opened()
        return inlet
    }

    func publish() async throws -> any Outlet { try await transport.publish() }

    func respond(to types: [MessageName], on queue: String, prefetch: Int) async throws -> any Answering {
        let answering = try await transport.respond(to: types, on: queue, prefetch: prefetch)
        opened()
        return answering
    }

    func inquire() async throws -> any Inquiring { try await transport.inquire() }
}
