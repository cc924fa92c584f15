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

    var group: UUID
    var title: String
    var contractor: UUID
    var contractorName: String
    /// Zero until the contract begins.
    var allowance = 0
    /// The contracting organisation may register others and support them. ISG-54
    var supports = false
    var superAdministrators: [UUID] = []
    /// Of all organisations of the group: licences in use, those that are asked for, and places without any; in the order in
    /// which they were.
    var licences: [Held] = []

    var isActive: Bool { allowance > 0 }
    var used: Int { licences.count(where: \.isGranted) }

    var waiting: Int { licences.count { !$0.isGranted && $0.asked != nil } }

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
