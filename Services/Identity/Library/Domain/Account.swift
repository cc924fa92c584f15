// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// Accounts: registering, proving an address, signing in.
enum AccountDecider: Decider {
    static let aggregate = "account"
    /// 8: where each group’s word on who looks after it was last heard.
    static let shape = 8

    /// How long a session lasts, whatever happens in it. IMP-12
    static let sessionLife: Double = 12 * 3_600
    /// How many sessions an account may have at once; the oldest makes room.
    static let sessionLimit = 20
    /// The team whose reviewers decide about accounts with other domains.
    static let validators = ReviewTeam.domains

    static func decide(
        _ command: AccountCommand, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        switch command {
        case .register(let new, let listed, let challenge):
            return try register(new, listed: listed, challenge: challenge, given: state, in: context)
        case .registerAgain(let challenge):
            return try registerAgain(challenge: challenge, given: state, in: context)
        case .create(let new, let roles): return try create(new, roles: roles, given: state, in: context)
        case .verify(let digest): return try verify(digest, given: state, in: context)
        case .resendVerification: return resendVerification(given: state, in: context)
        case .decide(let approved, let reason):
            return try validate(approved: approved, reason: reason, given: state, in: context)
        case .grant(let role): return try grant(role, given: state, in: context)
        case .revoke(let role): return try revoke(role, given: state, in: context)
        case .superAdministrator(let group, let isNamed, let position):
            return superAdministrator(of: group, isNamed, at: position, given: state)
        case .disable: return try disable(given: state, in: context)
        case .enable: return try enable(given: state, in: context)
        case .signIn(let attempt): return try signIn(attempt, given: state, in: context)
        case .signOut(let session): return try signOut(session, given: state, in: context)
        case .requestReset: return requestReset(given: state, in: context)
        case .reset(let digest, let hash):
            return try reset(digest, passwordHash: hash, given: state, in: context)
        case .renewLink(let purpose, let digest):
            return renewLink(digest, for: purpose, given: state, in: context)
        case .changePassword(let proof, let hash):
            return try changePassword(proof, hash: hash, given: state, in: context)
        case .rename(let name): return try rename(name, given: state, in: context)
        case .changeEmail(let email, let proof):
            return try changeEmail(to: email, proof, given: state, in: context)
        case .confirmEmail(let digest): return try confirmEmail(digest, given: state, in: context)
        case .signOutEverywhere: return try signOutEverywhere(given: state, in: context)
        case .enrol(let enrolment): return try enrol(enrolment, given: state, in: context)
        case .prove(let session, let digest, let proof):
            return try prove(session, digest, proof, given: state, in: context)
        case .removeFactor(let proof): return try removeFactor(proof, given: state, in: context)
        case .signInWithProvider(let word, let start):
            return try signIn(with: word, start, given: state, in: context)
        case .registerWithProvider(let new, let word, let start, let listed):
            return try register(new, with: word, start, listed: listed, given: state, in: context)
        case .linkProvider(let word, let session, let proof):
            return try link(word, session: session, proof, given: state, in: context)
        case .unlinkProvider(let proof): return try unlink(proof, given: state, in: context)
        case .close(let proof): return try close(proof, given: state, in: context)
        case .erase(let former, let isLast, let organisations):
            return try erase(former, isLast: isLast, in: organisations, given: state, in: context)
        case .makeKey(let new): return try makeKey(new, given: state, in: context)
        case .endKey(let key): return try endKey(key, given: state, in: context)
        case .remindOfKey(let key): return try remindOfKey(key, given: state, in: context)
        case .addPasskey(let new): return try addPasskey(new, given: state, in: context)
        case .renamePasskey(let id, let label): return try renamePasskey(id, label, given: state, in: context)
        case .removePasskey(let id, let proof): return try removePasskey(id, proof, given: state, in: context)
        case .provePasskey(let session, let digest, let proof):
            return try provePasskey(session, digest, proof, given: state, in: context)
        case .signInPasskey(let attempt): return try signIn(attempt, given: state, in: context)
        case .choose(let choice): return try choose(choice, given: state, in: context)
        case .stopWorkEmail(let digest): return try stopWorkEmail(digest, given: state)
        case .notify(let notice): return try notify(notice, given: state, in: context)
        case .sendNotices: return try sendNotices(given: state, in: context)
        }
    }

    static func claims(of event: AccountEvent) -> [ClaimChange] {
        switch event {
        case .registered(let fact): [.take(emailClaim(fact.email))]
        case .emailChanged(let fact): [.take(emailClaim(fact.email)), .release(emailClaim(fact.previous))]
        case .challengeAnswered(let fact): [.take(challengeClaim(fact.challenge))]
        case .providerLinked(let fact): [.take(providerClaim(fact.identity))]
        case .providerUnlinked(let fact): [.release(providerClaim(fact.identity))]
        case .passkeyAdded(let fact): [.take(passkeyClaim(fact.credential))]
        case .passkeyRemoved(let fact): [.release(passkeyClaim(fact.credential))]
        default: []
        }
    }

    /// An address has one account, and one closed by a validator keeps its address. ISG-27
    static func emailClaim(_ email: String) -> Claim { Claim("email", email) }
    static func challengeClaim(_ id: UUID) -> Claim { Claim("challenge", id.uuidString.lowercased()) }

    /// A wrong password is counted and refused. IMP-03
    static func refusal(for events: [AccountEvent]) -> AccountRefusal? {
        for case .passkeyDoubted in events { return .passkeyRefused }
        for case .signInFailed(let fact) in events {
            return switch fact.attempt {
            case nil: .wrongCredentials
            case .ownPassword: .wrongPassword
            case .code: .wrongCode
            }
        }
        return nil
    }

    // MARK: Registering

    private static func register(
        _ new: NewAccount, listed: Bool, challenge: UUID, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard try isNew(new, given: state, in: context) else { return [] }
        // One picture, one account. C-04
        guard context.holder(of: challengeClaim(challenge)) == nil else { throw .challengeSpent }
        let begun: [AccountEvent] = [
            .registered(
                AccountRegistered(
                    account: new.account, email: new.email.text, displayName: new.displayName, domainListed: listed)),
            .challengeAnswered(ChallengeAnswered(account: new.account, challenge: challenge)),
            .passwordSet(PasswordSet(account: new.account, hash: new.passwordHash)),
        ]
        // ISG-23 at once; ISG-25 no link before a validator has said yes.
        return listed ? begun + [verification(for: new.account, in: context)] : begun
    }

    /// Whoever registers a known address is told what everybody is told; the owner gets an e-mail, once a day.
    private static func registerAgain(
        challenge: UUID, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard let state else { throw .notFound }
        guard context.holder(of: challengeClaim(challenge)) == nil else { throw .challengeSpent }
        let spent = AccountEvent.challengeAnswered(ChallengeAnswered(account: state.account, challenge: challenge))
        switch state.standing {
        case .unverified: return [spent] + resendVerification(given: state, in: context)
        case .active where !state.isDisabled && context.time >= state.quietUntil ?? .distantPast:
            let quiet = context.time.addingTimeInterval(86_400)
            return [spent, .registeredAgain(RegistrationRepeated(account: state.account, quietUntil: quiet))]
        case .active, .waiting, .closed, .ended: return [spent]
        }
    }

    private static func create(
        _ new: NewAccount, roles: [PlatformRole], given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard context.actor.may(.createAccount) else { throw .forbidden }
        guard try isNew(new, given: state, in: context) else { return [] }
        var seen: Set<PlatformRole> = []
        let granted = roles.filter { seen.insert($0).inserted }.map {
            AccountEvent.roleGranted(PlatformRoleGranted(account: new.account, role: $0))
        }
        return [
            .registered(
                AccountRegistered(
                    account: new.account, email: new.email.text, displayName: new.displayName, domainListed: true)),
            .passwordSet(PasswordSet(account: new.account, hash: new.passwordHash)),
            .addressVerified(EmailAddressVerified(account: new.account, email: new.email.text)),
        ] + granted
    }

    /// False when the very same account is there already: the form was sent twice. IMP-04
    static func isNew(
        _ new: NewAccount, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> Bool {
        if let state {
            guard state.email == new.email.text else { throw .accountExists }
            return false
        }
        if let holder = context.holder(of: emailClaim(new.email.text)), holder != new.account { throw .emailTaken }
        return true
    }

    // MARK: Proving the address

    private static func verification(for account: UUID, in context: Context) -> AccountEvent {
        let purpose = LinkPurpose.verification
        return .verificationIssued(
            VerificationIssued(
                account: account, tokenDigest: purpose.digest(about: account, in: context),
                expires: purpose.expiry(in: context)))
    }

    private static func verify(
        _ digest: String, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        // Following a link again does no harm: mail scanners and double clicks do. IMP-04
        if let state, state.standing == .active, state.verification.knows(digest) { return [] }
        let state = try follow(digest, for: .verification, given: state, in: context)
        // ISG-35
        return [.addressVerified(EmailAddressVerified(account: state.account, email: state.email))]
    }

    /// Says nothing about who is known, so it has no refusals: what may not be sent is not sent.
    static func resendVerification(given state: AccountState?, in context: Context) -> [AccountEvent] {
        guard let state, state.standing == .unverified else { return [] }
        guard state.verification.mayIssue(at: context.time) else { return [] }
        return [verification(for: state.account, in: context)]
    }

    // MARK: Deciding and granting

    private static func validate(
        approved: Bool, reason: String, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard context.actor.may(.decideAccount) else { throw .forbidden }
        guard let state else { throw .notFound }
        switch (state.standing, approved) {
        case (.waiting, true):
            // ISG-26
            let approved = AccountEvent.approved(AccountApproved(account: state.account))
            // Where a provider has verified the address no link has to.
            guard state.links.contains(where: \.hasOwnAddress) else {
                return [approved, verification(for: state.account, in: context)]
            }
            return [
                approved, .addressVerified(EmailAddressVerified(account: state.account, email: state.email)),
            ]
        case (.waiting, false):
            // ISG-27
            let reason = reason.trimmed
            guard !reason.isEmpty else { throw .reasonMissing }
            return [.declined(AccountDeclined(account: state.account, reason: reason))]
        default: throw .alreadyDecided
        }
    }

    private static func grant(
        _ role: PlatformRole, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        // What a group says of its Super Administrators nobody else does.
        guard context.actor.may(.grantRole), role.group == nil else { throw .forbidden }
        guard let state else { throw .notFound }
        guard ![.closed, .ended].contains(state.standing) else { throw .closed }
        if state.roles.contains(role) { return [] }
        return [.roleGranted(PlatformRoleGranted(account: state.account, role: role))]
    }

    private static func revoke(
        _ role: PlatformRole, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard context.actor.may(.grantRole), role.group == nil else { throw .forbidden }
        guard let state else { throw .notFound }
        guard state.roles.contains(role) else { return [] }
        return [.roleRevoked(PlatformRoleRevoked(account: state.account, role: role))]
    }

    /// What the group said last counts, whichever arrives last.
    private static func superAdministrator(
        of group: UUID, _ isNamed: Bool, at position: Int64, given state: AccountState?
    ) -> [AccountEvent] {
        let role = PlatformRole.superAdministrator(group: group)
        guard let state, position > state.heard(of: group), !isNamed || ![.closed, .ended].contains(state.standing)
        else { return [] }
        return isNamed
            ? [.roleGranted(PlatformRoleGranted(account: state.account, role: role, position: position))]
            : [.roleRevoked(PlatformRoleRevoked(account: state.account, role: role, position: position))]
    }

    /// Its sessions and keys end with it. IMP-12
    private static func disable(given state: AccountState?, in context: Context) throws(AccountRefusal)
        -> [AccountEvent]
    {
        guard context.actor.may(.disableAccount) else { throw .forbidden }
        guard let state else { throw .notFound }
        if state.isDisabled { return [] }
        return endings(of: state) + keyEndings(of: state, because: .disabled)
            + [.disabled(AccountDisabled(account: state.account, time: context.time))]
    }

    private static func enable(given state: AccountState?, in context: Context) throws(AccountRefusal) -> [AccountEvent]
    {
        guard context.actor.may(.disableAccount) else { throw .forbidden }
        guard let state else { throw .notFound }
        return state.isDisabled ? [.enabled(AccountEnabled(account: state.account))] : []
    }
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        let inner = drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace)
        return String(inner.reversed())
    }
}
