// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import ServiceKit

import Foundation

/// The services behind the gateway: the one place where a page or an API resource calls them.
///
/// It is a value of three functions, so that the whole front door can be tried without a broker.
public struct Services: Sendable {
    /// An answer whose type is that of the query.
    struct Answer<Value: Sendable>: Sendable { let value: Value }

    typealias Ask = @Sendable (any Query, Actor, TraceContext, Duration) async throws(ClientError) -> any Sendable
    typealias Tell = @Sendable (any Instruction, UUID, Actor, TraceContext) async throws(ClientError) -> Acceptance
    typealias Announce = @Sendable (any Fact, UUID, UUID, Actor, TraceContext) async throws(ClientError) -> Void

    private let asking: Ask
    private let telling: Tell
    private let announcing: Announce
    private let limits: Limits
    private let keys: Keys
    private let sessions: SessionMemory

    init(_ client: ServiceClient, limits: Limits, keys: Keys, sessions: SessionMemory) {
        self.init(
            limits: limits, keys: keys, sessions: sessions,
            ask: { query, actor, trace, deadline throws(ClientError) in
                try await Self.ask(query, client: client, actor: actor, trace: trace, deadline: deadline)
            },
            tell: { instruction, id, actor, trace throws(ClientError) in
                try await client.tell(instruction, id: id, as: actor, trace: trace)
            },
            announce: { fact, id, subject, actor, trace throws(ClientError) in
                // That a session is in use can be said with the next page as well.
                try await client.announce(
                    fact, id: id, subject: subject, as: actor, trace: trace,
                    deadline: fact is SessionUsed || fact is APIKeyUsed ? .milliseconds(300) : .seconds(10))
            })
    }

    init(
        limits: Limits = Limits(), keys: Keys, sessions: SessionMemory = SessionMemory(lasting: .zero),
        ask: @escaping Ask,
        tell: @escaping Tell, announce: @escaping Announce
    ) {
        self.limits = limits
        self.keys = keys
        self.sessions = sessions
        asking = ask
        telling = tell
        announcing = announce
    }

    /// Asks on behalf of whoever made the request.
    func ask<Q: Query>(
        _ query: Q, _ context: GatewayContext, deadline: Duration = .seconds(5)
    ) async throws(ClientError) -> Q.Answer {
        try admit(query, context)
        return try await ask(query, as: context.actor, trace: context.trace, deadline: deadline)
    }

    func ask<Q: Query>(
        _ query: Q, as actor: Actor, trace: TraceContext, deadline: Duration = .seconds(5)
    ) async throws(ClientError) -> Q.Answer {
        guard let answer = try await asking(query, actor, trace, deadline) as? Answer<Q.Answer> else {
            throw .failed(service: Q.name.service)
        }
        return answer.value
    }

    /// The display names of accounts. A service that does not answer costs the names, not what they stand in.
    func names(of accounts: some Sequence<UUID>, _ context: GatewayContext) async -> [UUID: String] {
        var names: [UUID: String] = [:]
        var rest = Array(Set(accounts))[...]
        while !rest.isEmpty {
            let query = NameAccounts(accounts: Array(rest.prefix(NameAccounts.most)))
            guard let found = try? await ask(query, context, deadline: .seconds(2)) else { return names }
            for account in found { names[account.account] = account.displayName }
            rest = rest.dropFirst(NameAccounts.most)
        }
        return names
    }

    /// Tells on behalf of whoever made the request. The same id again has the same effect once.
    ///
    /// - Parameter actor: who does it, where that is not who has signed in.
    @discardableResult
    func tell(
        _ instruction: some Instruction, id: UUID, _ context: GatewayContext, as actor: Actor? = nil
    ) async throws(ClientError) -> Acceptance {
        try admit(instruction, context)
        let begun = ContinuousClock.now
        // Said here, once for all pages and the API.
        var instruction: any Instruction = instruction
        if var sourced = instruction as? any Sourced {
            sourced.source = keys.source(context.sender)
            instruction = sourced
        }
        let acceptance = try await heeding(context, instruction) { () async throws(ClientError) in
            try await telling(instruction, id, actor ?? context.actor, context.trace)
        }
        // An e-mail to be written takes some milliseconds more than none: who waits learns nothing of that.
        if instruction is any Veiled { try? await Task.sleep(until: begun + Self.veil, clock: .continuous) }
        if instruction is SignIn || instruction is SignInWithProvider || instruction is SignInWithPasskey {
            limits.know(context.sender)
        }
        // What this copy has brought about it need not hear of first.
        if let changing = instruction as? any SessionChanging { sessions.forget(changing.account) }
        return acceptance
    }

    /// Lets a network have so many passwords under way, and remembers when a service says that it has to wait.
    private func heeding(
        _ context: GatewayContext, _ instruction: any Instruction,
        _ work: () async throws(ClientError) -> Acceptance
    ) async throws(ClientError) -> Acceptance {
        let compares = (instruction as? any Limited).map { type(of: $0).limit == .signIn } == true
        if compares { try limits.begin(from: context.sender) }
        defer { if compares { limits.end(from: context.sender) } }
        do {
            return try await work()
        } catch {
            if case .refused(let problems) = error, let problem = problems.first, problem.code == "too-many-requests",
                let until = problem.until, let limited = instruction as? any Limited
            {
                limits.wait(type(of: limited).limit, from: context.sender, until: until)
            }
            throw error
        }
    }

    /// - Throws: `refused`, when there were too many of these.
    private func admit(_ message: some Message, _ context: GatewayContext) throws(ClientError) {
        guard let limited = message as? any Limited else { return }
        try limits.admit(type(of: limited).limit, from: context.sender, domain: limited.limitedDomain)
    }

    /// Publishes a durable fact and waits for the broker's word.
    func announce(
        _ fact: some Fact, id: UUID, subject: UUID, _ context: GatewayContext
    ) async throws(ClientError) {
        try await announcing(fact, id, subject, context.actor, context.trace)
        if fact is RegistrationSubmitted, let account = context.actor.account {
            sessions.forget(account, settling: true)
        }
    }

    /// Who holds a session's token: as identity says, or said a moment ago.
    func visitor(with token: Token, trace: TraceContext) async throws(ClientError) -> Visitor {
        let digest = Hex.encode(token.digest)
        return try await session(of: digest, as: ResolveSession(tokenDigest: digest), trace).map(Visitor.init)
            ?? .anonymous
    }

    /// What a program's key lets it do, as of a session; nil when the key does not work.
    ///
    /// - Throws: `refused`, when too much comes with the key, or with any from its network.
    func program(with key: APIKey, _ context: GatewayContext) async throws(ClientError) -> Session? {
        // Also of keys that there are not, since each is asked about.
        try limits.admit(.program, from: context.sender)
        let digest = Hex.encode(key.digest)
        guard
            let session = try await session(of: digest, as: ResolveAPIKey(tokenDigest: digest), context.trace),
            session.key != nil
        else { return nil }
        try limits.admit(.program, key: session.session)
        return session
    }

    private func session<Q: Query>(
        of digest: String, as query: Q, _ trace: TraceContext
    ) async throws(ClientError) -> Session? where Q.Answer == Session? {
        if let session = sessions.recall(digest) { return session }
        let ticket = sessions.ticket()
        guard let session = try await ask(query, as: .visitor, trace: trace) else { return nil }
        sessions.keep(
            session, under: digest, asked: ticket, remaining: .seconds(session.expires.timeIntervalSinceNow))
        await use(session, trace)
        return session
    }

    /// Says now and then that a session or key is in use: an idle session would end, and owners see which keys are idle.
    /// That this could not be said costs nobody their page. IMP-12
    private func use(_ session: Session, _ trace: TraceContext) async {
        if session.key != nil {
            guard session.used.map({ $0.timeIntervalSinceNow < -Self.usePause }) ?? true else { return }
            try? await announcing(
                APIKeyUsed(account: session.account, key: session.session), Identifier.make(), session.session,
                .account(session.account), trace)
            return
        }
        guard let used = session.used, used.timeIntervalSinceNow < -Self.usePause else { return }
        try? await announcing(
            SessionUsed(account: session.account, session: session.session), Identifier.make(), session.session,
            .account(session.account), trace)
    }

    /// How long an answer takes at least that must not tell by its time whether there is an account.
    private static let veil = Duration.milliseconds(150)

    /// In seconds. A session is remembered for less, so that one in use is always said to be so before it ends as idle.
    private static let usePause: Double = 5 * 60

    private static func ask<Q: Query>(
        _ query: Q, client: ServiceClient, actor: Actor, trace: TraceContext, deadline: Duration
    ) async throws(ClientError) -> any Sendable {
        Answer(value: try await client.ask(query, as: actor, trace: trace, deadline: deadline))
    }
}

/// What is answered alike whether or not there is an account, in time as well.
private protocol Veiled: Instruction {}

extension RequestPasswordReset: Veiled {}
extension ResendVerification: Veiled {}
extension RenewLink: Veiled {}

/// What changes how an account's sessions are remembered.
private protocol SessionChanging: Instruction {
    var account: UUID { get }
}

extension SignOut: SessionChanging {}
extension SignOutEverywhere: SessionChanging {}
extension ChangePassword: SessionChanging {}
extension ChangeDisplayName: SessionChanging {}
extension ConfirmEmailAddress: SessionChanging {}
extension EnrolSecondFactor: SessionChanging {}
extension ProveSession: SessionChanging {}
extension RemoveSecondFactor: SessionChanging {}
extension EndAPIKey: SessionChanging {}
extension CloseAccount: SessionChanging {}
extension AddPasskey: SessionChanging {}
extension RemovePasskey: SessionChanging {}
extension ProveSessionWithPasskey: SessionChanging {}
