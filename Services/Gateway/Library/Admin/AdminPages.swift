// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Accounts that wait for a validator, oldest first. ISG-25
struct WaitingAccountsPage: PageView {
    static let template = "waiting-accounts"
    let title = "Accounts to check"
    let notice: String?
    let none: Bool
    let accounts: [Account]
    let next: String?

    struct Account: Sendable {
        let address: String
        let email: String
        let name: String
        let asked: String
    }

    init(_ page: Page<AccountSummary>, done: String) {
        notice =
            switch done {
            case "approved": "The account is approved. Its owner gets an e-mail."
            case "declined": "The account is not approved. Its owner gets an e-mail with your reason."
            case "other": "Somebody else has decided about that account."
            default: nil
            }
        none = page.items.isEmpty
        accounts = page.items.map {
            Account(
                address: "/admin/accounts/\($0.account.text)", email: $0.email, name: $0.displayName, asked: $0.asked)
        }
        next = page.next.map { "/admin/accounts?after=\(WebAddress.query($0))" }
    }
}

/// The domains whose addresses need no validator. ISG-28
struct DomainsPage: PageView {
    static let template = "domains"
    let title = "E-mail domains"
    let problems: [Problem]
    let notice: String?
    let form: FormFrame
    let domain: Input
    let domains: [Entry]
    let hasChanges: Bool
    let changes: [Change]

    struct Entry: Sendable {
        let name: String
        let form: FormFrame
    }

    struct Change: Sendable {
        let what: String
        let who: String
        let when: String
    }

    init(_ list: InstantDomains, names: (String) -> String?, _ state: FormState, done: String?) {
        problems = state.problems
        notice =
            switch done {
            case "added": "The domain is added."
            case "removed": "The domain is removed. Accounts that are there already stay."
            default: nil
            }
        form = FormFrame("/admin/domains", state)
        domain = Input(
            "domain", "Add a domain", state, kind: .code,
            hint: "For example, example.nhs.uk. Addresses at every domain below it count as well.")
        domains = list.domains.map {
            Entry(name: $0, form: FormFrame("/admin/domains/removal", hidden: ["domain": $0]))
        }
        hasChanges = !list.changes.isEmpty
        changes = list.changes.map {
            Change(
                what: "\($0.added ? "Added" : "Removed") \($0.domain)",
                who: names($0.by)
                    ?? ($0.by.hasPrefix("operator") ? "The operator" : "Somebody whose name is not known"),
                when: UKTime.moment($0.time))
        }
    }
}

extension AccountSummary {
    /// When it was asked for.
    fileprivate var asked: String { Identifier.time(of: account).map { UKTime.moment($0) } ?? "" }
}

extension QuestionPage {
    /// ISG-26, ISG-27
    static func waitingAccount(_ account: AccountSummary, _ state: FormState) -> QuestionPage {
        var page = QuestionPage(
            "Check an account", form: FormFrame("/admin/accounts/\(account.account.text)", state), state: state)
        page.back = Link("Accounts to check", "/admin/accounts")
        page.lead = [
            "\(account.displayName) asked for an account with the address \(account.email) on \(account.asked). The "
                + "address is not at a domain that we know, and nobody has shown yet that it is theirs.",
            "Find out by a way of your own whether this person works for an organisation that takes part.",
        ]
        page.parts = [
            .radios(
                Radios(
                    "approved", "May they have an account?",
                    [
                        .init(value: "yes", label: "Yes", hint: "They get a link to confirm their address."),
                        .init(
                            value: "no", label: "No",
                            hint: "They get an e-mail with your reason, and the account stays closed."),
                    ], state)),
            .area(
                TextArea(
                    "reason", "If no, why not?", state, limit: AccountDecision.limit,
                    hint: "The person reads this. Say what they can do, if there is anything.", rows: 3)),
        ]
        page.button = "Decide"
        return page
    }
}
