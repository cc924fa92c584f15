// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.UUID

// Accounts that are linked to somebody at a provider: known by who they are there, and never by an address.

extension AccountDecider {
    /// Whoever is this at a provider has one account.
    static func providerClaim(_ identity: String) -> Claim { Claim("provider", identity) }

    static func signIn(
        with word: ProviderWord, _ start: SessionStart, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard let state, state.links.contains(where: { $0.identity == word.identity }) else { throw .providerUnlinked }
        // The same sign-in again, after a lost answer. IMP-04
        if state.sessions.contains(where: { $0.session == start.session }) { return [] }
        // Wrong passwords lock out passwords: nobody guesses a provider's word, and anybody could keep the owner out by them.
        try checkStanding(of: state)
        return begin(start, with: word, given: state, in: context)
    }

    /// As by the form, but the provider stands for the challenge, and for the e-mail's link where it has verified the
    /// address. ISG-23, ISG-25, ISG-34
    static func register(
        _ new: NewAccount, with word: ProviderWord, _ start: SessionStart, listed: Bool, given state: AccountState?,
        in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard try isNew(new, given: state, in: context) else { return [] }
        guard context.holder(of: providerClaim(word.identity)) == nil else { throw .providerTaken }
        guard new.email == word.verifiedEmail else { throw .forbidden }
        let account = AccountState(
            account: new.account, email: new.email.text, displayName: new.displayName,
            standing: listed ? .active : .waiting)
        let begun: [AccountEvent] = [
            .registered(
                AccountRegistered(
                    account: new.account, email: new.email.text, displayName: new.displayName, domainListed: listed)),
            link(word, to: account),
        ]
        guard listed else { return begun }
        return begun
            + [.addressVerified(EmailAddressVerified(account: new.account, email: new.email.text))]
            + begin(start, with: word, given: account, in: context)
    }

    /// Nobody's account is linked before they have shown, after they left the provider, that it is theirs: by signing in in
    /// all its steps, or by its password. An unlocked screen does not do.
    static func link(
        _ word: ProviderWord, session: UUID, _ proof: PasswordProof?, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        if let held = state.links.first(where: { $0.issuer == word.issuer }) {
            guard held.identity == word.identity else { throw .providerLinked }
            return []
        }
        guard context.holder(of: providerClaim(word.identity)) == nil else { throw .providerTaken }
        guard let live = state.sessions.first(where: { $0.session == session }), live.isProven || !state.hasSecondStep
        else { throw .notFound }
        if let proof {
            if let failed = try failure(of: proof, given: state, in: context) { return failed }
        } else if live.begun < word.made {
            throw state.passwordHash.isEmpty ? .passwordMissing : .passwordNeeded
        }
        return [link(word, to: state)]
    }

    static func unlink(
        _ proof: PasswordProof, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        if state.links.isEmpty { return [] }
        guard !state.passwordHash.isEmpty else { throw .onlyWayIn }
        if let failed = try failure(of: proof, given: state, in: context) { return failed }
        return unlinkings(of: state.links, of: state.account)
    }

    /// Whoever knew the password may have linked somebody at the provider who is not the account's owner. Whoever has the
    /// owner's address there is its owner.
    static func foreignUnlinkings(of state: AccountState) -> [AccountEvent] {
        unlinkings(of: state.links.filter { !$0.hasOwnAddress }, of: state.account)
    }

    private static func unlinkings(of links: [AccountState.ProviderLink], of account: UUID) -> [AccountEvent] {
        links.map {
            .providerUnlinked(ProviderUnlinked(account: account, provider: $0.provider, identity: $0.identity))
        }
    }

    private static func link(_ word: ProviderWord, to state: AccountState) -> AccountEvent {
        .providerLinked(
            ProviderLinked(
                account: state.account, issuer: word.issuer, provider: word.provider, identity: word.identity,
                email: word.email, hasOwnAddress: word.verifiedEmail?.text == state.email))
    }

    private static func begin(
        _ start: SessionStart, with word: ProviderWord, given state: AccountState, in context: Context
    ) -> [AccountEvent] {
        var start = start
        start.isByProvider = true
        let begun = begin(start, given: state, in: context)
        guard word.isSecondStep else { return begun }
        return begun + [.sessionProven(SessionProven(account: state.account, session: start.session))]
    }
}
