// SPDX-License-Identifier: Apache-2.0

/// Waits between attempts: 0.1 s, doubling to 1 s, each shortened by chance so that processes do not knock together.
struct Pause {
    private var next = Duration.milliseconds(100)

    mutating func wait() async {
        let most = next
        next = min(next * 2, .seconds(1))
        try? await Task.sleep(for: most * Double.random(in: 0.5...1))
    }

    mutating func reset() { next = .milliseconds(100) }
}
