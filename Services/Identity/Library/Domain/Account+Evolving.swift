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
        case .registered, .challengeAnswered, .changed, .keyEndAnnounced: break
        case .passwordSet(let fact): state.passwordHash = fact.hash
        case .verificationIssued(let fact):
            state.verification.issue(fact.tokenDigest, until: fact.expires, life: LinkPurpose.verification.life)
        case .addressVerified:
            state.standing = .active
            state.verification.use()
        case .approved: state.standing = .unverified
        case .declined: state.standing = .closed
        case .roleGranted(let fact):
            if !state.roles.contains(fact.role) { state.roles.append(fact.role) }
            state.hear(of: fact.role, at: fact.position)
        case .roleRevoked(let fact):
            state.roles.removeAll { $0 == fact.role }
            state.hear(of: fact.role, at: fact.position)
        case .disabled:
            state.isDisabled = true
            state.work.drop()
        case .enabled: state.isDisabled = false
        case .sessionBegun(let fact):
            let begun = fact.expires.addingTimeInterval(-sessionLife)
            state.sessions.removeAll { $0.expires <= begun }
            state.sessions.append(
                .init(
                    session: fact.session, tokenDigest: fact.tokenDigest, expires: fact.expires,
                    device: fact.device ?? "", isByProvider: fact.isByProvider ?? false))
            // Whoever knows the password alone does not get more tries at the code by it.
            if !state.hasSecondStep {
                state.trust()
                state.erasure = nil
            }
        case .signInFailed(let fact):
            state.failures += 1
            state.lockedUntil = fact.lockedUntil
        case .resetIssued(let fact):
            state.reset.issue(fact.tokenDigest, until: fact.expires, life: LinkPurpose.passwordReset.life)
        case .registeredAgain(let fact): state.quietUntil = fact.quietUntil
        case .passwordReset:
            state.reset.use()
            state.takeCharge()
            // Whoever reads the account's mail is its owner, and wants it.
            state.erasure = nil
        case .passwordChanged:
            state.reset.void()
            state.takeCharge()
        case .renamed(let fact): state.displayName = fact.displayName
        case .newAddressLinkIssued(let fact):
            state.nextEmail = fact.email
            state.newAddress.issue(fact.tokenDigest, until: fact.expires, life: LinkPurpose.newAddress.life)
        case .emailChanged(let fact):
            state.formerEmails.removeAll { $0 == fact.email || $0 == fact.previous }
            state.formerEmails.append(fact.previous)
            state.email = fact.email
            state.nextEmail = nil
            state.newAddress.use()
            // Whoever still reads the old address's mail is not in charge any more.
            state.reset.void()
            state.work.link = nil
        case .factorSet(let fact):
            state.factor = .init(sealedSecret: fact.sealedSecret, recoveryDigests: fact.recoveryDigests)
            // Whoever asked for it before may not have had the factor.
            state.voidNewAddress()
        case .factorUsed(let fact):
            if let step = fact.step { state.factor?.lastStep = step }
            state.factor?.recoveryDigests.removeAll { $0 == fact.recoveryDigest }
            state.trust()
        case .factorRemoved:
            state.factor = nil
            state.doubtSessions()
        case .sessionProven(let fact):
            if let index = state.sessions.firstIndex(where: { $0.session == fact.session }) {
                state.sessions[index].isProven = true
            }
            // Whoever signs in again has changed their mind.
            state.erasure = nil
        case .providerLinked(let fact):
            state.links.append(
                .init(
                    issuer: fact.issuer, provider: fact.provider, identity: fact.identity, email: fact.email,
                    hasOwnAddress: fact.hasOwnAddress))
        case .providerUnlinked(let fact): state.links.removeAll { $0.identity == fact.identity }
        case .sessionEnded(let fact): state.sessions.removeAll { $0.session == fact.session }
        case .keyMade(let fact):
            state.apiKeys.removeAll { $0.expires <= fact.made }
            state.apiKeys.append(
                .init(
                    key: fact.key, tokenDigest: fact.tokenDigest, name: fact.keyName, scopes: fact.scopes,
                    organisation: fact.organisation, made: fact.made, expires: fact.expires))
        case .closing(let fact):
            state.erasure = fact.erasure
            state.work.drop()
        case .erasureDue: state.standing = .ended
        case .keyEnded(let fact): state.apiKeys.removeAll { $0.key == fact.key }
        case .passkeyAdded(let fact):
            state.passkeys.append(AccountState.Passkey(fact, isByPasswordAlone: !state.hasSecondStep))
            state.spend(fact.challenge, at: fact.time)
            // Whoever asked for it before may not have had the passkey.
            state.voidNewAddress()
        case .passkeyUsed(let fact):
            state.change(fact.passkey) {
                $0.signCount = fact.signCount
                $0.used = fact.time
            }
            state.spend(fact.challenge, at: fact.time)
            state.trust()
        case .passkeyDoubted(let fact):
            state.change(fact.passkey) { if fact.isTold { $0.quietUntil = fact.time.addingTimeInterval(86_400) } }
            state.spend(fact.challenge, at: fact.time)
        case .passkeyRenamed(let fact): state.change(fact.passkey) { $0.label = fact.label }
        case .passkeyRemoved(let fact):
            state.passkeys.removeAll { $0.passkey == fact.passkey }
            state.doubtSessions()
        case .preferencesChanged(let fact): state.work.choose(fact.workEmail)
        case .unsubscribeLinkIssued(let fact): state.work.link = .init(digest: fact.tokenDigest, sealed: fact.sealed)
        case .notified(let fact): state.work.take(fact)
        case .noticesSent(let fact): state.work.send(fact)
        }
        return state
    }

    /// An account of nobody: it cannot be signed in to, whoever still has a session of it.
    static func erased(_ state: AccountState) -> AccountState {
        var state = state
        if state.nextEmail == Eraser.mark {
            state.nextEmail = nil
            state.newAddress = Links()
        }
        guard state.email == Eraser.mark else { return state }
        state.standing = .closed
        state.roles = []
        state.sessions = []
        state.factor = nil
        state.links = []
        state.apiKeys = []
        state.formerEmails = []
        state.erasure = nil
        state.passkeys = []
        state.work = WorkNotices()
        return state
    }

    static func consequences(of event: AccountEvent, state: AccountState, in context: Context) -> [Consequence] {
        switch event {
        case .registered(let fact) where !fact.domainListed: return [validation(of: state, in: context)]
        case .verificationIssued(let fact):
            // ISG-33, C-03: a link of one use, never a password.
            let token = LinkPurpose.verification.token(about: state.account, in: context)
            return [
                email(
                    "verify-address", to: state, values: [:],
                    sealed: context.seal(["token": token.clear], purpose: "verify-address"), usefulUntil: fact.expires,
                    in: context)
            ]
        case .resetIssued(let fact):
            let template = fact.becauseLocked ? "account-locked" : "reset-password"
            let token = LinkPurpose.passwordReset.token(about: state.account, in: context)
            return [
                email(
                    template, to: state, values: [:],
                    sealed: context.seal(["token": token.clear], purpose: template), usefulUntil: fact.expires,
                    in: context)
            ]
        case .registeredAgain: return [email("account-exists", to: state, values: [:], in: context)]
        case .passwordReset, .passwordChanged: return [email("password-changed", to: state, values: [:], in: context)]
        case .newAddressLinkIssued(let fact):
            let token = LinkPurpose.newAddress.token(about: state.account, in: context)
            return [
                email("address-asked", to: state, values: [:], in: context),
                email(
                    "confirm-address", to: state, at: fact.email, values: [:],
                    sealed: context.seal(["token": token.clear], purpose: "confirm-address"),
                    usefulUntil: fact.expires, in: context),
            ]
        case .emailChanged(let fact):
            return [email("address-changed", to: state, at: fact.previous, values: [:], in: context)]
        case .factorSet:
            return [email("two-step-changed", to: state, values: ["change": "turned on"], in: context)]
        case .factorRemoved:
            // A passkey may be asked for still.
            let change = state.hasSecondStep ? "changed" : "turned off"
            return [email("two-step-changed", to: state, values: ["change": change], in: context)]
        case .providerLinked(let fact):
            let values = ["provider": fact.provider, "change": "linked to"]
            return [email("provider-changed", to: state, values: values, in: context)]
        case .providerUnlinked(let fact):
            let values = ["provider": fact.provider, "change": "unlinked from"]
            return [email("provider-changed", to: state, values: values, in: context)]
        case .approved:
            // Whose address a provider has verified can sign in at once.
            let template = state.standing == .active ? "account-ready" : "account-approved"
            return [email(template, to: state, values: [:], in: context)]
        case .passkeyAdded(let fact): return [email(of: fact.passkey, fact.label, "added", to: state, in: context)]
        case .passkeyRemoved(let fact): return [email(of: fact.passkey, fact.label, "removed", to: state, in: context)]
        case .passkeyDoubted(let fact):
            guard fact.isTold, let doubted = state.passkeys.first(where: { $0.passkey == fact.passkey }) else {
                return []
            }
            return [email("passkey-doubted", to: state, values: ["passkey": doubted.label], in: context)]
        case .declined(let fact):
            return [email("account-declined", to: state, values: ["reason": fact.reason], in: context)]
        case .closing, .erasureDue: return closingConsequences(of: event, state: state, in: context)
        case .keyMade, .keyEnded, .keyEndAnnounced: return keyConsequences(of: event, state: state, in: context)
        case .preferencesChanged, .notified, .noticesSent:
            return noticeConsequences(of: event, state: state, in: context)
        default: return []
        }
    }

    private static func email(
        of passkey: UUID, _ label: String, _ change: String, to state: AccountState, in context: Context
    ) -> Consequence {
        // Several may go at once.
        email(
            "passkey-changed", id: "passkey-changed/\(passkey)", to: state,
            values: ["change": change, "passkey": label], in: context)
    }

    static func email(
        _ template: String, id: String? = nil, to state: AccountState, at address: String? = nil,
        values: [String: String], sealed: String? = nil, usefulUntil: Date? = nil, in context: Context
    ) -> Consequence {
        .send(
            SendEmail(
                email: context.id(id ?? template), template: template, recipient: address ?? state.email,
                // Some of them go to an address that nobody has shown to be theirs: the name that was typed stays out.
                recipientName: "", about: state.account, values: values, sealed: sealed,
                usefulUntil: usefulUntil))
    }
}

extension AccountState.Passkey {
    fileprivate init(_ fact: PasskeyAdded, isByPasswordAlone: Bool) {
        self.init(
            passkey: fact.passkey, label: fact.label, credential: fact.credential, key: fact.key,
            signCount: fact.signCount, added: fact.time, isByPasswordAlone: isByPasswordAlone)
    }
}

extension AccountState {
    /// Once there is no second step, nobody has shown anything of the one that comes next.
    fileprivate mutating func doubtSessions() {
        guard !hasSecondStep else { return }
        for index in sessions.indices { sessions[index].isProven = false }
    }

    fileprivate mutating func change(_ passkey: UUID, _ change: (inout Passkey) -> Void) {
        if let index = passkeys.firstIndex(where: { $0.passkey == passkey }) { change(&passkeys[index]) }
    }

    /// What would have expired by itself need not be remembered.
    fileprivate mutating func spend(_ challenge: SpentChallenge, at time: Date) {
        spent = spent.filter { $0.expires > time } + [challenge]
    }

    /// There is another password: whoever knew the old one alone has no way in left, not by an address they asked for.
    fileprivate mutating func takeCharge() {
        trust()
        voidNewAddress()
    }

    fileprivate mutating func voidNewAddress() {
        newAddress.void()
        nextEmail = nil
    }

    /// What was typed is right: what was wrong before counts no longer. IMP-03
    fileprivate mutating func trust() {
        failures = 0
        lockedUntil = nil
    }
}
