// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Broker

@Suite("Deliveries that were not taken yet")
struct BacklogTests {
    @Test("Everything is taken once, in order, in pieces no larger than asked", arguments: [1, 7, 200, 10_000])
    func pieces(most: Int) {
        var backlog = Backlog()
        var taken: [UInt64] = []
        for tag in UInt64(1)...5_000 {
            backlog.append(
                Delivery(
                    tag: tag, redelivered: false, exchange: "", routingKey: "", body: [],
                    properties: MessageProperties()))
            if tag % 1_700 == 0 { taken += backlog.take(most: 1_200).map(\.tag) }
        }
        while !backlog.isEmpty {
            let piece = backlog.take(most: most)
            #expect((1...most).contains(piece.count))
            taken += piece.map(\.tag)
        }
        #expect(taken == Array(1...5_000))
    }
}
