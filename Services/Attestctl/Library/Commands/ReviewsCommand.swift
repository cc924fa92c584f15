// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Contracts
import Foundation
import ServiceKit

/// `attestctl reviews …`
public struct ReviewsCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "reviews", abstract: "Consumes review work over AMQP, as a team’s own tools would.",
        subcommands: [Watch.self])

    public init() {}

    struct Watch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints each task that is put before a team, and takes it off the team’s queue.")

        @Option(help: "national, qa, domains or host-CODE.") var team: String
        @Option(help: "Ends after so many tasks; without it, runs until Ctrl-C.") var count: Int?

        func validate() throws {
            guard count ?? 1 > 0 else { throw ValidationError("--count is a number from 1 on") }
        }

        func run() async throws {
            guard let team = ReviewTeam.named(team) else {
                throw ValidationError("‘\(team)’ is not a team; \(ReviewTeam.grammar)")
            }
            try await Operation.withServices { services, settings in
                try await Team.check(team, services)
                let feed = try await ReviewFeed.open(ServiceProcess.brokerAddress(settings), team: team)
                var seen = 0
                try await feed.forEach { task in
                    // A line at once, also into a pipe.
                    let line = [
                        task.task.uuidString.lowercased(), task.team, task.subject.kind, task.subject.odsCode ?? "-",
                        task.subject.organisationName, Timestamp.format(task.due),
                    ].joined(separator: "\t")
                    FileHandle.standardOutput.write(Data((line + "\n").utf8))
                    seen += 1
                    return seen != count
                }
                await feed.close()
            }
        }
    }
}
