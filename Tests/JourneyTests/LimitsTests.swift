// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing

/// What one source does to others.
@Suite(
    "Limits by source", .enabled(if: canTravel, "needs deploy/local test"), .serialized, .timeLimit(.minutes(5)))
struct LimitsTests {
    /// Python's own client takes an address to come from.
    private static let script = """
        import http.client, json, sys, threading
        host, port, source, path, body, times = sys.argv[1:7]
        found = []
        def one():
            connection = http.client.HTTPConnection(host, int(port), timeout=60, source_address=(source, 0))
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            found.append(connection.getresponse().status)
        threads = [threading.Thread(target=one) for _ in range(int(times))]
        [t.start() for t in threads]; [t.join() for t in threads]
        print(json.dumps(found))
        """

    private static func send(
        _ times: Int, to path: String, _ body: [String: String], from source: String, _ system: RunningSystem
    ) async throws -> [Int] {
        let url = try #require(URLComponents(string: system.origin))
        let sent = try await Process.output(
            of: "/usr/bin/python3",
            [
                "-c", script, url.host ?? "", "\(url.port ?? 80)", source, path, try JSON.text(body), "\(times)",
            ])
        try #require(sent.status == 0, "\(sent.output)")
        return try JSON.value([Int].self, from: sent.output)
    }

    @Test("A flood of sign-ins or registrations from one source ends at its own limit, and keeps nobody else out; C-04")
    func flood() async throws {
        try await RunningSystem.with(["identity", "notification", "gateway"]) { system in
            let people = People(system: system)
            let email = people.address("ada")
            _ = try await people.account(email, name: "Ada Example")
            await system.terminate("gateway")
            try system.start(
                "gateway", environment: ["ATTEST_LIMITS": "sign-in.source=5/60 registration.source=3/60"])
            try await system.awaitReady("gateway")

            let wrong = ["email": people.address("nobody"), "password": "wrong"]
            let flood = try await Self.send(40, to: "/api/v1/sessions", wrong, from: "127.0.0.2", system)
            #expect(flood.count == 40 && flood.count { $0 == 429 } == 35, "\(flood)")
            let right = ["email": email, "password": People.password]
            #expect(try await Self.send(1, to: "/api/v1/sessions", right, from: "127.0.0.3", system) == [201])
            #expect(try await Self.send(1, to: "/api/v1/sessions", right, from: "127.0.0.2", system) == [429])

            let account = [
                "email": people.address("victim"), "password": People.password, "displayName": "V",
                "challenge": "x", "challengeAnswer": "x",
            ]
            let many = try await Self.send(10, to: "/api/v1/accounts", account, from: "127.0.0.2", system)
            #expect(many.count { $0 == 429 } == 7, "\(many)")
            #expect(try await Self.send(1, to: "/api/v1/accounts", account, from: "127.0.0.3", system) != [429])
        }
    }

    @Test("Wrong passwords of one network make it wait longer and longer, at every copy and after a restart; IMP-03")
    func throttle() async throws {
        try await RunningSystem.with(["notification", "gateway"]) { system in
            let throttles = ["ATTEST_THROTTLES": "wrong-password=3/60"]
            try system.start("identity", environment: throttles)
            try await system.awaitReady("identity")
            let people = People(system: system)
            let email = people.address("ada")
            _ = try await people.account(email, name: "Ada Example")
            let wrong = ["email": people.address("nobody"), "password": "wrong"]
            let right = ["email": email, "password": People.password]
            func attempt(_ body: [String: String], from source: String) async throws -> Int? {
                try await Self.send(1, to: "/api/v1/sessions", body, from: source, system).first
            }
            // Each one that gets through to be wrong makes the next wait twice as long.
            var wrongs = 0
            var refused = 0
            try await eventually("it has been wrong seven times") {
                switch try await attempt(wrong, from: "127.0.0.2") {
                case 422: wrongs += 1
                case 429: refused += 1
                case let other: Issue.record("\(other ?? 0)")
                }
                return wrongs == 7 ? true : nil
            }
            #expect(refused > 3, "\(refused)")
            // Not even the right password, now: not at another copy, and not after a restart of either.
            #expect(try await attempt(right, from: "127.0.0.2") == 429)
            await system.terminate("gateway")
            await system.terminate("identity")
            try system.start("identity", environment: throttles)
            try system.start("gateway")
            for service in ["identity", "gateway"] { try await system.awaitReady(service) }
            #expect(try await attempt(right, from: "127.0.0.2") == 429)
            #expect(try await attempt(right, from: "127.0.0.3") == 201)
        }
    }
}
