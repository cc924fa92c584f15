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

    /// Waits until the process has ended; no thread waits with it, for tests have only a few.
    ///
    /// A cancelled test does not wait: it kills the process.
    ///
    /// - Returns: its exit status, or the number of the signal that ended it.
    @discardableResult
    public func end() async -> Int32 {
        while isRunning {
            do { try await Task.sleep(for: .milliseconds(5)) } catch {
                kill(processIdentifier, SIGKILL)
                waitUntilExit()
            }
        }
        return terminationStatus
    }
}

extension Process {
    /// Runs a program to its end.
    ///
    /// - Returns: its exit status, and all that it printed.
    public static func output(
        of executable: String, _ arguments: [String], _ environment: [String: String]? = nil
    ) async throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        if let environment { process.environment = environment }
        // A file and not a pipe: whoever reads a pipe to its end waits for all who inherited it.
        let path = NSTemporaryDirectory() + "attest-output-\(UUID().uuidString)"
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = FileHandle(forWritingAtPath: path)
        process.standardOutput = file
        process.standardError = file
        try process.runHearingSignals()
        let status = await process.end()
        return (status, try String(contentsOfFile: path, encoding: .utf8))
    }

    /// Runs the operator's tool to its end.
    ///
    /// - Returns: its exit status, and all that it printed.
    public static func attestctl(
        _ arguments: [String], _ environment: [String: String]
    ) async throws -> (status: Int32, output: String) {
        try await output(of: (Servers.executables ?? "") + "/attestctl", arguments, environment)
    }
}
