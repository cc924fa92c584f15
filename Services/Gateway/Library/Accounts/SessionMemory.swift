// SPDX-License-Identifier: Apache-2.0

import Contracts
import Threads

import struct Foundation.UUID

/// Sessions as identity told them last, for moments: a page asks several things, and people turn pages.
///
/// What is remembered counts only while the changes of sessions are heard as they happen, and nothing is remembered that was
/// asked before a change and answered after it. So whoever signs out, is disabled, or holds a role no longer, is not let in
/// anywhere for longer than the broker takes; and never for longer than the memory lasts.
public final class SessionMemory: Sendable {
    fileprivate struct Entry {
        let session: Session
        let end: ContinuousClock.Instant
    }

    fileprivate struct State {
        var isListening = false
        /// Moves with everything that is heard.
        var changes = 0
        var entries: [String: Entry] = [:]
        /// The tokens of an account's sessions.
        var byAccount: [UUID: Set<String>] = [:]
        /// Accounts of which nothing is remembered until then: identity hears of a membership at the same time as we do.
        var quiet: [UUID: ContinuousClock.Instant] = [:]
        /// The same of all accounts.
        var isQuiet: ContinuousClock.Instant?
    }

    /// Sessions at once; when there are more, all are asked for again.
    private static let most = 20_000
    private static let pause = Duration.seconds(10)

    private let lasting: Duration
    private let state = Lock(State())

    /// - Parameter lasting: how long at most; zero remembers nothing.
    public init(lasting: Duration) { self.lasting = lasting }

    /// What was asked before a change is not remembered after it.
    struct Ticket { fileprivate let changes: Int }

    func ticket() -> Ticket { state.withLock { Ticket(changes: $0.changes) } }

    /// - Parameter token: the digest of the session's token, in hexadecimal.
    func recall(_ token: String, at time: ContinuousClock.Instant = .now) -> Session? {
        state.withLock { state -> Session? in
            guard let entry = state.entries[token] else { return nil }
            guard entry.end > time else {
                state.forget(token)
                return nil
            }
            return entry.session
        }
    }

    /// - Parameter remaining: how long the session itself lasts.
    func keep(
        _ session: Session, under token: String, asked ticket: Ticket, remaining: Duration,
        at time: ContinuousClock.Instant = .now
    ) {
        let end = time + min(lasting, remaining)
        state.withLock { state in
            guard state.isListening, state.changes == ticket.changes, end > time else { return }
            if let quiet = state.isQuiet {
                guard quiet <= time else { return }
                state.isQuiet = nil
            }
            if let quiet = state.quiet[session.account] {
                guard quiet <= time else { return }
                state.quiet[session.account] = nil
            }
            if state.entries.count >= Self.most { state.forgetAll() }
            state.entries[token] = Entry(session: session, end: end)
            state.byAccount[session.account, default: []].insert(token)
        }
    }

    /// Something of an account has changed, or is about to.
    ///
    /// - Parameter settling: it takes a while until identity knows.
    func forget(_ account: UUID, settling: Bool = false, at time: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.changes += 1
            for token in state.byAccount.removeValue(forKey: account) ?? [] { state.entries[token] = nil }
            if settling {
                if state.quiet.count >= Self.most { state.quiet.removeAll() }
                state.quiet[account] = time + Self.pause
            }
        }
    }

    /// Something has changed of accounts that are not named; it takes a while until identity knows.
    func forgetAll(at time: ContinuousClock.Instant = .now) {
        state.withLock { state in
            state.changes += 1
            state.forgetAll()
            state.isQuiet = time + Self.pause
        }
    }

    /// From now on every change is heard.
    func begins() {
        state.withLock { state in
            state.changes += 1
            state.forgetAll()
            state.isListening = true
        }
    }

    /// Changes may be missed from now on.
    func ends() {
        state.withLock { state in
            state.changes += 1
            state.forgetAll()
            state.isListening = false
        }
    }
}

extension SessionMemory.State {
    fileprivate mutating func forget(_ token: String) {
        guard let entry = entries.removeValue(forKey: token) else { return }
        byAccount[entry.session.account]?.remove(token)
        if byAccount[entry.session.account]?.isEmpty == true { byAccount[entry.session.account] = nil }
    }

    fileprivate mutating func forgetAll() {
        entries.removeAll()
        byAccount.removeAll()
    }
}
