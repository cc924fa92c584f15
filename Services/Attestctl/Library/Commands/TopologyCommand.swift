// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Broker
import ServiceKit

/// `attestctl topology …`
public struct TopologyCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "topology", abstract: "Declares and checks the broker’s exchanges and queues.",
        subcommands: [Apply.self, Check.self])

    public init() {}

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Declares what is missing; reports what differs.")

        func run() async throws {
            try await Operation.perform { settings in
                try TopologyCommand.report(try await SystemTopology.all.apply(ServiceProcess.brokerAddress(settings)))
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Changes nothing; reports what is missing.")

        func run() async throws {
            try await Operation.perform { settings in
                try TopologyCommand.report(try await SystemTopology.all.check(ServiceProcess.brokerAddress(settings)))
            }
        }
    }

    private static func report(_ drift: [Drift]) throws {
        guard drift.isEmpty else {
            throw Operation.fail("the broker differs:\n" + drift.map { "  \($0)" }.joined(separator: "\n"))
        }
        print("The broker’s topology is as it should be.")
    }
}
