// SPDX-License-Identifier: Apache-2.0

import Cryptography

/// What a computer does for somebody who can neither read the picture nor answer the question: it looks for a number, some
/// seconds long. It asks nothing of a person, and costs a program what it costs everybody. C-04
enum ChallengeWork {
    /// How many bits have to be zero: some million digests, on average.
    static let effort = 20
    static let prefix = "work:"

    /// Whether an answer is `work:` and a number n such that SHA-256 of `<start>:<n>` begins with so many zero bits, where
    /// `<start>` is SHA-256 of the challenge's token in hexadecimal.
    static func isDone(_ answer: String, for token: String, effort: Int) -> Bool {
        let typed = answer.trimmed.lowercased()
        guard typed.hasPrefix(prefix), let number = UInt64(typed.dropFirst(prefix.count)) else { return false }
        return zeros(SHA256.digest("\(start(token)):\(number)")) >= effort
    }

    static func start(_ token: String) -> String { Hex.encode(SHA256.digest(token)) }

    /// Zero bits at the beginning.
    static func zeros(_ digest: [UInt8]) -> Int {
        let whole = digest.prefix { $0 == 0 }.count
        return 8 * whole + (whole < digest.count ? digest[whole].leadingZeroBitCount : 0)
    }
}
