// SPDX-License-Identifier: Apache-2.0

import Broker
import Foundation
import FoundationNetworking
import TestSupport
import Testing

/// The broker that tests run against, from the environment. Each test gets a virtual host of its own.
enum TestBroker {
    static let url = ProcessInfo.processInfo.environment["ATTEST_TEST_BROKER"]
    static let management = ProcessInfo.processInfo.environment["ATTEST_TEST_BROKER_MANAGEMENT"]
    static let secureURL = ProcessInfo.processInfo.environment["ATTEST_TEST_BROKER_TLS"]
    static let authority = ProcessInfo.processInfo.environment["ATTEST_TEST_CA"]

    /// Without a broker and its management interface there is nothing to test against.
    static var isThere: Bool { url != nil && management != nil }
    static var isThereWithTLS: Bool { secureURL != nil && authority != nil }

    /// Makes a virtual host, runs `body`, and removes the virtual host with all that is in it.
    static func withVirtualHost(_ body: (BrokerAddress) async throws -> Void) async throws {
        let url = try #require(url)
        var address = try BrokerAddress(url: url)
        address.virtualHost = "broker-\(UUID().uuidString.prefix(13).lowercased())"
        try await manage("PUT", "vhosts/\(address.virtualHost)")
        try await manage(
            "PUT", "permissions/\(address.virtualHost)/\(address.user)",
            body: #"{"configure":".*","write":".*","read":".*"}"#)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(address)) } catch { outcome = .failure(error) }
        try await manage("DELETE", "vhosts/\(address.virtualHost)")
        try outcome.get()
    }

    /// One call of the management interface.
    @discardableResult
    static func manage(_ method: String, _ path: String, body: String? = nil, accepting: Set<Int> = []) async throws
        -> Int
    {
        let url = try #require(management)
        var parts = try #require(URLComponents(string: url))
        let credentials = "\(parts.user ?? "guest"):\(parts.password ?? "guest")"
        (parts.user, parts.password) = (nil, nil)
        parts.percentEncodedPath = "/api/\(path)"
        let target = try #require(parts.url)
        var request = URLRequest(url: target)
        request.httpMethod = method
        request.httpBody = body.map { Data($0.utf8) }
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue("Basic \(Data(credentials.utf8).base64EncodedString())", forHTTPHeaderField: "Authorization")
        let (_, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        try #require((200..<300).contains(status) || accepting.contains(status), "\(method) \(path): \(status)")
        return status
    }
}

/// What a task comes to, within the usual limit; after that it is cancelled, so that a failing test ends.
func value<Value: Sendable>(of task: Task<Value, any Error>) async throws -> Value {
    try await within {
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}

func message(
    _ text: String, to key: String, exchange: String = "", id: String? = nil, mandatory: Bool = true
) -> OutboundMessage {
    OutboundMessage(
        exchange: exchange, routingKey: key, body: Array(text.utf8), properties: MessageProperties(messageID: id),
        mandatory: mandatory)
}

extension Delivery {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Takes deliveries until there are `count`.
func take(_ count: Int, from consumer: Consumer) async throws -> [Delivery] {
    try await within {
        var all: [Delivery] = []
        while all.count < count { all += try await consumer.next(max: count - all.count) }
        return all
    }
}
