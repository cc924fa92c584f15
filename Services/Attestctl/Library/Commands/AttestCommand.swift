// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser

/// The operator's tool.
public struct AttestCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "attestctl",
        abstract: """
            Operates Attest: imports reference data, makes accounts, watches reviews, tends dead letters, verifies \
            histories, rebuilds projections, erases persons.
            """,
        discussion: """
            It reads ATTEST_BROKER_URL and ATTEST_BROKER_PASSWORD (or ATTEST_BROKER_PASSWORD_FILE), and speaks to the \
            services as the operator. It ends with 0 when all is done, 1 when something was refused or could not be \
            done, 64 when the command line is wrong.
            """,
        version: "attestctl of Attest, development",
        subcommands: [
            TopologyCommand.self, ImportCommand.self, AccountsCommand.self, ReviewsCommand.self,
            DeadLettersCommand.self, AuditCommand.self, RebuildCommand.self, JobsCommand.self, EraseCommand.self,
            ExportCommand.self,
        ])

    public init() {}

    /// Reads the command line and does what it says; the process ends with the command's exit code.
    public static func start() async { await main() }
}
