// SPDX-License-Identifier: Apache-2.0

@testable import Broker
import Testing

@Suite("A broker's address")
struct BrokerAddressTests {
    @Test("Every part of the URL is read and percent-decoded")
    func parts() throws {
        let address = try BrokerAddress(url: "amqp://us%40er:p%2Fw%3A%25@broker.example:5673/a%2Fb")
        #expect(address.user == "us@er")
        #expect(address.password == "p/w:%")
        #expect(address.host == "broker.example")
        #expect(address.port == 5673)
        #expect(address.virtualHost == "a/b")
        #expect(address.tls == nil)
        #expect(address.heartbeat == .seconds(5))
    }

    @Test("What is missing takes its usual value")
    func defaults() throws {
        let address = try BrokerAddress(url: "amqp://broker")
        #expect(address.user == "guest" && address.password == "guest")
        #expect(address.port == 5672 && address.virtualHost == "/")
        let secure = try BrokerAddress(url: "amqps://[::1]/", caFile: "/etc/ca.pem")
        #expect(secure.host == "::1" && secure.port == 5671 && secure.virtualHost == "/")
        #expect(secure.tls?.caFile == "/etc/ca.pem")
    }

    @Test(
        "A URL that cannot be read is refused without repeating it",
        arguments: [
            "http://h", "amqp://", "amqp://user:secret@", "amqp://h:0", "amqp://h:70000", "amqp://h:x", "amqp://h/%2",
            "amqp://h/%zz", "amqp://h/%ff", "amqp://h/%00", "amqp://[::1", "amqp://u:secret@h/v?heartbeat=3", "",
        ])
    func refused(url: String) {
        let error = #expect(throws: BrokerError.self) { try BrokerAddress(url: url) }
        #expect(error?.code == .invalidAddress)
        #expect(error?.isRetriable == false)
        #expect(error?.description.contains("secret") == false)
    }

    @Test("No way of printing it shows the password")
    func secrecy() throws {
        let address = try BrokerAddress(url: "amqp://user:s3cret@host/v")
        var dumped = ""
        dump(address, to: &dumped)
        for text in ["\(address)", String(reflecting: address), dumped] { #expect(!text.contains("s3cret")) }
    }

    @Test("A text too long for the wire is refused before anything is sent")
    func tooLong() {
        let long = String(repeating: "x", count: 256)
        #expect(throws: BrokerError.self) {
            try OutboundMessage(exchange: "", routingKey: long, body: []).validate()
        }
        #expect(throws: Never.self) {
            try OutboundMessage(exchange: "", routingKey: String(long.dropLast()), body: []).validate()
        }
    }
}
