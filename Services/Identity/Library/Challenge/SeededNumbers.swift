// SPDX-License-Identifier: Apache-2.0

import Cryptography

/// Numbers that follow from a seed, the same each time. Whoever hears some of them in a noise learns neither the seed nor
/// the others, and so cannot take the noise away.
struct SeededNumbers: RandomNumberGenerator {
    private let seed: [UInt8]
    private var count: UInt64 = 0
    private var left: [UInt64] = []

    /// - Parameter seed: 32 bytes that nobody else knows.
    init(seed: [UInt8]) { self.seed = seed }

    mutating func next() -> UInt64 {
        if let number = left.popLast() { return number }
        let digest = SHA256.digest(seed + withUnsafeBytes(of: count.littleEndian, Array.init))
        count += 1
        left = stride(from: 0, to: digest.count, by: 8).map { start in
            digest[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        return left.removeLast()
    }
}
