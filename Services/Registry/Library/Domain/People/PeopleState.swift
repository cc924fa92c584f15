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
        /// The newest of its e-mails.
        var message: UUID
        /// When its e-mails went out, newest last: what the limit counts.
        var sent: [Date]
        var expires: Date
        var isUndelivered = false

        /// E-mails a day.
        static let kept = 5

        func isFor(_ address: String) -> Bool { EmailAddress(folding: address)?.text == email }

        /// Until when no e-mail goes out, because five did within a day; nil when one may. IMP-02
        func rests(at time: Date) -> Date? {
            let today = sent.filter { $0 > time.addingTimeInterval(-86_400) }
            return today.count < Self.kept ? nil : today[0].addingTimeInterval(86_400)
        }

        /// Until when the same e-mail is not sent again: a minute, or as above.
        func waits(at time: Date) -> Date? {
            let next = sent.last?.addingTimeInterval(60) ?? time
            return rests(at: time) ?? (next > time ? next : nil)
        }
    }

    var organisation: UUID
    /// As it was when somebody was last asked in, or asked.
    var organisationName = ""
    /// In the order in which they came.
    var members: [OrganisationMember] = []
    /// Oldest first.
    var invitations: [Invited] = []
    /// Oldest first.
    var requests: [JoinRequest] = []
    /// When somebody was asked in during the day before the newest of these, newest last.
    var invited: [Date] = []

    func roles(of account: UUID) -> [OrganisationRole]? { members.first { $0.account == account }?.roles }

    /// Whether it would be left without anybody to administer it. IMP-11
    func isLastAdministrator(_ account: UUID) -> Bool {
        let administrators = members.filter { $0.roles.contains(.administrator) }
        return administrators.count == 1 && administrators[0].account == account
    }

    /// Its own people, as access is decided by: the list kept here is newer than anybody's session.
    var area: Area { Area(keeper: "registry", organisation: organisation, members: members) }
}
