// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.UUID

/// A second factor to be, whose first code was right.
struct Enrolment: Sendable {
    static let mostCodes = 20

    var session: UUID
    var password: PasswordProof
    var sealedSecret: String
    var recoveryDigests: [String]
    /// It is what the account has already: the same form sent again. IMP-04
    var isKnown: Bool
}

/// A code that was compared with the account's second factor.
struct CodeProof: Sendable {
    /// The sealed secret that it was compared with; nil when there was none.
    var comparedWith: String?
    /// The step of time whose code it is; nil when it is none of now.
    var step: Int?
    /// As which recovery code it would be known.
    var recoveryDigest: String
}

extension AccountDecider {
    static func enrol(
        _ enrolment: Enrolment, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        if state.factor != nil {
            guard enrolment.isKnown else { throw .factorSet }
            return []
        }
        if let failed = try failure(of: enrolment.password, given: state, in: context) { return failed }
        guard let session = state.sessions.first(where: { $0.session == enrolment.session }) else { throw .notFound }
        guard state.hasSecondStep || state.maySetFirstStep(session) else { throw .providerFirst }
        // The code that was typed now may be typed once more, or the first sign-in would have to wait for the next.
        return [
            .factorSet(
                SecondFactorSet(
                    account: state.account, sealedSecret: enrolment.sealedSecret,
                    recoveryDigests: enrolment.recoveryDigests)),
            .sessionProven(SessionProven(account: state.account, session: enrolment.session)),
        ] + keyEndings(of: state, because: .secondFactor)
    }

    /// The token is the authority: nobody who has not got it knows its digest.
    static func prove(
        _ session: UUID, _ tokenDigest: String, _ proof: CodeProof, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard let state,
            let live = state.sessions.first(where: { $0.session == session && $0.tokenDigest == tokenDigest })
        else { throw .notFound }
        if live.isProven || !state.hasSecondStep { return [] }
        let used = try use(proof, given: state, in: context)
        guard case .factorUsed = used.first else { return used }
        return used + [.sessionProven(SessionProven(account: state.account, session: session))]
    }

    static func removeFactor(
        _ proof: CodeProof, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard let state else { throw .notFound }
        // A session that waits for a code does not become one that needs none.
        let ended = endings(of: state.sessions.filter { !$0.isProven }, of: state.account)
        let removed = [AccountEvent.factorRemoved(SecondFactorRemoved(account: state.account))] + ended
        if context.actor.may(.resetSecondFactor) {
            // Whoever lost their app may have lost their devices with it.
            let passkeys = state.passkeys.map { AccountEvent.passkeyRemoved(PasskeyRemoved(of: state.account, $0)) }
            // Nor is it known who has proven their session with them.
            let all = endings(of: state.sessions.filter(\.isProven), of: state.account)
            return state.hasSecondStep ? passkeys + removed + all : []
        }
        _ = try own(state, in: context)
        if state.factor == nil { return [] }
        let used = try use(proof, given: state, in: context)
        guard case .factorUsed = used.first else { return used }
        return used + removed
    }

    /// A right code is used up; a wrong one is counted like a wrong password. IMP-03
    private static func use(
        _ proof: CodeProof, given state: AccountState, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        if let until = state.lockedUntil, context.time < until { throw .locked(until: until) }
        guard let factor = state.factor, factor.sealedSecret == proof.comparedWith else { throw .wrongCode }
        if let step = proof.step {
            // Of two that come together one wins: the step is part of what is decided.
            guard step > factor.lastStep else { throw .codeUsed }
            return [.factorUsed(SecondFactorUsed(account: state.account, step: step, recoveryDigest: nil))]
        }
        if factor.recoveryDigests.contains(proof.recoveryDigest) {
            return [
                .factorUsed(SecondFactorUsed(account: state.account, step: nil, recoveryDigest: proof.recoveryDigest))
            ]
        }
        return failed(given: state, .code, in: context)
    }
}
