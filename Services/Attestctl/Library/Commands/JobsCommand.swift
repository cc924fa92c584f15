// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Contracts
import Foundation
import ServiceKit

/// `attestctl jobs`
public struct JobsCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Shows what a service does that takes long, and cancels it.",
        discussion: """
            A line for each job, the newest first: how far it is, how fast it goes and how long it has left, or what came \
            of it. A job is kept for ninety days after its end.
            """)

    @Argument(help: "identity, registry, compliance or notification.")
    var service: String

    @Option(help: "Cancels this job; what it has done stays.")
    var cancel: String?

    public init() {}

    public mutating func validate() throws {
        try Operation.check(service: service)
        if let cancel, UUID(uuidString: cancel) == nil { throw ValidationError("'\(cancel)' is not the id of a job") }
    }

    public func run() async throws {
        try await Operation.withServices { client, _ in
            for keeper in HistoryKeepers.all where keeper.service == service { try await show(keeper, client) }
        }
    }

    private func show<Keeper: HistoryKeeper>(_ keeper: Keeper.Type, _ client: ServiceClient) async throws {
        let meant = cancel.flatMap { UUID(uuidString: $0) }
        let jobs = try await client.ask(
            AskJobs<Keeper>(job: meant, cancel: meant == nil ? nil : true), as: .operator, trace: TraceContext())
        if let cancel, jobs.isEmpty { throw Operation.fail("\(service) has no job \(cancel)") }
        if jobs.isEmpty { print("\(service) has no jobs") }
        for job in jobs { print("\(Identifier.text(job.job))  \(Self.line(job, at: Date()))") }
    }

    static func line(_ job: JobProgress, at time: Date) -> String {
        let name = "\(job.kind) of \(job.subject): "
        let counts = job.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        switch job.standing {
        case .waiting: return name + "waits for its turn"
        case .running:
            let extent = job.total.map { "\(job.done) of \($0)" } ?? "\(job.done)"
            let rate = job.rate(at: time).map { ", \(Int($0.rounded())) a second" } ?? ""
            let left = job.left(at: time).map { ", \(Self.words($0)) left" } ?? ""
            return name + extent + rate + left
        case .done: return name + "done" + (counts.isEmpty ? "" : ", \(counts)")
        case .refused: return name + "refused: \(job.problem ?? "")"
        case .failed: return name + "failed: \(job.problem ?? "")"
        case .cancelled: return name + "cancelled" + (counts.isEmpty ? "" : " after \(counts)")
        }
    }

    static func words(_ seconds: Double) -> String {
        seconds < 90 ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
    }
}
