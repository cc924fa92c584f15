// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// What can be asked of an account once passwords are hashed and challenges are opened.
enum AccountCommand: Sendable {
    case register(NewAccount, domainListed: Bool, challenge: UUID)
    /// Somebody registers an address that has this account already.
    case registerAgain(challenge: UUID)
    /// By the operator: verified at once.
    case create(NewAccount, roles: [PlatformRole])
    case verify(tokenDigest: String)
    case resendVerification
    case decide(approved: Bool, reason: String)
    case grant(PlatformRole)
    case revoke(PlatformRole)
    /// What a group's contracting organisation says of its Super Administrators. ISG-06
    case superAdministrator(group: UUID, isNamed: Bool, position: Int64)
    case disable
    case enable
    case signIn(SignInAttempt)
    case signOut(session: UUID)
    case requestReset
    case reset(tokenDigest: String, passwordHash: String)
    case renewLink(LinkPurpose, tokenDigest: String)
    case changePassword(PasswordProof, passwordHash: String)
    case rename(DisplayName)
    case changeEmail(EmailAddress, PasswordProof)
    case confirmEmail(tokenDigest: String)
    case signOutEverywhere
    case enrol(Enrolment)
    case prove(session: UUID, tokenDigest: String, CodeProof)
    case removeFactor(CodeProof)
    case signInWithProvider(ProviderWord, SessionStart)
    case registerWithProvider(NewAccount, ProviderWord, SessionStart, domainListed: Bool)
    /// Without a proof of the password the session must have begun after the provider was left.
    case linkProvider(ProviderWord, session: UUID, PasswordProof?)
    case unlinkProvider(PasswordProof)
    case close(PasswordProof)
    case erase(formerEmails: [String], isLast: Bool, organisations: [UUID] = [])
    case makeKey(NewAPIKey)
    case endKey(UUID)
    case remindOfKey(UUID)
    case addPasskey(NewPasskey)
    case renamePasskey(UUID, PasskeyLabel)
    case removePasskey(UUID, PasswordProof)
    case provePasskey(session: UUID, tokenDigest: String, PasskeyProof)
    case signInPasskey(PasskeySignIn)
    case choose(WorkEmail)
    case stopWorkEmail(tokenDigest: String)
    case notify(Notice)
    case sendNotices
}

/// An account to be, with every field checked.
struct NewAccount: Sendable {
    var account: UUID
    var email: EmailAddress
    var displayName: String
    /// Empty of one that begins with a provider.
    var passwordHash: String
}

/// A sign-in whose password was compared.
struct SignInAttempt: Sendable {
    var session: UUID
    var tokenDigest: String
    var device: String?
    var password: PasswordProof
    /// A hash at the present cost, where the stored one is of a lower cost.
    var rehash: String?
}
