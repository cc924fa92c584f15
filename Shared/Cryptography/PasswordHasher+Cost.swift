// SPDX-License-Identifier: Apache-2.0

extension PasswordHasher {
    /// How dear one guess is. scrypt takes about `128 × r × 2^ln` bytes of memory, and time in proportion to that and p.
    public struct Cost: Sendable, Equatable {
        /// The base-2 logarithm of N.
        public let ln: Int
        /// The block size.
        public let r: Int
        /// The parallelisation; here the lanes run one after another.
        public let p: Int

        /// N = 2^17, r = 8, p = 1: 128 MiB and some tenths of a second.
        public static let standard = Cost(ln: 17, r: 8, p: 1)

        /// - Parameters: within `ln` 1–20, `r` 1–32 and `p` 1–16.
        public init(ln: Int, r: Int, p: Int) {
            // A cost is written down by a programmer; what is read from storage goes through the other initialiser.
            precondition(Self.isSensible(ln: ln, r: r, p: p), "The cost is out of range")
            self.ln = ln
            self.r = r
            self.p = p
        }

        /// Reads `ln=17,r=8,p=1`; nil for anything else and for what is out of range.
        init?(_ text: String) {
            var values: [Int] = []
            for (name, part) in zip(["ln=", "r=", "p="], text.split(separator: ",", omittingEmptySubsequences: false)) {
                guard part.hasPrefix(name), let value = Int(part.dropFirst(name.count)) else { return nil }
                values.append(value)
            }
            guard values.count == 3, Self.isSensible(ln: values[0], r: values[1], p: values[2]) else { return nil }
            (ln, r, p) = (values[0], values[1], values[2])
            guard self.text == text else { return nil }
        }

        var text: String { "ln=\(ln),r=\(r),p=\(p)" }

        /// Whether a guess is cheaper in some respect than it would be at the other cost.
        func isBelow(_ other: Cost) -> Bool { ln < other.ln || r < other.r || p < other.p }

        private static func isSensible(ln: Int, r: Int, p: Int) -> Bool {
            // libcrypto wants N < 2^(16r); beyond 1 GiB a stored row could exhaust the machine.
            (1...20).contains(ln) && (1...32).contains(r) && (1...16).contains(p)
                && ln < 16 * r && (128 * r) << ln <= 1 << 30
        }
    }
}
