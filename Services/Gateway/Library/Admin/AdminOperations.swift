// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `accounts` that wait for a validator, and `domains`. ISG-25 to ISG-28
enum AdminOperations {
    static let all: [Operation] = [
        .list("accounts/waiting", "listWaitingAccounts", "Accounts that wait for a validator", of: WaitingAccount.self)
        {
            call in
            let page = try await call.ask(ListWaitingAccounts(after: call.after))
            return Page(items: page.items.map(WaitingAccount.init), next: page.next)
        },
        .act(
            .post, "accounts/{account}/decision", "decideAccount", "Say whether somebody may have an account",
            takes: AccountDecision.self
        ) { call, decision in
            try await call.tell(decision.instruction(about: try call.id("account")))
        },
        .get("domains", "listDomains", "Domains whose addresses need no validator", gives: DomainList.self) { call in
            DomainList(try await call.ask(ListInstantDomains()))
        },
        .act(.post, "domains", "addDomain", "Put a domain on the list", takes: NewDomain.self) { call, new in
            try await call.tell(AddInstantDomain(domain: new.domain))
        },
        .act(.post, "domains/removal", "removeDomain", "Take a domain off the list", takes: NewDomain.self) {
            call, old in
            try await call.tell(RemoveInstantDomain(domain: old.domain))
        },
    ]
}
