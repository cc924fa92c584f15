// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What the commands of a measurement are about.
struct Load: Sendable {
    /// How many purses they concern, at random.
    var streams = 20_000
    /// Whether the events leave the service.
    var isPublic = true

    private static let variable = "ATTEST_BENCH_PRIVATE"

    /// For the processes that are started from now on.
    func tell() {
        if isPublic { unsetenv(Self.variable) } else { setenv(Self.variable, "1", 1) }
    }

    /// What a process was told.
    static let publishes = ProcessInfo.processInfo.environment[variable] == nil
}
