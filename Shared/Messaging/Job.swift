// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import Database
public import struct Foundation.Date
public import struct Foundation.UUID

/// One kind of work that takes many transactions: an import, a yearly opening.
public protocol Job: Sendable {
    /// What is to be done, kept with the job.
    associatedtype Order: Codable & Sendable
    static var kind: String { get }

    /// Does a step, in a transaction that is open: what it writes and where it then is become one.
    ///
    /// A step takes a second or so at most. It is done again from the same place when its transaction came to nothing.
    func step(
        _ order: Order, from place: JobPlace, at time: Date, on connection: isolated Connection
    ) async throws -> JobStep
}

/// Where a job is.
public struct JobPlace: Sendable, Equatable {
    /// What the step before has left; nil before the first.
    public var cursor: String?
    /// In whatever the job counts.
    public var done: Int
    public var total: Int?
    /// What came of it by now, by name.
    public var counts: [String: Int]

    public init(cursor: String? = nil, done: Int = 0, total: Int? = nil, counts: [String: Int] = [:]) {
        self.cursor = cursor
        self.done = done
        self.total = total
        self.counts = counts
    }
}

/// What a step came to.
public enum JobStep: Sendable {
    case more(JobPlace)
    case finished(JobPlace)
    /// It is not to be done. What this step wrote stays.
    case refused(Problem)
}

/// A job with its types put away.
struct RunnableJob: Sendable {
    let kind: String
    let step: @Sendable (_ order: String, JobPlace, Date, _ connection: isolated Connection) async throws -> JobStep

    init<J: Job>(_ job: J) {
        kind = J.kind
        step = { order, place, time, connection in
            try await job.step(try JSON.value(J.Order.self, from: order), from: place, at: time, on: connection)
        }
    }
}

extension Pool {
    /// Enters a job, which begins within a second or so; one that is there already stays as it is.
    ///
    /// - Parameter subject: what it is about, in a word that people know.
    public func begin<J: Job>(_ job: J.Type, _ id: UUID, about subject: String, _ order: J.Order) async throws {
        try await query(Jobs.enter(id, J.kind, subject, try JSON.text(order)))
    }
}
