// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date
public import struct Foundation.UUID

/// How far a job is: work that takes many transactions.
public struct JobProgress: Codable, Sendable, Equatable {
    public var job: UUID
    /// `directory-import`.
    public var kind: String
    /// What it is about: a file’s name.
    public var subject: String
    public var standing: JobStanding
    public var done: Int
    /// How much there is to do, in whatever the job counts.
    public var total: Int?
    /// What came of it by now.
    public var counts: [String: Int]
    /// Why it was not done.
    public var problem: String?
    public var created: Date
    public var started: Date?
    public var ended: Date?

    public init(
        job: UUID, kind: String, subject: String, standing: JobStanding, done: Int, total: Int? = nil,
        counts: [String: Int], problem: String? = nil, created: Date, started: Date? = nil, ended: Date? = nil
    ) {
        self.job = job
        self.kind = kind
        self.subject = subject
        self.standing = standing
        self.done = done
        self.total = total
        self.counts = counts
        self.problem = problem
        self.created = created
        self.started = started
        self.ended = ended
    }
}

/// Where a job stands.
public enum JobStanding: String, Codable, Sendable, CaseIterable {
    case waiting, running, done, refused, failed, cancelled

    /// Nothing more comes of it.
    public var isOver: Bool { self != .waiting && self != .running }
}

extension JobProgress {
    /// How much is done in a second; nil before that can be told.
    public func rate(at time: Date) -> Double? {
        guard let started, done > 0 else { return nil }
        let seconds = (ended ?? time).timeIntervalSince(started)
        return seconds > 0.2 ? Double(done) / seconds : nil
    }

    /// Seconds that are left at that rate.
    public func left(at time: Date) -> Double? {
        guard let total, let rate = rate(at: time), standing == .running else { return nil }
        return Double(max(0, total - done)) / rate
    }
}
