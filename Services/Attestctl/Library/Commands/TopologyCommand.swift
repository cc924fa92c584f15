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
                let address = try ServiceProcess.brokerAddress(settings)
                for queue in SystemTopology.retired { try await Queue.delete(queue, address) }
                let drift = try await SystemTopology.all.apply(address).filter { !SystemTopology.isHarmless($0) }
                // A service renews its own queues when it starts.
                for item in drift where item.kind == .queue { print("\(item.name) is of an older release.") }
                try TopologyCommand.report(drift.filter { $0.kind != .queue })
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
