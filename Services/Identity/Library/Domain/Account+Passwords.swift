// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import struct Foundation.Date

extension AccountDecider {
    /// How long a link to choose a new password can be followed.
    static let resetLife: Double = 2 * 3_600

    static func resetToken(for state: AccountState, in context: Context) -> LinkToken {
        context.token("password-reset", about: state.account)
    }

    /// Says nothing about who is known, so it has no refusals: what may not be sent is not sent.
    static func requestReset(given state: AccountState?, in context: Context) -> [AccountEvent] {
        // Whoever never followed the first link needs that one: it proves the address as well.
        if state?.standing == .unverified { return resendVerification(given: state, in: context) }
        return issueReset(given: state, becauseLocked: false, in: context)
    }

    /// The holder of a link that was theirs gets another by one press.
    static func renewReset(_ digest: String, given state: AccountState?, in context: Context) -> [AccountEvent] {
        guard let state, state.reset?.digest == digest || state.replacedResets.contains(digest) else { return [] }
        return issueReset(given: state, becauseLocked: false, in: context)
    }

    /// At most one a minute and five a day, as of the other links. IMP-02
    static func issueReset(
        given state: AccountState?, becauseLocked: Bool, in context: Context
    ) -> [AccountEvent] {
        guard let state, state.standing == .active, !state.isDisabled else { return [] }
        let today = state.resetsIssued.filter { $0 > context.time.addingTimeInterval(-86_400) }
        guard today.count < 5, !today.contains(where: { $0 > context.time.addingTimeInterval(-60) }) else { return [] }
        return [
            .resetIssued(
                PasswordResetIssued(
                    account: state.account,
                    tokenDigest: Hex.encode(SHA256.digest(resetToken(for: state, in: context).clear)),
                    expires: context.time.addingTimeInterval(resetLife), becauseLocked: becauseLocked))
        ]
    }

    /// What can be done with a link, by whoever has it.
    static func standing(
        of digest: String, given state: AccountState?, at time: Date
    ) -> PasswordResetStanding {
        guard let state, state.standing == .active, !state.isDisabled else { return .unknown }
        if state.replacedResets.contains(digest) { return .replaced }
        guard let reset = state.reset, reset.digest == digest else { return .unknown }
        if reset.isUsed { return .used }
        return time < reset.expires ? .open : .expired
    }

    /// Whoever gets in by the link is in charge: the lock and all sessions end. IMP-03
    static func reset(
        _ digest: String, passwordHash: String, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        if let refusal = AccountRefusal(standing(of: digest, given: state, at: context.time)) { throw refusal }
        guard let state else { throw .linkUnknown }
        return [
            .passwordSet(PasswordSet(account: state.account, hash: passwordHash)),
            .passwordReset(PasswordReset(account: state.account)),
        ]
            + state.sessions.map { .sessionEnded(SessionEnded(account: state.account, session: $0.session)) }
    }
}

extension AccountRefusal {
    /// Why a link does not work; nil when it does.
    init?(_ standing: PasswordResetStanding) {
        switch standing {
        case .open: return nil
        case .used: self = .linkUsed
        case .expired: self = .linkExpired
        case .replaced: self = .linkReplaced
        case .unknown: self = .linkUnknown
        }
    }
}
