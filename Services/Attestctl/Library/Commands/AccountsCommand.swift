// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Contracts
import struct Foundation.UUID
import ServiceKit

/// `attestctl accounts …`
public struct AccountsCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "Makes accounts, gives roles, and decides about unknown e-mail domains.",
        subcommands: [
            Create.self, Grant.self, Revoke.self, Disable.self, Enable.self, ResetSecondFactor.self, List.self,
            Waiting.self, Decide.self,
        ])

    public init() {}

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an account, verified at once.",
            discussion: "The password comes from ATTEST_NEW_PASSWORD or the file in ATTEST_NEW_PASSWORD_FILE.")

        @Option(help: "The e-mail address to sign in with.") var email: String
        @Option(help: "The name that others see.") var name: String
        @Option(help: "central-admin, or reviewer:TEAM; may be repeated.") var role: [String] = []

        func run() async throws {
            let roles = try role.map(AccountsCommand.role)
            try await Operation.withServices { services, settings in
                for role in roles { try await Team.check(role, services) }
                let known = try await services.ask(
                    FindAccount(email: email), as: .operator, trace: TraceContext(), deadline: .seconds(20))
                if let known {
                    print("There is an account with this address already (\(known.standing)).")
                    return
                }
                let account = Identifier.make()
                _ = try await services.tell(
                    CreateAccount(
                        account: account, email: email, displayName: name,
                        password: try settings.secret("ATTEST_NEW_PASSWORD"), roles: roles),
                    id: Identifier.make(), as: .operator, trace: TraceContext(), deadline: .seconds(20))
                print("The account \(account.uuidString.lowercased()) was made.")
            }
        }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Gives an account a platform role.")

        @Option(help: "The account’s e-mail address.") var email: String
        @Option(help: "central-admin, or reviewer:TEAM (TEAM is national, qa, domains or host-CODE).") var role: String

        func run() async throws {
            let role = try AccountsCommand.role(role)
            try await Operation.withServices { services, _ in
                try await Team.check(role, services)
                let account = try await AccountsCommand.find(email, services)
                try await AccountsCommand.tell(GrantPlatformRole(account: account.account, role: role), services)
                print("\(account.email) now holds \(role.text).")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes a platform role from an account.")

        @Option(help: "The account’s e-mail address.") var email: String
        @Option(help: "The role, as `accounts list` shows it.") var role: String

        func run() async throws {
            let role = try AccountsCommand.role(role)
            try await Operation.withServices { services, _ in
                let account = try await AccountsCommand.find(email, services)
                guard account.roles.contains(role) else {
                    throw Operation.fail("\(account.email) does not hold \(role.text)")
                }
                try await AccountsCommand.tell(RevokePlatformRole(account: account.account, role: role), services)
                print("\(account.email) no longer holds \(role.text).")
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keeps an account from being used: its sessions end, and nobody signs in.")

        @Option(help: "The account’s e-mail address.") var email: String

        func run() async throws {
            try await Operation.withServices { services, _ in
                let account = try await AccountsCommand.find(email, services)
                try await AccountsCommand.tell(DisableAccount(account: account.account), services)
                print("\(account.email) is disabled.")
            }
        }
    }

    struct ResetSecondFactor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-second-factor",
            abstract: "Turns two-step sign-in off and removes all passkeys, for somebody who has lost everything.",
            discussion: "Make sure that it is them who ask, by a way other than e-mail. They are told by e-mail.")

        @Option(help: "The account’s e-mail address.") var email: String

        func run() async throws {
            try await Operation.withServices { services, _ in
                let account = try await AccountsCommand.find(email, services)
                try await AccountsCommand.tell(RemoveSecondFactor(account: account.account, code: ""), services)
                print("\(account.email) signs in without a second step.")
            }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets a disabled account be used again.")

        @Option(help: "The account’s e-mail address.") var email: String

        func run() async throws {
            try await Operation.withServices { services, _ in
                let account = try await AccountsCommand.find(email, services)
                try await AccountsCommand.tell(EnableAccount(account: account.account), services)
                print("\(account.email) is enabled.")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists accounts: address, name, standing and roles, with tabs between them.")

        @Option(help: "Only those that hold this role.") var role: String?

        func run() async throws {
            let role = try role.map(AccountsCommand.role)
            try await Operation.withServices { services, _ in
                var after: String?
                repeat {
                    let page = try await services.ask(
                        ListAccounts(role: role, after: after), as: .operator, trace: TraceContext())
                    for account in page.items {
                        let roles = account.roles.map(\.text).joined(separator: " ")
                        print(
                            [account.email, account.displayName.undirected, account.standing, roles]
                                .joined(separator: "\t"))
                    }
                    after = page.next
                } while after != nil
            }
        }
    }

    struct Waiting: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists accounts whose e-mail domain waits for a decision.")

        func run() async throws {
            try await Operation.withServices { services, _ in
                var after: String?
                repeat {
                    let page = try await services.ask(
                        ListWaitingAccounts(after: after), as: .operator, trace: TraceContext())
                    for account in page.items { print("\(account.email)\t\(account.displayName)") }
                    after = page.next
                } while after != nil
            }
        }
    }

    struct Decide: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approves or declines an account whose e-mail domain is not listed.")

        @Option(help: "The account’s e-mail address.") var email: String
        enum Decision: EnumerableFlag {
            case approve, decline

            static func help(for value: Decision) -> ArgumentHelp? {
                value == .approve ? "The account may be used." : "It may not; say why with --reason."
            }
        }

        @Flag var decision: Decision
        @Option(help: "The reason; the applicant is told it when declined.") var reason = ""

        func run() async throws {
            try await Operation.withServices { services, _ in
                let account = try await AccountsCommand.find(email, services)
                _ = try await services.tell(
                    DecideAccount(account: account.account, approved: decision == .approve, reason: reason),
                    id: Identifier.make(), as: .operator, trace: TraceContext())
                print("\(account.email) is \(decision == .approve ? "approved" : "declined").")
            }
        }
    }

    fileprivate static func role(_ text: String) throws -> PlatformRole {
        guard let role = PlatformRole(text) else {
            throw ValidationError(
                "‘\(text)’ is not a role; use central-admin, or reviewer:TEAM with \(ReviewTeam.grammar)")
        }
        return role
    }

    fileprivate static func tell(_ instruction: some Instruction, _ services: ServiceClient) async throws {
        _ = try await services.tell(instruction, id: Identifier.make(), as: .operator, trace: TraceContext())
    }

    fileprivate static func find(_ email: String, _ services: ServiceClient) async throws -> AccountSummary {
        guard let account = try await services.ask(FindAccount(email: email), as: .operator, trace: TraceContext())
        else { throw Operation.fail("there is no account with this address") }
        return account
    }
}
