// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date
import struct Foundation.UUID

/// Who belongs to an organisation, and as what; who is asked in, and who asks.
struct PeopleState: Codable, Sendable, Equatable {
    /// Somebody who is asked in, and has not answered.
    struct Invited: Codable, Sendable, Equatable {
        var invitation: UUID
        var email: String
        var roles: [OrganisationRole]
        /// Who asked; nil of Central Admin.
        var inviter: UUID?
        /// The newest of its e-mails, and when it went out.
        var message: UUID
        var sent: Date
        var expires: Date
        var isUndelivered = false

        func isFor(_ address: String) -> Bool { EmailAddress(folding: address)?.text == email }
    }

    /// An invitation’s e-mail went out, whatever became of the invitation: strangers are written to.
    struct Mailed: Codable, Sendable, Equatable {
        var email: String
        var time: Date
    }

    /// Somebody who asked was told no.
    struct Refused: Codable, Sendable, Equatable {
        var account: UUID
        var time: Date
    }

    var organisation: UUID
    /// As it was when somebody was last asked in, or asked.
    var organisationName = ""
    /// In the order in which they came.
    var members: [OrganisationMember] = []
    /// Oldest first.
    var invitations: [Invited] = []
    /// Those of the day before the newest, oldest first.
    var mailed: [Mailed] = []
    /// Oldest first.
    var requests: [JoinRequest] = []
    var refused: [Refused] = []
    /// What Super Administrators of its group did, oldest first. ISG-08
    var supports: [SupportGiven] = []

    /// What it is called in a sentence.
    var name: String { organisationName.isEmpty ? "your organisation" : organisationName }

    func roles(of account: UUID) -> [OrganisationRole]? { members.first { $0.account == account }?.roles }

    /// Whether it would be left without anybody to administer it. IMP-11
    func isLastAdministrator(_ account: UUID) -> Bool {
        let administrators = members.filter { $0.roles.contains(.administrator) }
        return administrators.count == 1 && administrators[0].account == account
    }

    /// Those that can be answered.
    func requests(at time: Date) -> [JoinRequest] {
        requests.filter { time < $0.asked.addingTimeInterval(PeopleDecider.requestLife) }
    }

    /// Its own people, as access is decided by: the list kept here is newer than anybody's session.
    var area: Area { Area(keeper: "registry", organisation: organisation, members: members) }
}
