// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging
import Testing

@testable import Registry

@Suite("Support of an organisation's people by its group")
struct PeopleSupportTests {
    private static let support = GroupSupport(
        group: GroupGiven.group, title: "Aire Valley practices", superAdministrators: [GroupGiven.deputy])
    private let deputy = GroupGiven.superAdministrator()

    private static func again(_ support: GroupSupport? = support) -> PeopleCommand {
        .sendAgain(
            SendInvitationAgain(organisation: PeopleGiven.organisation, invitation: Examples.id(20)), support: support)
    }

    private static func correct(_ email: String, _ support: GroupSupport? = support) -> PeopleCommand {
        .correct(
            CorrectInvitation(organisation: PeopleGiven.organisation, invitation: Examples.id(20), email: email),
            support: support)
    }

    @Test(
        "A Super Administrator sends an invitation again and corrects it, and the organisation sees who it was; ISG-08")
    func helps() throws {
        var given = try PeopleGiven()
        try given.when(inviting("guest@example.nhs.uk"))
        try given.when(Self.again(), as: deputy, at: 120)
        #expect(given.letters.map(\.recipient) == ["guest@example.nhs.uk"])
        try given.when(Self.correct("guest.two@example.nhs.uk"), as: deputy, at: 240)
        #expect(given.letters.map(\.recipient) == ["guest.two@example.nhs.uk"])
        #expect(given.state?.supports.map(\.isCorrection) == [false, true])
        #expect(given.state?.supports.allSatisfy { $0.support.account == GroupGiven.deputy } == true)
        let told = given.consequences.compactMap { consequence -> NotifyAdministrators? in
            if case .send(let message) = consequence { message as? NotifyAdministrators } else { nil }
        }
        #expect(told.map(\.organisation) == [PeopleGiven.organisation])
        #expect(told.allSatisfy { $0.notice.subject.contains("has corrected an invitation") })
        // Its own administrators are nobody's support, whatever they are besides.
        try given.when(Self.again(), as: .account(PeopleGiven.administrator), at: 360)
        #expect(given.state?.supports.count == 2)
    }

    @Test("Nobody of another contract, or of none, supports anybody, and no more than that is open to them; ISG-08")
    func others() throws {
        var given = try PeopleGiven()
        try given.when(inviting("guest@example.nhs.uk"))
        let other = GroupGiven.superAdministrator(of: Examples.id(99))
        #expect(given.refusal(of: Self.again(), as: other, at: 120) == .notFound)
        #expect(given.refusal(of: Self.again(nil), as: deputy, at: 120) == .notFound)
        // The group's own list counts, and not what the session says alone; nor the list without the second step.
        let former = GroupGiven.superAdministrator(Examples.id(98))
        #expect(given.refusal(of: Self.again(), as: former, at: 120) == .notFound)
        #expect(given.refusal(of: Self.again(), as: .account(GroupGiven.deputy), at: 120) == .notFound)
        #expect(given.refusal(of: Self.correct("x@example.nhs.uk"), as: former, at: 120) == .notFound)
        for command in [withdrawing, inviting("other@example.nhs.uk", 21)] {
            #expect(given.refusal(of: command, as: deputy, at: 120) == .notFound)
        }
    }

    @Test("Of what was done for an organisation the newest stays; ISG-08")
    func kept() throws {
        var given = try PeopleGiven()
        try given.when(inviting("guest@example.nhs.uk"))
        for number in 1...(PeopleDecider.supportLimit + 2) {
            try given.when(Self.again(), as: deputy, at: Double(number) * 86_000)
        }
        #expect(given.state?.supports.count == PeopleDecider.supportLimit)
    }
}
