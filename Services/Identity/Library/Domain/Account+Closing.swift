// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

// Closing an account at its owner's request. It can be had back by signing in until it is erased, so that nobody who found a
// screen unlocked, or guessed a password, ends an account for good; and its owner's e-mail about it arrives.
extension AccountDecider {
    /// How long an account that was closed can be had back, in seconds.
    static let closingTime: Double = 7 * 86_400
    /// Between the first erasure and the last, in seconds: what was on its way has arrived by then.
    static let erasurePause: Double = 86_400
    private static let timer = "erasure"

    static func close(
        _ proof: PasswordProof, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        guard state.standing == .active else { throw .notFound }
        // Whoever decides for others hands that over first.
        guard state.roles.isEmpty else { throw .rolesHeld }
        if let failed = try failure(of: proof, given: state, in: context) { return failed }
        guard state.erasure == nil else { return [] }
        let closing = AccountClosing(account: state.account, erasure: context.time.addingTimeInterval(closingTime))
        return endings(of: state) + keyEndings(of: state, because: .closed) + [.closing(closing)]
    }

    static func erase(
        _ former: [String], isLast: Bool, in organisations: [UUID], given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard let state, context.actor.may(.eraseAccount) else { throw .notFound }
        // Its owner came back, or it was erased by the operator meanwhile.
        guard state.erasure != nil, state.email != Eraser.mark, state.standing == (isLast ? .ended : .active) else {
            return []
        }
        // An address that was given up may be somebody else's by now.
        let free = former.filter { context.holder(of: emailClaim($0)) == nil }
        return endings(of: state) + [
            .erasureDue(
                AccountErasureDue(
                    account: state.account, addresses: [state.email] + free, isLast: isLast,
                    organisations: organisations))
        ]
    }

    static func closingConsequences(
        of event: AccountEvent, state: AccountState, in context: Context
    ) -> [Consequence] {
        switch event {
        case .closing(let fact):
            return [
                email("account-closing", to: state, values: ["erasure": UKTime.moment(fact.erasure)], in: context),
                .schedule(timer, at: fact.erasure, EraseAccount(account: state.account, isLast: false)),
            ]
        case .erasureDue(let fact) where !fact.isLast:
            let due = context.time.addingTimeInterval(erasurePause)
            return [.schedule(timer, at: due, EraseAccount(account: state.account, isLast: true))]
        default: return []
        }
    }
}
