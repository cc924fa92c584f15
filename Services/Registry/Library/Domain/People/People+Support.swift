// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.UUID

// A Super Administrator helps the people of the organisations under their own contract: they see who belongs to them and who
// is asked in, send invitations again and correct their addresses; and the organisation sees that it was they. ISG-08

/// The group of an organisation, and who looks after it: the list kept here, and not what a session says alone.
struct GroupSupport: Sendable, Equatable {
    var group: UUID
    var title: String
    var superAdministrators: [UUID]
}

extension Area {
    /// The same for those as well who look after the organisation's group.
    func supported(by support: GroupSupport?) -> Area {
        var area = self
        area.group = support?.group
        area.superAdministrators = support?.superAdministrators ?? []
        return area
    }
}

extension PeopleDecider {
    /// How many of the things that were done are kept.
    static let supportLimit = 50

    /// The people of an organisation whom the actor may support.
    ///
    /// - Returns: as whose Super Administrator, when they do not look after the people themselves.
    static func supported(
        _ state: PeopleState?, by support: GroupSupport?, in context: Context
    ) throws(PeopleRefusal) -> (PeopleState, InvitationSupport?) {
        guard let state else { throw .notFound }
        let area = state.area.supported(by: support)
        guard context.actor.may(RegistryPermission.supportPeople, in: area) else {
            throw context.actor.may(RegistryPermission.readOrganisation, in: area) ? .forbidden : .notFound
        }
        guard !context.actor.may(RegistryPermission.managePeople, in: area), let support,
            let account = context.actor.account
        else { return (state, nil) }
        return (state, InvitationSupport(group: support.group, title: support.title, account: account))
    }

    /// The organisation learns who has written in its name.
    static func supportNotice(of fact: InvitationSent, of state: PeopleState, in context: Context) -> [Consequence] {
        guard let support = fact.support else { return [] }
        let what = state.supports.last?.isCorrection == true ? "corrected" : "sent again"
        return [
            .send(
                NotifyAdministrators(
                    of: state.organisation,
                    Notice(
                        notice: context.id("support"),
                        subject: "A Super Administrator of \(support.title) has \(what) an invitation of \(state.name)",
                        path: path(of: state.organisation))))
        ]
    }
}
