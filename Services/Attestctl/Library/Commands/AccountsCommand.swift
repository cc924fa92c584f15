// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Contracts
import struct Foundation.UUID
import ServiceKit

/// `attestctl accounts …`
public struct AccountsCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "Makes accounts, gives roles, and decides about unknown e-mail domains.",
        subcommands: [Create.self, Grant.self, Waiting.self, Decide.self])

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
                let account = try await AccountsCommand.find(email, services)
                _ = try await services.tell(
                    GrantPlatformRole(account: account.account, role: role), id: Identifier.make(), as: .operator,
                    trace: TraceContext())
                print("\(account.displayName) now holds \(role.text).")
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
        @Flag(inversion: .prefixedNo, help: "Whether the account may be used.") var approve: Bool
        @Option(help: "The reason; the applicant is told it when declined.") var reason = ""

        func run() async throws {
            try await Operation.withServices { services, _ in
                let account = try await AccountsCommand.find(email, services)
                _ = try await services.tell(
                    DecideAccount(account: account.account, approved: approve, reason: reason),
                    id: Identifier.make(), as: .operator, trace: TraceContext())
                print(approve ? "Approved." : "Declined.")
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

    fileprivate static func find(_ email: String, _ services: ServiceClient) async throws -> AccountSummary {
        guard let account = try await services.ask(FindAccount(email: email), as: .operator, trace: TraceContext())
        else { throw Operation.fail("there is no account with this address") }
        return account
    }
}
