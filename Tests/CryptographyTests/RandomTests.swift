// SPDX-License-Identifier: Apache-2.0

import Cryptography
import Testing

@Suite("Random numbers")
struct RandomTests {
    @Test("A source gives other bytes each time, also across the end of its block")
    func fresh() {
        let source = RandomSource()
        var seen: Set<[UInt8]> = []
        for _ in 0..<1_000 { seen.insert(source.bytes(32)) }
        #expect(seen.count == 1_000)
        #expect(seen.allSatisfy { $0.count == 32 && $0 != [UInt8](repeating: 0, count: 32) })
        #expect(source.bytes(4_096).count == 4_096)
    }

    @Test("The numbers of a source are spread evenly")
    func numbers() {
        let source = RandomSource()
        let other = source
        #expect(source.bytes(32) != other.bytes(32))
        let numbers = Set((0..<2_000).map { _ in source.next() })
        #expect(numbers.count == 2_000)
        // Each bit is set about half the time: 2,000 throws are within 10 standard deviations of 1,000.
        for bit in 0..<64 {
            let set = numbers.count { $0 >> bit & 1 == 1 }
            #expect(abs(set - 1_000) < 224)
        }
    }
}
