// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

extension AccountDecider {
    /// From this many wrong passwords on, the account locks.
    static let failureLimit = 5

    static func signIn(
        _ attempt: SignInAttempt, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        // The password was changed while this one was compared: neither right nor wrong, and not counted.
        guard let state, state.passwordHash == attempt.password.comparedWith else { throw .wrongCredentials }
        // The same sign-in again, after a lost answer. IMP-04
        if attempt.password.matches, state.sessions.contains(where: { $0.session == attempt.session }) { return [] }
        // While it is locked not even the right password helps, and no attempt makes it longer. Nobody is told that it is,
        // since that would tell who has an account: the owner has an e-mail. IMP-03
        if let until = state.lockedUntil, context.time < until { throw .wrongCredentials }
        guard attempt.password.matches else {
            return failed(given: state, in: context)
        }
        // Only who knows the password learns how the account stands.
        try checkStanding(of: state)
        let rehashed = attempt.rehash.map {
            AccountEvent.passwordSet(PasswordSet(account: state.account, hash: $0))
        }
        let start = SessionStart(session: attempt.session, tokenDigest: attempt.tokenDigest, device: attempt.device)
        return (rehashed.map { [$0] } ?? []) + begin(start, given: state, in: context)
    }

    /// Whether its owner may sign in, however they do.
    static func checkStanding(of state: AccountState) throws(AccountRefusal) {
        if state.isDisabled { throw .disabled }
        switch state.standing {
        case .unverified: throw .emailUnverified  // ISG-34
        case .waiting: throw .awaitingValidation  // ISG-25
        case .closed: throw .closed  // ISG-27
        case .ended: throw .ended
        case .active: break
        }
    }

    /// A session begins, and the oldest makes room for it where there are too many.
    static func begin(_ start: SessionStart, given state: AccountState, in context: Context) -> [AccountEvent] {
        var events: [AccountEvent] = []
        // Those that never passed the second step make room first: who knows the password alone drives nobody out.
        let all = state.sessions.filter { context.time < $0.expires }
        let live = state.hasSecondStep ? all.filter { !$0.isProven } + all.filter(\.isProven) : all
        for oldest in live.prefix(max(0, live.count - sessionLimit + 1)) {
            events.append(.sessionEnded(SessionEnded(account: state.account, session: oldest.session)))
        }
        events.append(
            .sessionBegun(
                SessionBegun(
                    account: state.account, session: start.session, tokenDigest: start.tokenDigest,
                    expires: context.time.addingTimeInterval(sessionLife), device: start.device,
                    isByProvider: start.isByProvider ? true : nil)))
        return events
    }

    /// One wrong password or code more. The owner is told once of a lock, with a way in that needs no waiting.
    static func failed(
        given state: AccountState, _ attempt: SignInFailed.Attempt? = nil, in context: Context
    ) -> [AccountEvent] {
        let failures = state.failures + 1
        let event = SignInFailed(
            account: state.account, lockedUntil: lock(after: failures).map { context.time.addingTimeInterval($0) },
            attempt: attempt)
        let told =
            failures == failureLimit ? issueReset(given: state, becauseLocked: true, in: context) : []
        return [.signInFailed(event)] + told
    }

    /// How long the account locks after this many wrong passwords in a row: a minute, doubling up to an hour. IMP-03
    static func lock(after failures: Int) -> Double? {
        guard failures >= failureLimit else { return nil }
        return min(3_600, 60 * Double(1 << min(failures - failureLimit, 10)))
    }

    static func signOut(
        _ session: UUID, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        // Nobody learns whose accounts there are.
        guard let state, context.actor.may(.endSession, with: state.account) else { throw .notFound }
        guard state.sessions.contains(where: { $0.session == session }) else { return [] }
        return [.sessionEnded(SessionEnded(account: state.account, session: session))]
    }

    /// The ends of all its sessions.
    static func endings(of state: AccountState) -> [AccountEvent] { endings(of: state.sessions, of: state.account) }

    static func endings(of sessions: [AccountState.LiveSession], of account: UUID) -> [AccountEvent] {
        sessions.map { .sessionEnded(SessionEnded(account: account, session: $0.session)) }
    }
}
