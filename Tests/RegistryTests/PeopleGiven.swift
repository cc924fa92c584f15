// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Messaging

@testable import Registry

/// The people of one organisation, and what was asked of them last.
struct PeopleGiven {
    var state: PeopleState?
    var events: [PeopleEvent] = []
    var consequences: [Consequence] = []

    static let organisation = Examples.registration
    static let administrator = Examples.applicant

    init(_ members: [(UUID, [OrganisationRole])] = [(Self.administrator, [.administrator])]) throws {
        for (account, roles) in members {
            try when(
                .grant(GrantMembership(organisation: Self.organisation, account: account, roles: roles)),
                as: .service("registry"))
        }
    }

    private func context(_ actor: Actor, _ seconds: Double) -> Context {
        Context(actor: actor, time: Examples.time.addingTimeInterval(seconds))
    }

    mutating func when(
        _ command: PeopleCommand, as actor: Actor = .account(Self.administrator), at seconds: Double = 0
    ) throws(PeopleRefusal) {
        events = try PeopleDecider.decide(command, given: state, in: context(actor, seconds))
        for event in events { state = PeopleDecider.evolve(state, with: event) }
        guard let state else { return }
        consequences = events.flatMap {
            PeopleDecider.consequences(of: $0, state: state, in: context(actor, seconds))
        }
    }

    func refusal(
        of command: PeopleCommand, as actor: Actor = .account(Self.administrator), at seconds: Double = 0
    ) -> PeopleRefusal? {
        do {
            _ = try PeopleDecider.decide(command, given: state, in: context(actor, seconds))
            return nil
        } catch {
            return error
        }
    }

    var letters: [SendEmail] {
        consequences.compactMap { if case .send(let message) = $0 { message as? SendEmail } else { nil } }
    }

    func roles(of account: UUID) -> [OrganisationRole]? { state?.roles(of: account) }
}

func inviting(_ email: String, _ id: UInt8 = 20, _ roles: [OrganisationRole] = [.seniorOfficer]) -> PeopleCommand {
    .invite(
        InvitePerson(
            organisation: PeopleGiven.organisation, invitation: Examples.id(id), email: email, roles: roles),
        organisation: "Canal Walk Surgery")
}

func answering(_ address: String, _ id: UInt8 = 20, accepted: Bool = true) -> PeopleCommand {
    .answer(
        AnswerInvitation(
            organisation: PeopleGiven.organisation, invitation: Examples.id(id), accepted: accepted, address: address))
}

func correcting(_ email: String, _ id: UInt8 = 20) -> PeopleCommand {
    .correct(CorrectInvitation(organisation: PeopleGiven.organisation, invitation: Examples.id(id), email: email))
}

let sendingAgain = PeopleCommand.sendAgain(
    SendInvitationAgain(organisation: PeopleGiven.organisation, invitation: Examples.id(20)))
let withdrawing = PeopleCommand.withdraw(
    WithdrawInvitation(organisation: PeopleGiven.organisation, invitation: Examples.id(20)))
let guest = Examples.id(30)
let day: Double = 86_400
