// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import Database

/// All that is particular about a service, as a value; the engine runs it.
public struct Definition: Sendable {
    /// The service's name: its schema, its queues' prefix, the first part of its messages' names.
    public var service: String
    public var migrations: [Migration]
    public var aggregates: [Aggregate]
    public var handlers: [Handler]
    /// What its aggregates do when an instruction of theirs is refused.
    public var refusals: [RefusalHandler]
    public var questions: [any Question]
    /// Loops of its own that run beside the engine and end when they are cancelled, like the delivery of e-mail.
    public var workers: [Worker]
    /// What it can do that takes many transactions.
    public var jobs: [any Job]

    public init(
        service: String, migrations: [Migration], aggregates: [Aggregate], handlers: [Handler],
        refusals: [RefusalHandler] = [], questions: [any Question], workers: [Worker] = [],
        jobs: [any Job] = []
    ) {
        self.service = service
        self.migrations = migrations
        self.aggregates = aggregates
        self.handlers = handlers
        self.refusals = refusals
        self.questions = questions
        self.workers = workers
        self.jobs = jobs
    }

    var projections: [ProjectedTables] { ProjectedTables.all(aggregates) }

    /// The facts of other services that it listens to.
    public var reactions: [MessageName] {
        Set(handlers.filter(\.isReaction).map(\.name)).sorted { $0.text < $1.text }
    }
}

/// A loop that a service runs beside the engine.
public struct Worker: Sendable {
    public let name: String
    /// Runs until it is cancelled. When it throws it is started again after a pause.
    public let run: @Sendable (any Performer) async throws -> Void

    public init(name: String, run: @escaping @Sendable (any Performer) async throws -> Void) {
        self.name = name
        self.run = run
    }
}

/// What a worker may do: read the service's tables, and have instructions decided as if they had arrived.
public protocol Performer: Sendable {
    var database: Pool { get }
    func perform<I: Instruction>(_ instruction: I, as actor: Actor) async throws -> Reply
}
