// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import Foundation
import Threads

/// Hashes and checks passwords with scrypt, on threads of its own.
///
/// A hash takes tenths of a second and 128 MiB at the standard cost, so that the pool bounds both. Passwords are
/// normalised (NFKC) first: the same keys pressed on two machines may send different code points.
public final class PasswordHasher: Sendable {
    public enum Verdict: Sendable, Equatable {
        case matches
        /// It matches, but was hashed at a lower cost than the current one: hash it again while the password is at hand.
        case matchesButRehash
        case differs
    }

    private let pool: WorkerPool
    private let cost: Cost
    private let patience: Int

    /// - Parameters:
    ///   - limit: how many hashes may run at once.
    ///   - cost: what new hashes cost.
    ///   - patience: how many may wait for a thread before it is busy. At the standard cost 16 are some five seconds'
    ///     work for one thread: who comes after them would be gone before the answer.
    public init(pool limit: Int = 1, cost: Cost = .standard, patience: Int? = nil) {
        self.patience = patience ?? 16 * limit
        pool = WorkerPool(limit: limit, name: "password")
        self.cost = cost
    }

    /// True when so much waits already that more had better come back later.
    public var isBusy: Bool { pool.waiting >= patience }

    /// A new hash with a random salt of 16 bytes.
    public func hash(_ password: String) async -> PasswordHash {
        let cost = cost
        return await pool.run {
            let salt = RandomBytes.make(16)
            let key = scrypt(normalised(password), salt: salt, cost: cost, length: 32)
            return PasswordHash(cost: cost, salt: salt, key: key)
        }
    }

    public func verify(_ password: String, against stored: PasswordHash) async -> Verdict {
        let cost = cost
        return await pool.run {
            let key = scrypt(normalised(password), salt: stored.salt, cost: stored.cost, length: stored.key.count)
            guard constantTimeEquals(key, stored.key) else { return .differs }
            return stored.cost.isBelow(cost) ? .matchesButRehash : .matches
        }
    }

    /// Takes as long as `verify` does: for an unknown account, so that the time does not tell which accounts exist.
    public func verifyNothing(_ password: String) async {
        let cost = cost
        await pool.run {
            _ = scrypt(normalised(password), salt: [UInt8](repeating: 0, count: 16), cost: cost, length: 32)
        }
    }
}

private func normalised(_ password: String) -> [UInt8] {
    Array(password.precomposedStringWithCompatibilityMapping.utf8)
}

/// RFC 7914. It blocks for as long as the cost says.
func scrypt(_ password: [UInt8], salt: [UInt8], cost: PasswordHasher.Cost, length: Int) -> [UInt8] {
    // What the algorithm needs, with a little more: libcrypto's own default limit is 32 MiB.
    let memory = 128 * cost.r * ((1 << cost.ln) + cost.p + 2) + 1_024 * 1_024
    return [UInt8](unsafeUninitializedCapacity: length) { output, count in
        password.withUnsafeBytes { password in
            mustSucceed(
                EVP_PBE_scrypt(
                    password.baseAddress, password.count, salt, salt.count, 1 << UInt64(cost.ln), UInt64(cost.r),
                    UInt64(cost.p), UInt64(memory), output.baseAddress, length))
        }
        count = length
    }
}
