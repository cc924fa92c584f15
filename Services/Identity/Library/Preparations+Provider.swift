// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging

// Instructions that hold a provider's word.

extension Preparations {
    /// Whose account it is, the link says alone.
    func signIn(
        _ message: SignInWithProvider, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        guard let word = provider?.open(message.word) else { return stale }
        guard let account = try await database.holder(of: AccountDecider.providerClaim(word.identity)) else {
            return .refused(AccountRefusal.providerUnlinked.problems)
        }
        return .decide(
            stream: account,
            .signInWithProvider(
                word,
                SessionStart(
                    session: message.session, tokenDigest: message.tokenDigest.lowercased(), device: message.device)))
    }

    func register(
        _ message: RegisterWithProvider, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        guard let word = provider?.open(message.word) else { return stale }
        // Without one that is verified nobody is led here.
        guard let email = word.verifiedEmail else { return .refused([.forbidden]) }
        var displayName = email.localPart
        if !message.displayName.trimmed.isEmpty {
            do throws(DisplayName.Malformed) {
                displayName = try DisplayName(message.displayName).text
            } catch {
                return .refused([error.problem])
            }
        }
        if let until = try await throttles.wait(.registration, message.source, at: now(), in: database) {
            return .refused(AccountRefusal.tooOften(until: until).problems)
        }
        try await throttles.count(.registration, message.source, at: now(), in: database)
        let new = NewAccount(account: message.account, email: email, displayName: displayName, passwordHash: "")
        return .decide(
            stream: message.account,
            claims: [AccountDecider.emailClaim(email.text), AccountDecider.providerClaim(word.identity)],
            .registerWithProvider(
                new, word,
                SessionStart(
                    session: message.session, tokenDigest: message.tokenDigest.lowercased(), device: message.device),
                domainListed: email.isListed(in: try await domains(in: database))))
    }

    func link(
        _ message: LinkProvider, by actor: Actor, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        guard let word = provider?.open(message.word) else { return stale }
        guard let known = try await own(message.account, of: actor, in: database) else { return .refused([.notFound]) }
        var proof: PasswordProof?
        if let current = message.current {
            switch try await self.proof(current, known.hash, from: message.source, in: database) {
            case .success(let found): proof = found
            case .failure(let refusal): return .refused(refusal.problems)
            }
        }
        return .decide(
            stream: message.account, claims: [AccountDecider.providerClaim(word.identity)],
            .linkProvider(word, session: message.session, proof))
    }

    func unlink(
        _ message: UnlinkProvider, by actor: Actor, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        guard let known = try await own(message.account, of: actor, in: database) else { return .refused([.notFound]) }
        // Nothing is compared where there is nothing to end.
        let state = try await database.state(of: AccountDecider.self, message.account)?.state
        if state?.links.isEmpty != false { return .nothing }
        if known.hash.isEmpty { return .refused(AccountRefusal.onlyWayIn.problems) }
        switch try await proof(message.current, known.hash, from: message.source, in: database) {
        case .success(let proof): return .decide(stream: message.account, .unlinkProvider(proof))
        case .failure(let refusal): return .refused(refusal.problems)
        }
    }

    private var stale: Preparation<AccountCommand> { .refused(AccountRefusal.providerWordStale.problems) }
}
