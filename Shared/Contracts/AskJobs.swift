// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

/// Asks a service for its jobs, the newest first: `registry.ask-jobs.v1`. Every engine answers it under the name of its own
/// service, and answers the operator only.
public struct AskJobs<Keeper: HistoryKeeper>: Query {
    public static var name: MessageName { AskJobsName.of(Keeper.service) }
    public static var senders: Senders { [.operator] }
    public typealias Answer = [JobProgress]

    /// Only this one.
    public var job: UUID?
    /// It is to end after the step that it is at.
    public var cancel: Bool?

    public init(job: UUID? = nil, cancel: Bool? = nil) {
        self.job = job
        self.cancel = cancel
    }
}

/// A name that is made and not written, like that of `VerifyHistory`.
public enum AskJobsName {
    public static func of(_ service: String) -> MessageName {
        MessageName(stringLiteral: "\(service).ask-jobs.v1")
    }
}
