// SPDX-License-Identifier: Apache-2.0

import Threads

/// Several mail servers that take the same messages, the first of them preferred.
///
/// A server that is not there rests for a while, twice as long each time, and the next one is asked at once. When all
/// of them rest, only one message in a while finds out whether one is back: see `rest`.
public final class MailRelays: Sendable {
    private struct Rest {
        var failures = 0
        var until: ContinuousClock.Instant?
    }

    /// What became of a message, and by which server.
    public struct Outcome: Sendable, Equatable {
        public var result: MailResult
        /// The server's URL, without a password.
        public var server: String
    }

    private let senders: [MailSender]
    private let rests: Lock<[Rest]>
    private let shortest: Duration

    /// The longest rest of a server.
    static let longest = Duration.seconds(300)

    /// - Parameters:
    ///   - senders: one or more.
    ///   - rest: how long a server is left alone after it was found away for the first time.
    public init(_ senders: [MailSender], rest: Duration = .seconds(5)) {
        precondition(!senders.isEmpty, "Mail goes by at least one server")
        self.senders = senders
        shortest = rest
        rests = Lock(Array(repeating: Rest(), count: senders.count))
    }

    /// Hands in one message, by the first server that will hear of it.
    ///
    /// Once a server has begun to judge the message its word counts: a message in doubt goes nowhere else.
    public func send(_ message: MailMessage) async -> Outcome {
        var outcome: Outcome?
        for index in order() {
            let result = await senders[index].send(message)
            outcome = Outcome(result: result, server: senders[index].server.url)
            guard case .unavailable = result else {
                rests.withLock { $0[index] = Rest() }
                break
            }
            setAside(index)
        }
        return outcome ?? Outcome(result: .unavailable(code: nil, reason: "There is no mail server"), server: "")
    }

    /// How long all servers rest still; nil while there is one to send by.
    public var rest: Duration? {
        let now = ContinuousClock.now
        let ends = rests.withLock { $0.map { $0.until ?? now } }
        guard let first = ends.min(), first > now else { return nil }
        return now.duration(to: first)
    }

    /// Whether the newest message found a server; true before the first.
    public var isFound: Bool { rests.withLock { $0.contains { $0.failures == 0 } } }

    /// Takes leave of all servers.
    public func close() async {
        for sender in senders { await sender.close() }
    }

    /// Those that do not rest, as they were given; when all do, the one that has rested longest.
    private func order() -> [Int] {
        let now = ContinuousClock.now
        return rests.withLock { rests in
            let awake = rests.indices.filter { (rests[$0].until ?? now) <= now }
            guard awake.isEmpty else { return awake }
            return rests.indices.min { (rests[$0].until ?? now) < (rests[$1].until ?? now) }.map { [$0] } ?? []
        }
    }

    private func setAside(_ index: Int) {
        let now = ContinuousClock.now
        rests.withLock { rests in
            // Several messages that find it away at once are one finding.
            guard (rests[index].until ?? now) <= now else { return }
            let pause = shortest * (1 << min(rests[index].failures, 10))
            rests[index].failures += 1
            rests[index].until = now.advanced(by: min(pause, Self.longest))
        }
    }
}
