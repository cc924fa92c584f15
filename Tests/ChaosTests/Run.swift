// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// What `deploy/local test` and `deploy/local soak` say about a run.
enum Run {
    private static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// True when there are executables to kill and a script that starts servers.
    static var isPossible: Bool { Servers.executables != nil && Servers.deploy != nil }
    /// The script that starts servers: `deploy/local`.
    static var deploy: String { Servers.deploy ?? "" }
    /// Where the servers keep what is theirs.
    static var folder: String { variable("ATTEST_TEST_CHAOS_FOLDER") ?? NSTemporaryDirectory() + "attest-chaos" }

    /// The same seed makes the same faults at the same instants; what the machine does meanwhile differs.
    static let seed = variable("ATTEST_CHAOS_SEED").flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999)
    /// How long to go on; nil for the short form, which is one round.
    static let soak = variable("ATTEST_CHAOS_SECONDS").flatMap(Int64.init).map { Duration.seconds($0) }

    /// Says something at once, whether or not a test fails later.
    static func say(_ line: String) {
        let seconds = begun.duration(to: .now).components.seconds
        FileHandle.standardError.write(Data("chaos: \(seconds) s: \(line)\n".utf8))
    }

    /// Says a result, and keeps it where `ATTEST_CHAOS_REPORT` says.
    static func report(_ line: String) {
        say(line)
        guard let path = variable("ATTEST_CHAOS_REPORT") else { return }
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        guard let handle = FileHandle(forWritingAtPath: path) else { return }
        _ = try? handle.seekToEnd()
        try? handle.write(contentsOf: Data("\(line)\n".utf8))
    }

    private static let begun = ContinuousClock.now
}
