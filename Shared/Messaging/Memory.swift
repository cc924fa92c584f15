// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date
import struct Foundation.UUID
import Threads

/// Streams as this process left them last. A batch of streams that are all remembered is decided without a look at the
/// database, and written in one round trip: the keys of what it writes prove that nothing had happened since, and that
/// none of its messages had come before.
///
/// What is remembered may be old: another copy of the service works on the same streams. So it is never believed, only
/// tried. The same goes for a stream whose id was made since the process began and that it does not remember: most likely
/// nothing has happened of it yet.
final class Memory: Sendable {
    private struct Generation {
        var streams: [UUID: WorkingStream] = [:]
        var bytes = 0
    }

    /// What is kept goes into the young generation; when that is full it becomes the old one, which is forgotten.
    private struct State {
        var young = Generation()
        var old = Generation()
        var pausedUntil: ContinuousClock.Instant?
    }

    /// The size of states as JSON that a generation holds.
    private let capacity: Int
    private let begun: Date
    private let state = Lock(State())

    init(capacity: Int, begun: Date = Date()) {
        self.capacity = capacity
        self.begun = begun
    }

    /// - Returns: the streams of these steps; nil unless all of them are remembered, or new, and none asks about claims.
    func recall(_ messages: [Incoming]) -> [UUID: WorkingStream]? {
        guard messages.allSatisfy({ $0.work.steps.allSatisfy(\.claims.isEmpty) }) else { return nil }
        return state.withLock { state in
            if let end = state.pausedUntil {
                guard end < .now else { return nil }
                state.pausedUntil = nil
            }
            var recalled: [UUID: WorkingStream] = [:]
            for message in messages {
                for step in message.work.steps where recalled[step.stream] == nil {
                    if let stream = state.young.streams[step.stream] ?? state.old.streams[step.stream] {
                        recalled[step.stream] = stream
                    } else if let made = Identifier.time(of: step.stream), made > begun, capacity > 0 {
                        recalled[step.stream] = WorkingStream(id: step.stream, aggregate: step.aggregate)
                    } else {
                        return nil
                    }
                }
            }
            return recalled
        }
    }

    /// - Parameter size: of the stream's state as JSON.
    func keep(_ stream: WorkingStream, size: Int) {
        guard size <= capacity / 64 else { return }
        state.withLock { state in
            let known = state.young.streams[stream.id]
            // Two lanes may have worked on it, and the slower one comes last.
            if let known, known.version >= stream.version { return }
            state.young.streams[stream.id] = stream.settled
            // A stream that is kept again counts again: the bound is on what passes through.
            state.young.bytes += size + 200
            if state.young.bytes > capacity {
                state.old = state.young
                state.young = Generation()
            }
        }
    }

    /// Somebody else was there, or something came twice. For a while it is likely to happen again.
    func wasWrong(about streams: some Sequence<UUID>) {
        state.withLock { state in
            for stream in streams {
                state.young.streams[stream] = nil
                state.old.streams[stream] = nil
            }
            state.pausedUntil = .now + .seconds(2)
        }
    }
}
