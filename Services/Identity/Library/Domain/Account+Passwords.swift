// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date

/// A password that was compared with the account's.
struct PasswordProof: Sendable {
    /// The hash that it was compared with.
    var comparedWith: String
    var matches: Bool
}

extension AccountDecider {
    /// Says nothing about who is known, so it has no refusals: what may not be sent is not sent.
    static func requestReset(given state: AccountState?, in context: Context) -> [AccountEvent] {
        // Whoever never followed the first link needs that one: it proves the address as well.
        if state?.standing == .unverified { return resendVerification(given: state, in: context) }
        return issueReset(given: state, becauseLocked: false, in: context)
    }

    static func issueReset(
        given state: AccountState?, becauseLocked: Bool, in context: Context
    ) -> [AccountEvent] {
        guard let state, state.standing == .active, !state.isDisabled, state.reset.mayIssue(at: context.time) else {
            return []
        }
        let purpose = LinkPurpose.passwordReset
        return [
            .resetIssued(
                PasswordResetIssued(
                    account: state.account, tokenDigest: purpose.digest(about: state.account, in: context),
                    expires: purpose.expiry(in: context), becauseLocked: becauseLocked))
        ]
    }

    /// Whoever gets in by the link is in charge.
    static func reset(
        _ digest: String, passwordHash: String, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try follow(digest, for: .passwordReset, given: state, in: context)
        return setPassword(passwordHash, of: state, .passwordReset(PasswordReset(account: state.account)))
            + doubtfulPasskeys(of: state, at: context.time)
    }

    static func changePassword(
        _ proof: PasswordProof, hash: String, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        if let failed = try failure(of: proof, given: state, in: context) { return failed }
        return setPassword(hash, of: state, .passwordChanged(PasswordChanged(account: state.account)))
    }

    /// Nil when the password is right. A wrong one is counted like one that is typed to sign in: whoever found a screen
    /// unlocked has no more tries than anybody else. IMP-03
    static func failure(
        of proof: PasswordProof, given state: AccountState, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent]? {
        // The password was changed while this one was compared: neither right nor wrong, and not counted.
        guard state.passwordHash == proof.comparedWith else { throw .wrongPassword }
        if state.passwordHash.isEmpty { throw .passwordMissing }
        if let until = state.lockedUntil, context.time < until { throw .locked(until: until) }
        guard !proof.matches else { return nil }
        return failed(given: state, .ownPassword, in: context)
    }

    /// The lock, all sessions and all keys end, and so do links of somebody else at a provider: whoever knew the old
    /// password may have made them. IMP-03, IMP-12
    private static func setPassword(
        _ hash: String, of state: AccountState, _ event: AccountEvent
    ) -> [AccountEvent] {
        [.passwordSet(PasswordSet(account: state.account, hash: hash)), event] + foreignUnlinkings(of: state)
            + endings(of: state) + keyEndings(of: state, because: .password)
    }

    /// For how long after a passkey was added it may be somebody else's who only knew the password, in seconds: its owner
    /// was told of it by e-mail, and has had time to notice.
    private static let doubt: Double = 30 * 86_400

    /// The ends of passkeys that whoever knew the old password may have added: the first one, when there was no second step
    /// that they would have had to show, and those that came after it.
    private static func doubtfulPasskeys(of state: AccountState, at time: Date) -> [AccountEvent] {
        let first = state.passkeys.first { $0.isByPasswordAlone && time < $0.added.addingTimeInterval(doubt) }
        guard let first else { return [] }
        return state.passkeys.filter { $0.added >= first.added }
            .map { .passkeyRemoved(PasskeyRemoved(of: state.account, $0)) }
    }
}
