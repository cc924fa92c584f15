// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

extension AccountDecider {
    static func evolve(_ state: AccountState?, with event: AccountEvent) -> AccountState {
        if case .registered(let fact) = event {
            return AccountState(
                account: fact.account, email: fact.email, displayName: fact.displayName,
                standing: fact.domainListed ? .unverified : .waiting)
        }
        // Every stream begins with its registration; an event before it cannot have been written.
        guard var state else { preconditionFailure("An account's first event is its registration") }
        switch event {
        case .registered, .challengeAnswered: break
        case .passwordSet(let fact): state.passwordHash = fact.hash
        case .verificationIssued(let fact):
            if let old = state.verification { state.replaced = (state.replaced + [old.digest]).suffix(5) }
            state.verification = .init(digest: fact.tokenDigest, expires: fact.expires)
            state.issued = (state.issued + [fact.expires.addingTimeInterval(-linkLife)]).suffix(5)
        case .addressVerified: state.standing = .active
        case .approved: state.standing = .unverified
        case .declined: state.standing = .closed
        case .roleGranted(let fact): state.roles.append(fact.role)
        case .roleRevoked(let fact): state.roles.removeAll { $0 == fact.role }
        case .disabled: state.isDisabled = true
        case .enabled: state.isDisabled = false
        case .sessionBegun(let fact):
            let begun = fact.expires.addingTimeInterval(-sessionLife)
            state.sessions.removeAll { $0.expires <= begun }
            state.sessions.append(
                .init(session: fact.session, tokenDigest: fact.tokenDigest, expires: fact.expires))
            state.failures = 0
            state.lockedUntil = nil
        case .signInFailed(let fact):
            state.failures += 1
            state.lockedUntil = fact.lockedUntil
        case .resetIssued(let fact):
            if let old = state.reset { state.replacedResets = (state.replacedResets + [old.digest]).suffix(5) }
            state.reset = .init(digest: fact.tokenDigest, expires: fact.expires)
            state.resetsIssued = (state.resetsIssued + [fact.expires.addingTimeInterval(-resetLife)]).suffix(5)
        case .registeredAgain(let fact): state.quietUntil = fact.quietUntil
        case .passwordReset:
            state.reset?.isUsed = true
            state.failures = 0
            state.lockedUntil = nil
        case .sessionEnded(let fact): state.sessions.removeAll { $0.session == fact.session }
        }
        return state
    }

    /// An account of nobody: it cannot be signed in to, whoever still has a session of it.
    static func erased(_ state: AccountState) -> AccountState {
        guard state.email == Eraser.mark else { return state }
        var state = state
        state.standing = .closed
        state.roles = []
        state.sessions = []
        return state
    }

    static func consequences(of event: AccountEvent, state: AccountState, in context: Context) -> [Consequence] {
        switch event {
        case .verificationIssued:
            // ISG-33, C-03: a link of one use, never a password.
            let token = verificationToken(for: state.account, in: context)
            return [
                email(
                    "verify-address", to: state, values: [:],
                    sealed: context.seal(["token": token.clear], purpose: "verify-address"), in: context)
            ]
        case .resetIssued(let fact):
            let template = fact.becauseLocked ? "account-locked" : "reset-password"
            let token = resetToken(for: state, in: context)
            return [
                email(
                    template, to: state, values: [:],
                    sealed: context.seal(["token": token.clear], purpose: template), in: context)
            ]
        case .registeredAgain: return [email("account-exists", to: state, values: [:], in: context)]
        case .passwordReset: return [email("password-changed", to: state, values: [:], in: context)]
        case .approved: return [email("account-approved", to: state, values: [:], in: context)]
        case .declined(let fact):
            return [email("account-declined", to: state, values: ["reason": fact.reason], in: context)]
        default: return []
        }
    }

    private static func email(
        _ template: String, to state: AccountState, values: [String: String], sealed: String? = nil,
        in context: Context
    ) -> Consequence {
        .send(
            SendEmail(
                email: context.id(template), template: template, recipient: state.email,
                // Some of them go to an address that nobody has shown to be theirs: the name that was typed stays out.
                recipientName: "", about: state.account, values: values, sealed: sealed))
    }
}
