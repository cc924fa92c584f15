// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Unpredictable numbers from libcrypto's generator, fetched a block at a time: for whoever needs several for each of
/// many messages, where a call to the system for each would be felt.
///
/// A class, so that no copy of it gives out the same numbers again.
public final class RandomSource: RandomNumberGenerator {
    private var block: [UInt8] = []
    private var used = 0

    private static let size = 4_096

    public init() {}

    /// - Parameter count: at most 4,096.
    public func bytes(_ count: Int) -> [UInt8] {
        let start = take(count)
        defer { erase(start, count) }
        return Array(block[start..<start + count])
    }

    public func next() -> UInt64 {
        let start = take(8)
        defer { erase(start, 8) }
        return block.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: UInt64.self) }
    }

    private func take(_ count: Int) -> Int {
        precondition(count <= Self.size, "A block has \(Self.size) bytes")
        if used + count > block.count {
            block = RandomBytes.make(Self.size)
            used = 0
        }
        defer { used += count }
        return used
    }

    /// What was given out may be a secret by now.
    private func erase(_ start: Int, _ count: Int) {
        block.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress?.advanced(by: start), count) }
    }
}
