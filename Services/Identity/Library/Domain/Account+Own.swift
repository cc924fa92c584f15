// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

// What people change of their own accounts.

extension AccountDecider {
    /// The account, if it is the actor's own.
    static func own(_ state: AccountState?, in context: Context) throws(AccountRefusal) -> AccountState {
        // Nobody learns whose accounts there are.
        guard let state, context.actor.may(.changeAccount, with: state.account) else { throw .notFound }
        return state
    }

    /// ISG-46
    static func rename(
        _ name: DisplayName, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        guard state.displayName != name.text else { return [] }
        return [
            .renamed(DisplayNameChanged(account: state.account, displayName: name.text)),
            .changed(AccountChanged(account: state.account)),
        ]
    }

    /// A new address counts once its holder has followed the link that goes there: whoever mistyped keeps their account.
    /// Whether somebody else has it is not told here, but to whoever follows the link. IMP-10
    static func changeEmail(
        to email: EmailAddress, _ proof: PasswordProof, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        if let failed = try failure(of: proof, given: state, in: context) { return failed }
        guard email.text != state.email else { throw .emailSame }
        let events = issueNewAddress(email.text, given: state, in: context)
        guard !events.isEmpty else { throw .linksSpent }
        return events
    }

    static func issueNewAddress(
        _ email: String, given state: AccountState, in context: Context
    ) -> [AccountEvent] {
        guard state.standing == .active, !state.isDisabled, state.newAddress.mayIssue(at: context.time) else {
            return []
        }
        let purpose = LinkPurpose.newAddress
        return [
            .newAddressLinkIssued(
                NewAddressLinkIssued(
                    account: state.account, email: email,
                    tokenDigest: purpose.digest(about: state.account, in: context),
                    expires: purpose.expiry(in: context)))
        ]
    }

    static func confirmEmail(
        _ digest: String, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try follow(digest, for: .newAddress, given: state, in: context)
        guard let email = state.nextEmail else { throw .linkUnknown }
        if let holder = context.holder(of: emailClaim(email)), holder != state.account { throw .addressTaken }
        return [
            .emailChanged(EmailAddressChanged(account: state.account, email: email, previous: state.email)),
            .changed(AccountChanged(account: state.account)),
        ]
    }

    /// IMP-12
    static func signOutEverywhere(
        given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard let state, context.actor.may(.endSession, with: state.account) else { throw .notFound }
        return endings(of: state)
    }
}
