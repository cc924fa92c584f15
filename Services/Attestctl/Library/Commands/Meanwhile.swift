// SPDX-License-Identifier: Apache-2.0

import Foundation
import Threads

/// Tells the operator what is under way, on the error output: once a second at most, and nothing of what takes less.
final class Meanwhile: Sendable {
    private let last = Lock(ContinuousClock.now)

    func say(_ line: @autoclosure () -> String) {
        let isDue = last.withLock { last in
            guard last.duration(to: .now) >= .seconds(1) else { return false }
            last = .now
            return true
        }
        if isDue { FileHandle.standardError.write(Data("\(line())\n".utf8)) }
    }
}
