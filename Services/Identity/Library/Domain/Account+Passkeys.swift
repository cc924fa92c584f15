// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import WebAuthn
import struct Foundation.UUID

/// A passkey to be, made by an authenticator for a challenge of ours.
struct NewPasskey: Sendable {
    var session: UUID
    var password: PasswordProof
    var passkey: UUID
    var label: PasskeyLabel
    /// As the fact has them.
    var credential: String
    var key: String
    var signCount: UInt32
    var challenge: SpentChallenge
}

/// A passkey that was used, and whose signature was compared with the key that the account has.
struct PasskeyProof: Sendable {
    var credential: String
    /// The key with which it was compared.
    var comparedWith: String
    var signCount: UInt32
    var challenge: SpentChallenge
}

/// A sign-in with a passkey alone, which found out who used it.
struct PasskeySignIn: Sendable {
    var session: UUID
    var tokenDigest: String
    var device: String?
    var proof: PasskeyProof
}

extension AccountDecider {
    /// A credential is one account's.
    static func passkeyClaim(_ credential: String) -> Claim {
        Claim("passkey", Hex.encode(SHA256.digest(credential)))
    }

    static func addPasskey(
        _ new: NewPasskey, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        // The same form sent again. IMP-04
        if state.passkeys.contains(where: { $0.passkey == new.passkey && $0.credential == new.credential }) {
            return []
        }
        if let failed = try failure(of: new.password, given: state, in: context) { return failed }
        guard let session = state.sessions.first(where: { $0.session == new.session }),
            session.isProven || !state.hasSecondStep
        else { throw .notFound }
        guard state.hasSecondStep || state.maySetFirstStep(session) else { throw .providerFirst }
        guard state.passkeys.count < AccountLimits.passkeys else { throw .passkeysFull }
        try mustBeFresh(new.challenge, given: state, in: context)
        guard context.holder(of: passkeyClaim(new.credential)) == nil,
            !state.passkeys.contains(where: { $0.passkey == new.passkey })
        else { throw .passkeyKnown }
        let added = AccountEvent.passkeyAdded(
            PasskeyAdded(
                account: state.account, passkey: new.passkey, label: new.label.text, credential: new.credential,
                key: new.key, signCount: new.signCount, challenge: new.challenge, time: context.time))
        // Whoever made a program’s key before there was a second step may not have been the owner.
        let ends = state.hasSecondStep ? [] : keyEndings(of: state, because: .secondFactor)
        if session.isProven { return [added] + ends }
        return [added, .sessionProven(SessionProven(account: state.account, session: new.session))] + ends
    }

    static func renamePasskey(
        _ id: UUID, _ label: PasskeyLabel, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        guard let passkey = state.passkeys.first(where: { $0.passkey == id }) else { throw .notFound }
        if passkey.label == label.text { return [] }
        return [.passkeyRenamed(PasskeyRenamed(account: state.account, passkey: id, label: label.text))]
    }

    static func removePasskey(
        _ id: UUID, _ proof: PasswordProof, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        if let failed = try failure(of: proof, given: state, in: context) { return failed }
        guard let passkey = state.passkeys.first(where: { $0.passkey == id }) else { return [] }
        let removed = AccountEvent.passkeyRemoved(PasskeyRemoved(of: state.account, passkey))
        guard state.factor == nil, state.passkeys.count == 1 else { return [removed] }
        // It was the last: sessions that wait for it do not become ones that need nothing, and roles that need one go.
        return [removed] + endings(of: state.sessions.filter { !$0.isProven }, of: state.account)
            + [.changed(AccountChanged(account: state.account))]
    }

    /// The second step. The token is the authority: nobody who has not got it knows its digest.
    static func provePasskey(
        _ session: UUID, _ tokenDigest: String, _ proof: PasskeyProof, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard let state,
            let live = state.sessions.first(where: { $0.session == session && $0.tokenDigest == tokenDigest })
        else { throw .notFound }
        if live.isProven || !state.hasSecondStep { return [] }
        let used = try use(proof, given: state, in: context)
        guard case .passkeyUsed = used.first else { return used }
        return used + [.sessionProven(SessionProven(account: state.account, session: session))]
    }

    /// Both steps in one. What keeps it from being used is not told before it is known to be the owner's.
    static func signIn(
        _ attempt: PasskeySignIn, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard let state else { throw .passkeyRefused }
        // The same sign-in again, after a lost answer. IMP-04
        if state.sessions.contains(where: { $0.session == attempt.session }) { return [] }
        let used = try use(attempt.proof, given: state, in: context)
        guard case .passkeyUsed = used.first else { return used }
        try checkStanding(of: state)
        let start = SessionStart(session: attempt.session, tokenDigest: attempt.tokenDigest, device: attempt.device)
        return used + begin(start, given: state, in: context) + [
            .sessionProven(SessionProven(account: state.account, session: attempt.session))
        ]
    }

    /// A signature that was right counts, of an account that wrong passwords have locked too: nobody guesses one. It counts if its challenge is new and the passkey has counted on.
    private static func use(
        _ proof: PasskeyProof, given state: AccountState, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        // It was removed while the signature was compared.
        guard let passkey = state.passkeys.first(where: { $0.credential == proof.credential }),
            passkey.key == proof.comparedWith
        else { throw .passkeyRefused }
        try mustBeFresh(proof.challenge, given: state, in: context)
        guard Assertion.hasCounted(proof.signCount, since: passkey.signCount) else {
            return [
                .passkeyDoubted(
                    PasskeyDoubted(
                        account: state.account, passkey: passkey.passkey, signCount: proof.signCount,
                        challenge: proof.challenge, time: context.time,
                        isTold: context.time >= passkey.quietUntil ?? .distantPast))
            ]
        }
        return [
            .passkeyUsed(
                PasskeyUsed(
                    account: state.account, passkey: passkey.passkey, signCount: proof.signCount,
                    challenge: proof.challenge, time: context.time))
        ]
    }

    /// A challenge serves once, whichever copy of the service it comes to: that is part of what is decided.
    private static func mustBeFresh(
        _ challenge: SpentChallenge, given state: AccountState, in context: Context
    ) throws(AccountRefusal) {
        guard context.time < challenge.expires, !state.spent.contains(where: { $0.digest == challenge.digest }) else {
            throw .passkeyExpired
        }
    }
}

extension PasskeyRemoved {
    init(of account: UUID, _ passkey: AccountState.Passkey) {
        self.init(
            account: account, passkey: passkey.passkey, label: passkey.label, credential: passkey.credential)
    }
}
