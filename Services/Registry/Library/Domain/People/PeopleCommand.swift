// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// What can be asked of an organisation's people.
enum PeopleCommand: Sendable {
    case grant(GrantMembership)
    case changeRoles(ChangeMemberRoles)
    case remove(RemoveMember)
    /// What is held about somebody is being erased.
    case accountEnded(UUID)
    /// With what the organisation is called; nil when there is none.
    case invite(InvitePerson, organisation: String?)
    /// With who looks after its group, where that may be who asks.
    case sendAgain(SendInvitationAgain, support: GroupSupport? = nil)
    case correct(CorrectInvitation, support: GroupSupport? = nil)
    case withdraw(WithdrawInvitation)
    case supportEnded
    case answer(AnswerInvitation)
    /// The e-mail of this id did not arrive.
    case emailFailed(email: UUID)
    case ask(AskToJoin, organisation: String?)
    case decide(DecideJoining)
}
