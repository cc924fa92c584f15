// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Glibc

extension Process {
    /// Starts the process with no signal blocked.
    ///
    /// A test runs on a thread that blocks signals, and a child inherits that: a shell would never hear that a child
    /// of its own ended, and nobody would hear SIGTERM.
    public func runHearingSignals() throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        // The mask is this thread's own, and nothing is awaited before it is put back.
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
