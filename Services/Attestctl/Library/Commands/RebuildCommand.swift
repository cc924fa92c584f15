// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Contracts
import ServiceKit

/// `attestctl rebuild`
public struct RebuildCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Fills a service's projections anew from its events.",
        discussion: """
            The service may be at work: the new tables are filled beside the live ones and then take their place. It \
            prints a line whenever a projection has come further, and ends with 0 when all are rebuilt and 1 when one \
            cannot be. Ending it does not end the rebuild; called again, it shows how far that is.
            """)

    @Argument(help: "identity, registry, compliance or notification.")
    var service: String

    @Argument(help: "The projection, by its table's name; all of the service's when none is named.")
    var projection: String?

    public init() {}

    public mutating func validate() throws {
        try Operation.check(service: service)
    }

    public func run() async throws {
        try await Operation.withServices { client, _ in
            for keeper in HistoryKeepers.all where keeper.service == service { try await follow(keeper, client) }
        }
    }

    private func follow<Keeper: HistoryKeeper>(_ keeper: Keeper.Type, _ client: ServiceClient) async throws {
        var shown: [RebuildProgress] = []
        var begin: [String]? = projection.map { [$0] } ?? []
        while true {
            let all = try await client.ask(
                RebuildProjections<Keeper>(begin: begin), as: .operator, trace: TraceContext())
            begin = nil
            let meant = all.filter { projection == nil || $0.projection == projection }
            guard !meant.isEmpty else { throw Operation.fail("\(service) has no projection '\(projection ?? "")'") }
            for progress in meant where !shown.contains(progress) { print(Self.line(progress)) }
            shown = meant
            if meant.contains(where: { $0.fault != nil }) { throw ExitCode.failure }
            if !meant.contains(where: \.isRunning) { return }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    static func line(_ progress: RebuildProgress) -> String {
        if let fault = progress.fault { return "\(progress.projection): cannot be rebuilt: \(fault)" }
        return progress.isRunning
            ? "\(progress.projection): \(progress.streams) streams are in the new tables"
            : "\(progress.projection): rebuilt, revision \(progress.revision)"
    }
}
