// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `groups` and their licences. ISG-01 to ISG-09
enum GroupOperations {
    static let all: [Operation] = [
        .list("groups", "listGroups", "The groups that you look after", of: GroupListing.self) { call in
            let page = try await call.ask(ListGroups(after: call.after))
            return Page(items: page.items.map(GroupListing.init), next: page.next)
        },
        .list("groups/open", "listOpenGroups", "The groups that can be asked for a licence", of: GroupListing.self) {
            call in
            let page = try await call.ask(ListGroups(after: call.after, isOpen: true))
            return Page(items: page.items.map(GroupListing.init), next: page.next)
        },
        // C-14
        .list(
            "groups/unplaced", "listUnplacedOrganisations",
            "Organisations that asked for a licence, and know of no group; oldest first", of: UnplacedListing.self
        ) { call in
            let page = try await call.ask(ListUnplaced(after: call.after))
            return Page(items: page.items.map(UnplacedListing.init), next: page.next)
        },
        .act(
            .post, "groups/unplaced/{organisation}/decision", "placeOrganisation",
            "Put an organisation into a group, or say that there is none for it", takes: GroupPlacing.self
        ) { call, placing in
            try await call.tell(try placing.instruction(for: try call.id("organisation")))
        },
        // ISG-04
        .make(
            "groups", "recordGroupContract", "Record a Group contract, which makes its group", takes: NewGroup.self,
            gives: MadeThing.self
        ) { call, new in
            let id = call.identifier("group")
            try await call.tell(
                RecordGroupContract(group: id, title: new.title, contractorCode: new.contractorCode))
            return (MadeThing(id: id.text), "groups/\(id.text)")
        },
        .get("groups/{group}", "showGroup", "A group with its licences", query: [.after], gives: LicensingGroup.self) {
            call in
            let details = try await call.ask(DescribeGroup(group: try call.id("group"), after: call.after))
            return LicensingGroup(details, names: await call.names(of: details.people))
        },
        // ISG-01
        .act(.put, "groups/{group}/activation", "activateGroup", "Let a contract begin") { call in
            try await call.tell(ActivateGroup(group: try call.id("group")))
        },
        // ISG-06, ISG-07
        .act(
            .put, "groups/{group}/administrators/{account}", "nameSuperAdministrator",
            "Name a Super Administrator, whom Central Admin confirms"
        ) { call in
            try await call.tell(
                ChangeSuperAdministrator(
                    group: try call.id("group"), account: try call.id("account"), isNamed: true))
        },
        .act(
            .delete, "groups/{group}/administrators/{account}", "standDownSuperAdministrator",
            "Stand a Super Administrator down"
        ) { call in
            try await call.tell(
                ChangeSuperAdministrator(
                    group: try call.id("group"), account: try call.id("account"), isNamed: false))
        },
        // C-16
        .act(
            .put, "groups/{group}/administrators/{account}/confirmation", "confirmSuperAdministrator",
            "Confirm a Super Administrator who was named"
        ) { call in
            try await call.tell(
                ConfirmSuperAdministrator(group: try call.id("group"), account: try call.id("account")))
        },
        .act(
            .post, "groups/{group}/replacements", "replaceSuperAdministrator",
            "Stand a Super Administrator down, and name another instead", takes: Replacement.self
        ) { call, replacement in
            try await call.tell(try replacement.instruction(in: try call.id("group")))
        },
        // C-15
        .act(
            .put, "groups/{group}/allowance", "changeAllowance", "Change how many licences a contract has",
            takes: NewAllowance.self
        ) { call, new in
            try await call.tell(
                ChangeAllowance(group: try call.id("group"), allowance: new.allowance, reason: new.reason))
        },
        // ISG-03, ISG-09
        .act(
            .post, "groups/{group}/licences/{organisation}/decision", "decideLicence",
            "Grant the licence that an organisation asked for, or refuse it", takes: LicenceDecision.self
        ) { call, decision in
            try await call.tell(
                DecideLicence(
                    group: try call.id("group"), organisation: try call.id("organisation"), granted: decision.granted,
                    reason: decision.reason ?? ""))
        },
        .act(
            .post, "groups/{group}/licences/{organisation}/withdrawal", "withdrawLicence",
            "Take a licence away, or move it to an organisation that waits", takes: LicenceWithdrawal.self
        ) { call, withdrawal in
            try await call.tell(
                try withdrawal.instruction(of: try call.id("organisation"), in: try call.id("group")))
        },
        .get(
            "organisations/{organisation}/licence", "showLicence", "The licence of an organisation",
            gives: LicenceStanding.self
        ) { call in
            LicenceStanding(
                try await call.ask(DescribeOrganisation(organisation: try call.id("organisation"))).licence)
        },
        // ISG-51
        .act(
            .post, "organisations/{organisation}/licence", "requestLicence", "Ask a group for a licence",
            takes: ChosenGroup.self
        ) { call, chosen in
            try await call.tell(
                RequestLicence(group: try chosen.id(), organisation: try call.id("organisation")))
        },
    ]
}
