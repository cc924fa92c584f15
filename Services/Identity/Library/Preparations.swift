// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// What has to be done before an account can decide: check every field, open the challenge, look an address up, and
/// hash or compare the password, on threads of their own.
struct Preparations: Sendable {
    let maker: ChallengeMaker
    let rules: PasswordRules
    let listedDomains: [String]
    let sealing: SealingKey
    let hasher: PasswordHasher
    let now: @Sendable () -> Date
    let throttles: Throttles
    /// Nil where no provider is configured.
    var provider: ProviderSignIn?
    let queues = SourceQueues()

    func register(_ message: RegisterAccount, from database: Pool) async throws -> Preparation<AccountCommand> {
        var form = RegistrationForm(message, rules: rules, maker: maker, at: now())
        // A wrong answer ends its challenge, or somebody would try them all.
        if let missed = form.missed {
            _ = try await database.query(
                """
                WITH gone AS (DELETE FROM missed_challenges WHERE expires < \(now()))
                INSERT INTO missed_challenges (id, expires) VALUES (\(missed.id), \(missed.expires))
                ON CONFLICT (id) DO NOTHING
                """)
        } else if let opened = form.challenge {
            let rows = try await database.query("SELECT 1 FROM missed_challenges WHERE id = \(opened.id)")
            if rows.first != nil { form.problems += AccountRefusal.challengeSpent.problems }
        }
        guard form.problems.isEmpty, let email = form.email, let challenge = form.challenge else {
            return .refused(form.problems)
        }
        if let until = try await throttles.wait(.registration, message.source, at: now(), in: database) {
            return .refused(AccountRefusal.tooOften(until: until).problems)
        }
        try await throttles.count(.registration, message.source, at: now(), in: database)
        let known = try await find(email.text, in: database)?.account
        // Only now the hash, which is dear. Also for a known address, so that the time does not tell which are known.
        guard let hash = await hash(message.password, from: message.source) else { return .refused(busy.problems) }
        if let known, known != message.account {
            return .decide(
                stream: known, claims: [AccountDecider.challengeClaim(challenge.id)],
                .registerAgain(challenge: challenge.id))
        }
        let new = NewAccount(
            account: message.account, email: email, displayName: form.displayName, passwordHash: hash.text)
        return .decide(
            stream: message.account,
            claims: [AccountDecider.emailClaim(email.text), AccountDecider.challengeClaim(challenge.id)],
            .register(new, domainListed: email.isListed(in: try await domains(in: database)), challenge: challenge.id))
    }

    func create(_ message: CreateAccount, by actor: Actor) async -> Preparation<AccountCommand> {
        guard actor.may(.createAccount) else { return .refused([.forbidden]) }
        let form = RegistrationForm(message, rules: rules)
        guard form.problems.isEmpty, let email = form.email else { return .refused(form.problems) }
        let hash = await hasher.hash(message.password)
        let new = NewAccount(
            account: message.account, email: email, displayName: form.displayName, passwordHash: hash.text)
        return .decide(
            stream: message.account, claims: [AccountDecider.emailClaim(email.text)],
            .create(new, roles: message.roles))
    }

    /// Unknown addresses are answered like known ones. IMP-02
    func resend(_ message: ResendVerification, from database: Pool) async throws -> Preparation<AccountCommand> {
        if let refusal = try await limitLinks(message.source, in: database) { return refusal }
        guard let known = try await find(message.email, in: database) else { return .nothing }
        return .decide(stream: known.account, .resendVerification)
    }

    func signIn(_ message: SignIn, from database: Pool) async throws -> Preparation<AccountCommand> {
        // Nobody has one like this, and only to read it would take long. It is refused before anybody is looked up: neither
        // does the time tell who has an account, nor is one locked without a password having been compared.
        guard message.password.fits(PasswordRules.ceiling) else {
            return .refused(AccountRefusal.wrongCredentials.problems)
        }
        // Whoever floods us with passwords keeps the others waiting, but not for an answer that comes too late.
        guard !hasher.isBusy else { return .refused(busy.problems) }
        let known = try await find(message.email, in: database)
        let stored = known.flatMap { try? PasswordHash(text: $0.hash) }
        let verdict: PasswordHasher.Verdict
        switch try await compare(message.password, with: stored, from: message.source, in: database) {
        case .success(let found): verdict = found
        case .failure(let refusal): return .refused(refusal.problems)
        }
        guard let known, stored != nil else { return .refused(AccountRefusal.wrongCredentials.problems) }
        var attempt = SignInAttempt(
            session: message.session, tokenDigest: message.tokenDigest.lowercased(), device: message.device,
            password: PasswordProof(comparedWith: known.hash, matches: verdict != .differs))
        if verdict == .matchesButRehash {
            attempt.rehash = await hash(message.password, from: message.source)?.text
        }
        return .decide(stream: known.account, .signIn(attempt))
    }

    /// Unknown addresses are answered like known ones.
    func requestReset(
        _ message: RequestPasswordReset, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        if let refusal = try await limitLinks(message.source, in: database) { return refusal }
        guard let known = try await find(message.email, in: database) else { return .nothing }
        return .decide(stream: known.account, .requestReset)
    }

    func renewLink(_ message: RenewLink, from database: Pool) async throws -> Preparation<AccountCommand> {
        if let refusal = try await limitLinks(message.source, in: database) { return refusal }
        return .decide(
            stream: message.account, .renewLink(message.purpose, tokenDigest: message.tokenDigest.lowercased()))
    }

    /// Nothing is hashed for a link that does not work.
    func reset(_ message: ResetPassword, from database: Pool) async throws -> Preparation<AccountCommand> {
        let digest = message.tokenDigest.lowercased()
        let state = try await database.state(of: AccountDecider.self, message.account)?.state
        let standing = AccountDecider.standing(of: digest, for: .passwordReset, given: state, at: now())
        if let refusal = AccountRefusal(standing) { return .refused(refusal.problems) }
        let problems = rules.problems(of: message.password, email: state.flatMap { EmailAddress(folding: $0.email) })
        guard problems.isEmpty else { return .refused(problems) }
        guard let hash = await hash(message.password, from: message.source) else { return .refused(busy.problems) }
        return .decide(stream: message.account, .reset(tokenDigest: digest, passwordHash: hash.text))
    }

    func changePassword(
        _ message: ChangePassword, by actor: Actor, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        guard let known = try await own(message.account, of: actor, in: database) else { return .refused([.notFound]) }
        var problems = rules.problems(of: message.password, email: EmailAddress(folding: known.email))
        if message.password == message.current {
            problems.append(
                Problem(
                    code: "password-same", field: "password", message: "Choose a password other than your current one.")
            )
        }
        guard problems.isEmpty else { return .refused(problems) }
        let proof: PasswordProof
        switch try await self.proof(message.current, known.hash, from: message.source, in: database) {
        case .success(let found): proof = found
        case .failure(let refusal): return .refused(refusal.problems)
        }
        // Only who knows the password makes us work out another hash.
        guard proof.matches else {
            return .decide(stream: message.account, .changePassword(proof, passwordHash: ""))
        }
        guard let hash = await hash(message.password, from: message.source) else { return .refused(busy.problems) }
        return .decide(stream: message.account, .changePassword(proof, passwordHash: hash.text))
    }

    func rename(_ message: ChangeDisplayName) -> Preparation<AccountCommand> {
        do throws(DisplayName.Malformed) {
            return .decide(stream: message.account, .rename(try DisplayName(message.displayName)))
        } catch {
            return .refused([error.problem])
        }
    }

    func changeEmail(
        _ message: ChangeEmailAddress, by actor: Actor, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        guard let known = try await own(message.account, of: actor, in: database) else { return .refused([.notFound]) }
        guard let email = EmailAddress(folding: message.email) else {
            return .refused([.emailMalformed(message.email)])
        }
        // ISG-25: where a validator would have been asked, a change of address does not get round them.
        guard
            email.isListed(in: try await domains(in: database))
                || email.domain == EmailAddress(folding: known.email)?.domain
        else {
            return .refused(AccountRefusal.domainUnlisted.problems)
        }
        if let refusal = try await limitLinks(message.source, in: database) { return refusal }
        switch try await proof(message.current, known.hash, from: message.source, in: database) {
        case .success(let proof): return .decide(stream: message.account, .changeEmail(email, proof))
        case .failure(let refusal): return .refused(refusal.problems)
        }
    }

    /// Whose the address is by now is asked with the decision.
    func confirmEmail(_ message: ConfirmEmailAddress, from database: Pool) async throws -> Preparation<AccountCommand> {
        let state = try await database.state(of: AccountDecider.self, message.account)?.state
        return .decide(
            stream: message.account, claims: state?.nextEmail.map { [AccountDecider.emailClaim($0)] } ?? [],
            .confirmEmail(tokenDigest: message.tokenDigest.lowercased()))
    }

    func enrol(
        _ message: EnrolSecondFactor, by actor: Actor, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        guard let known = try await own(message.account, of: actor, in: database) else { return .refused([.notFound]) }
        guard let secret = Base32.decode(message.secret), secret.count == TOTP.secretLength else {
            return .refused(AccountRefusal.secretMalformed.problems)
        }
        let digests = message.recoveryDigests.map { $0.lowercased() }
        guard digests.count <= Enrolment.mostCodes, digests.allSatisfy({ Hex.decode($0)?.count == 32 })
        else { return .refused(AccountRefusal.recoveryCodesMalformed.problems) }
        guard TOTP(secret: secret).step(of: message.code, at: now().timeIntervalSince1970) != nil else {
            return .refused(AccountRefusal.firstCodeWrong.problems)
        }
        let factor = try await database.state(of: AccountDecider.self, message.account)?.state.factor
        let isKnown = try factor.map { try self.secret(of: $0) == secret && $0.recoveryDigests == digests } ?? false
        switch try await proof(message.current, known.hash, from: message.source, in: database) {
        case .failure(let refusal): return .refused(refusal.problems)
        case .success(let proof):
            let sealed = Base64.encode(sealing.seal(secret, context: Self.factorContext))
            return .decide(
                stream: message.account,
                .enrol(
                    Enrolment(
                        session: message.session, password: proof, sealedSecret: sealed, recoveryDigests: digests,
                        isKnown: isKnown)))
        }
    }

    func prove(_ message: ProveSession, from database: Pool) async throws -> Preparation<AccountCommand> {
        .decide(
            stream: message.account,
            .prove(
                session: message.session, tokenDigest: message.tokenDigest.lowercased(),
                try await proof(code: message.code, of: message.account, in: database)))
    }

    func removeFactor(_ message: RemoveSecondFactor, from database: Pool) async throws -> Preparation<AccountCommand> {
        .decide(
            stream: message.account,
            .removeFactor(try await proof(code: message.code, of: message.account, in: database)))
    }

    func makeKey(
        _ message: MakeAPIKey, by actor: Actor, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        guard let known = try await own(message.account, of: actor, in: database) else { return .refused([.notFound]) }
        let name = Typed.words(message.keyName)
        var refusals: [AccountRefusal] = []
        if name.isEmpty { refusals.append(.keyNameMissing) }
        if !name.fits(AccountLimits.keyName) { refusals.append(.keyNameMalformed) }
        if !AccountLimits.keyLives.contains(message.days) { refusals.append(.keyLifeUnknown) }
        if Hex.decode(message.tokenDigest)?.count != 32 { refusals.append(.keyMalformed) }
        guard refusals.isEmpty else { return .refused(refusals.flatMap(\.problems)) }
        switch try await proof(message.current, known.hash, from: message.source, in: database) {
        case .failure(let refusal): return .refused(refusal.problems)
        case .success(let proof):
            return .decide(
                stream: message.account,
                .makeKey(
                    NewAPIKey(
                        key: message.key, session: message.session, tokenDigest: message.tokenDigest.lowercased(),
                        name: name, scopes: APIKeyScope.allCases.filter { $0 == .read || message.scopes.contains($0) },
                        organisation: message.organisation, days: message.days, password: proof)))
        }
    }

    func close(
        _ message: CloseAccount, by actor: Actor, from database: Pool
    ) async throws -> Preparation<AccountCommand> {
        guard let known = try await own(message.account, of: actor, in: database) else { return .refused([.notFound]) }
        guard try await SoleAdministrations.of(message.account, in: database).isEmpty else {
            return .refused(AccountRefusal.soleAdministrator.problems)
        }
        switch try await proof(message.current, known.hash, from: message.source, in: database) {
        case .success(let proof): return .decide(stream: message.account, .close(proof))
        case .failure(let refusal): return .refused(refusal.problems)
        }
    }

    /// Whose the former addresses are by now is asked with the decision.
    func erase(_ message: EraseAccount, from database: Pool) async throws -> Preparation<AccountCommand> {
        let former = try await database.state(of: AccountDecider.self, message.account)?.state.formerEmails ?? []
        return .decide(
            stream: message.account, claims: former.map { AccountDecider.emailClaim($0) },
            .erase(
                formerEmails: former, isLast: message.isLast,
                organisations: try await MembershipsTable.organisations(of: message.account, in: database)))
    }

    private static let factorContext = "attest.identity.second-factor"

    private func proof(code: String, of account: UUID, in database: Pool) async throws -> CodeProof {
        let factor = try await database.state(of: AccountDecider.self, account)?.state.factor
        var proof = CodeProof(comparedWith: factor?.sealedSecret, recoveryDigest: RecoveryCode.digest(of: code))
        proof.step = try factor.map { try secret(of: $0) }
            .flatMap { TOTP(secret: $0).step(of: code, at: now().timeIntervalSince1970) }
        return proof
    }

    /// - Throws: `doesNotOpen` when it was sealed with another key: that is no wrong code, and locks nobody out.
    private func secret(of factor: AccountState.SecondFactor) throws -> [UInt8] {
        guard let sealed = Base64.decode(factor.sealedSecret) else { throw CryptographyError.doesNotOpen }
        return try sealing.open(sealed, context: Self.factorContext)
    }

    func proof(
        _ password: String, _ hash: String, from source: String?, in database: Pool
    ) async throws -> Result<PasswordProof, AccountRefusal> {
        // Who has none has not typed a wrong one.
        if hash.isEmpty { return .failure(.passwordMissing) }
        return try await compare(password, with: try? PasswordHash(text: hash), from: source, in: database).map {
            PasswordProof(comparedWith: hash, matches: $0 != .differs)
        }
    }

    /// Compares a password, in its network's turn. Without a hash to compare with it takes as long as with one, so that the
    /// time does not tell which addresses are known.
    private func compare(
        _ password: String, with stored: PasswordHash?, from source: String?, in database: Pool
    ) async throws -> Result<PasswordHasher.Verdict, AccountRefusal> {
        guard password.fits(PasswordRules.ceiling) else { return .failure(.wrongPassword) }
        guard !hasher.isBusy else { return .failure(busy) }
        let verdict = try await queues.run(source) { () -> Result<PasswordHasher.Verdict, AccountRefusal> in
            if let until = try await throttles.wait(.wrongPassword, source, at: now(), in: database) {
                return .failure(.tooOften(until: until))
            }
            var verdict = PasswordHasher.Verdict.differs
            if let stored {
                verdict = await hasher.verify(password, against: stored)
            } else {
                await hasher.verifyNothing(password)
            }
            if verdict == .differs { try await throttles.count(.wrongPassword, source, at: now(), in: database) }
            return .success(verdict)
        }
        // Too many of the network wait already: the others of it come back in a moment.
        return verdict ?? .failure(busy)
    }

    /// Nil when more wait than can be hashed in time.
    private func hash(_ password: String, from source: String?) async -> PasswordHash? {
        guard !hasher.isBusy else { return nil }
        return await queues.run(source) { await hasher.hash(password) }
    }

    private func limitLinks(_ source: String?, in database: Pool) async throws -> Preparation<AccountCommand>? {
        if let until = try await throttles.wait(.link, source, at: now(), in: database) {
            return .refused(AccountRefusal.tooOften(until: until).problems)
        }
        try await throttles.count(.link, source, at: now(), in: database)
        return nil
    }

    /// Nothing is hashed for anybody else's account.
    func own(
        _ account: UUID, of actor: Actor, in database: Pool
    ) async throws -> (email: String, hash: String)? {
        guard actor.may(.changeAccount, with: account) else { return nil }
        let rows = try await database.query("SELECT email, password_hash FROM accounts WHERE id = \(account)")
        return try rows.first.map { (email: try $0.get(0), hash: try $0.get(1)) }
    }

    /// ISG-28
    func domains(in database: Pool) async throws -> [String] {
        let state = try await database.state(of: DomainListDecider.self, DomainListDecider.stream)?.state
        return InstantDomains(state, configured: listedDomains).domains
    }

    private var busy: AccountRefusal { .busy(until: now().addingTimeInterval(5)) }

    private func find(_ email: String, in database: Pool) async throws -> (account: UUID, hash: String)? {
        guard let email = EmailAddress(folding: email) else { return nil }
        let rows = try await database.query(
            """
            SELECT id, password_hash FROM accounts WHERE email = \(email.text)
            """)
        return try rows.first.map { (account: try $0.get(0), hash: try $0.get(1)) }
    }
}
