// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date
import struct Foundation.UUID

/// A contract with its group, rebuilt from its events. One stream, so that a hundred licences are a hundred. ISG-02
struct GroupState: Codable, Sendable, Equatable {
    struct Held: Codable, Sendable, Equatable {
        var organisation: UUID
        var organisationName: String
        var isGranted = false
        /// Nil of one that is of the group, and has asked for none. ISG-49
        var asked: Date?
    }

    /// Somebody who looks after the group, or was named and waits to be confirmed. C-16
    struct Administrator: Codable, Sendable, Equatable {
        var account: UUID
        /// When; nil in contracts from before this was told.
        var named: Date?
        var isConfirmed = false
    }

    var group: UUID
    var title: String
    var contractor: UUID
    var contractorName: String
    /// Zero until the contract begins.
    var allowance = 0
    /// The contracting organisation may register others and support them. ISG-54
    var supports = false
    /// Three at most: in the order in which they were named.
    var administrators: [Administrator] = []
    /// Oldest first, for ever. C-15
    var allowanceChanges: [AllowanceChange] = []
    /// Of all organisations of the group: licences in use, those that are asked for, and places without any; in the order in
    /// which they were.
    var licences: [Held] = []

    var isActive: Bool { allowance > 0 }
    /// Those who have the power: who is named alone has none. C-16
    var superAdministrators: [UUID] { administrators.filter(\.isConfirmed).map(\.account) }
    var used: Int { licences.count(where: \.isGranted) }

    var waiting: Int { licences.count { !$0.isGranted && $0.asked != nil } }

    func administrator(_ account: UUID) -> Administrator? { administrators.first { $0.account == account } }

    func licence(of organisation: UUID) -> Held? { licences.first { $0.organisation == organisation } }

    /// Whoever has left the contracting organisation looks after nothing of its any more.
    ///
    /// - Parameter members: who belongs to the contracting organisation.
    func area(members: [OrganisationMember]) -> Area {
        var area = Area(keeper: "registry", organisation: contractor, members: members)
        area.group = group
        area.superAdministrators = superAdministrators.filter { account in
            members.contains { $0.account == account }
        }
        return area
    }
}
