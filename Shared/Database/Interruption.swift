// SPDX-License-Identifier: Apache-2.0

import Glibc
import Threads

/// Wakes a thread that waits in `poll`, from any thread.
final class Bell: Sendable {
    let descriptor: Int32
    private let end: Int32

    /// - Throws: when the process has no file descriptor left.
    init() throws(DatabaseError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw DatabaseError(.connectionLost, detail: "no file descriptor is left") }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        descriptor = ends[0]
        end = ends[1]
    }

    deinit {
        close(descriptor)
        close(end)
    }

    func ring() {
        var byte: UInt8 = 1
        _ = write(end, &byte, 1)
    }

    func silence() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &bytes, bytes.count) > 0 {}
    }
}

/// The wish of a cancelled task that its trip to the server ends; the connection's own thread carries it out, so that
/// a cancel request can never meet the statement of somebody else.
final class Interruption: Sendable {
    private let isWanted = Lock(false)
    private let bell: Bell

    init(_ bell: Bell) { self.bell = bell }

    var isRaised: Bool { isWanted.withLock { $0 } }

    func raise() {
        isWanted.withLock { $0 = true }
        bell.ring()
    }
}
