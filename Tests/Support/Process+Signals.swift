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

extension Process {
    /// Runs the operator's tool to its end.
    ///
    /// - Returns: its exit status and all that it printed.
    public static func attestctl(
        _ arguments: [String], _ environment: [String: String]
    ) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: (Servers.executables ?? "") + "/attestctl")
        process.arguments = arguments
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.runHearingSignals()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
