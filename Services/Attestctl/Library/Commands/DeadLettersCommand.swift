// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Contracts
import ServiceKit

/// `attestctl dead-letters …`
public struct DeadLettersCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "dead-letters", abstract: "Lists what a service could not do, and sends it back.",
        subcommands: [List.self, Replay.self])

    public init() {}

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows the oldest dead letters with their reasons.")

        @Argument(help: "identity, registry, compliance or notification.") var service: String
        @Option(help: "How many at most.") var limit = 50

        func validate() throws {
            try Operation.check(service: service)
            guard limit > 0 else { throw ValidationError("--limit is a number from 1 on") }
        }

        func run() async throws {
            try await Operation.perform { settings in
                let letters = try await DeadLetters(ServiceProcess.brokerAddress(settings), service: service)
                    .list(limit: limit)
                for letter in letters {
                    let columns = [
                        letter.id, letter.type, "from \(letter.sender ?? "nobody known")", "\(letter.bytes) bytes",
                        letter.reason,
                    ]
                    // Foreign systems choose some of these words, and a terminal obeys what it is shown.
                    print(columns.map(\.undirected).joined(separator: "\t"))
                }
                if letters.isEmpty { print("There are none.") }
            }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sends the dead letters back to the service.")

        @Argument(help: "identity, registry, compliance or notification.") var service: String

        func validate() throws { try Operation.check(service: service) }

        func run() async throws {
            try await Operation.perform { settings in
                let count = try await DeadLetters(ServiceProcess.brokerAddress(settings), service: service)
                    .replay { done, all in
                        if all > done { print("\(done) of \(all) sent back…") }
                    }
                print("\(count) sent back.")
            }
        }
    }
}
