// SPDX-License-Identifier: Apache-2.0

import Broker
import Testing

@testable import ServiceKit

@Suite("Who sent a dead letter")
struct DeadLetterTests {
    @Test(
        "The header about for whom a letter is passed on counts from the service itself and the operator only",
        arguments: [
            ("registry", "gateway", "gateway"), ("operator", "gateway", "gateway"), ("partner", "gateway", "partner"),
            ("identity", "gateway", "identity"), (nil, "gateway", nil), ("registry", "", nil),
            ("registry", nil, "registry"), (nil, nil, nil),
        ] as [(String?, String?, String?)])
    func sender(user: String?, header: String?, expected: String?) throws {
        let letters = DeadLetters(try BrokerAddress(url: "amqp://operator:x@127.0.0.1/attest"), service: "registry")
        let headers = header.map { [Header.relayedFor: HeaderValue.string($0)] } ?? [:]
        #expect(letters.sender(of: MessageProperties(userID: user, headers: headers)) == expected)
    }
}
