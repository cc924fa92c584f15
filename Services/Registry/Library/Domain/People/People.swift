// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// Decides who belongs to an organisation.
enum PeopleDecider: Decider {
    static let aggregate = "people"

    static func decide(
        _ command: GrantMembership, given state: PeopleState?, in context: Context
    ) throws(PeopleRefusal) -> [PeopleEvent] {
        guard context.actor.may(.followUp) else { throw .notFound }
        let member = OrganisationMember(account: command.account, roles: command.roles)
        if state?.members.contains(member) == true { return [] }
        return [
            .granted(
                MembershipGranted(
                    organisation: command.organisation, account: command.account, roles: command.roles))
        ]
    }

    static func evolve(_ state: PeopleState?, with event: PeopleEvent) -> PeopleState {
        switch event {
        case .granted(let fact):
            var next = state ?? PeopleState(organisation: fact.organisation)
            next.members.removeAll { $0.account == fact.account }
            next.members.append(OrganisationMember(account: fact.account, roles: fact.roles))
            return next
        }
    }
}
