// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Messaging
import WebAuthn
import struct Foundation.UUID

/// What has to be done before an account can decide about a passkey: open the challenge, look into what the authenticator
/// made, compare the signature.
extension Preparations {
    private var passkeys: PasskeyChallenges { PasskeyChallenges(key: sealing) }

    func add(
        _ message: AddPasskey, by actor: Actor, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        guard let known = try await own(message.account, of: actor, in: database) else { return .refused([.notFound]) }
        guard let label = try? PasskeyLabel(message.label) else {
            return .refused([PasskeyLabel.Malformed().problem])
        }
        guard let opened = passkeys.open(message.token, .adding, of: message.binding, at: now()) else {
            return .refused(AccountRefusal.passkeyExpired.problems)
        }
        guard let party = RelyingParty(origin: message.origin),
            let clientData = Base64URL.decode(message.clientDataJSON),
            let object = Base64URL.decode(message.attestationObject),
            let made = try? NewCredential(
                clientData: clientData, attestationObject: object, challenge: opened.challenge, for: party)
        else { return .refused(AccountRefusal.passkeyMalformed.problems) }
        switch try await proof(message.current, known.hash, from: message.source, in: database) {
        case .failure(let refusal): return .refused(refusal.problems)
        case .success(let proof):
            let credential = Base64URL.encode(made.id)
            return .decide(
                stream: message.account, claims: [AccountDecider.passkeyClaim(credential)],
                .addPasskey(
                    NewPasskey(
                        session: message.session, password: proof, passkey: message.passkey, label: label,
                        credential: credential, key: Base64URL.encode(made.key), signCount: made.signCount,
                        challenge: opened.spent)))
        }
    }

    func rename(_ message: RenamePasskey) -> Preparation<AccountCommand> {
        guard let label = try? PasskeyLabel(message.label) else {
            return .refused([PasskeyLabel.Malformed().problem])
        }
        return .decide(stream: message.account, .renamePasskey(message.passkey, label))
    }

    func remove(
        _ message: RemovePasskey, by actor: Actor, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        guard let known = try await own(message.account, of: actor, in: database) else { return .refused([.notFound]) }
        switch try await proof(message.current, known.hash, from: message.source, in: database) {
        case .success(let proof): return .decide(stream: message.account, .removePasskey(message.passkey, proof))
        case .failure(let refusal): return .refused(refusal.problems)
        }
    }

    func prove(
        _ message: ProveSessionWithPasskey, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        switch try await proof(
            of: message.use, for: .proving, by: message.account, from: message.source, in: database)
        {
        case .success(let proof):
            return .decide(
                stream: message.account,
                .provePasskey(
                    session: message.session, tokenDigest: message.tokenDigest.lowercased(), proof))
        case .failure(let refusal): return .refused(refusal.problems)
        }
    }

    func signIn(_ message: SignInWithPasskey, from database: Pool) async throws -> Preparation<AccountCommand> {
        // Whose it is the passkey says itself. Whoever makes an account up is told what everybody is told.
        let handle = message.use.userHandle.flatMap { Base64URL.decode($0) } ?? []
        let account = handle.count == 16 ? Identifier.uuid(handle) : .zero
        switch try await proof(of: message.use, for: .signingIn, by: account, from: message.source, in: database) {
        case .success(let proof):
            return .decide(
                stream: account,
                .signInPasskey(
                    PasskeySignIn(
                        session: message.session, tokenDigest: message.tokenDigest.lowercased(),
                        device: message.device, proof: proof)))
        case .failure(let refusal): return .refused(refusal.problems)
        }
    }

    /// Compares a signature with the account's key. One that is wrong counts for the network that it came from, and not for
    /// the account: it cannot be guessed, and nobody shall lock others out by sending rubbish.
    private func proof(
        of use: PasskeyUse, for purpose: PasskeyPurpose, by account: UUID, from source: String?, in database: Pool
    ) async throws -> Result<PasskeyProof, AccountRefusal> {
        if let until = try await throttles.wait(.wrongPassword, source, at: now(), in: database) {
            return .failure(.tooOften(until: until))
        }
        guard let opened = passkeys.open(use.token, purpose, of: use.binding, at: now()) else {
            return .failure(.passkeyExpired)
        }
        let known = try await database.state(of: AccountDecider.self, account)?.state.passkeys
            .first { $0.credential == use.credential }
        // A key that nobody has stands in for one that is not there, so that the time does not tell.
        let stored = known?.key ?? Self.nobodysKey
        guard let used = assertion(of: use, stored, opened, verified: purpose == .signingIn), known != nil,
            use.userHandle == nil || use.userHandle == Base64URL.encode(Identifier.bytes(of: account))
        else {
            try await throttles.count(.wrongPassword, source, at: now(), in: database)
            return .failure(.passkeyRefused)
        }
        return .success(
            PasskeyProof(
                credential: use.credential, comparedWith: stored, signCount: used.signCount,
                challenge: opened.spent))
    }

    private func assertion(
        of use: PasskeyUse, _ key: String, _ opened: PasskeyChallenges.Opened, verified: Bool
    ) -> Assertion? {
        guard let party = RelyingParty(origin: use.origin),
            let clientData = Base64URL.decode(use.clientDataJSON),
            let data = Base64URL.decode(use.authenticatorData), let signature = Base64URL.decode(use.signature),
            let key = Base64URL.decode(key).flatMap({ try? CredentialKey(cose: $0) })
        else { return nil }
        return try? Assertion(
            clientData: clientData, authenticatorData: data, signature: signature, key: key,
            challenge: opened.challenge, for: party, verified: verified)
    }

    /// COSE of the generator of P-256 (FIPS 186-5): its private half is the number 1, and no account has it.
    private static let nobodysKey = Base64URL.encode(
        Hex.decode(
            "a50102032620012158206b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                + "2258204fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5") ?? [])
}
