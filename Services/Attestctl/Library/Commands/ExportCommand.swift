// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Foundation
import ServiceKit

/// `attestctl export …`
public struct ExportCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes what follows from the code, for other tools to read.",
        subcommands: [Rights.self])

    public init() {}

    struct Rights: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "broker-rights",
            abstract: "The permissions of each of the broker’s users, as JSON: deploy/lib/broker-rights.json.")

        func run() async throws { print(try Self.document()) }

        static func document() throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(BrokerRights.all), as: UTF8.self)
        }
    }
}
