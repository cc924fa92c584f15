// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Foundation
import Messaging
import TestSupport
import Testing

@Suite(
    "The broker's users",
    .enabled(if: Servers.areThere && Servers.deploy != nil, "needs the servers of deploy/local test"))
struct RightsTests {
    @Test(
        "A process publishes its own facts and nobody else's",
        arguments: ["gateway", "identity", "registry", "compliance", "notification"])
    func ownFacts(user: String) async throws {
        let rights = try Self.definitions()
        try await Sandbox.with { sandbox in
            let name = "\(sandbox.name)_\(user)"
            try await sandbox.manage("PUT", "/api/users/\(name)", #"{"password":"secret","tags":""}"#)
            for kind in ["permissions", "topic_permissions"] {
                for right in rights[kind] as? [[String: String]] ?? [] where right["user"] == user {
                    var right = right
                    right["user"] = name
                    right["vhost"] = sandbox.name
                    let body = String(decoding: try JSONSerialization.data(withJSONObject: right), as: UTF8.self)
                    let path = kind.replacing("_", with: "-")
                    try await sandbox.manage("PUT", "/api/\(path)/\(sandbox.name)/\(name)", body)
                }
            }
            let topology = Topology(
                exchanges: [Exchange(name: Routes.events, kind: .topic)], queues: [Queue(name: "tap")],
                bindings: [Binding(queue: "tap", exchange: Routes.events, key: "#")])
            #expect(try await topology.apply(sandbox.address).isEmpty)
            let address = try BrokerAddress(
                url: sandbox.brokerURL.replacing(/\/\/[^@]*@/, with: "//\(name):secret@"))
            for sender in ["gateway", "identity", "registry", "compliance", "notification"] {
                let publisher = try await Publisher.open(address, name: "test")
                let message = OutboundMessage(
                    exchange: Routes.events, routingKey: "\(sender).something-happened.v1", body: Array("{}".utf8))
                if sender == user {
                    #expect(try await publisher.publish([message]) == [.confirmed])
                } else {
                    let error = await #expect(throws: BrokerError.self) { try await publisher.publish([message]) }
                    #expect(error?.replyCode == 403, "\(user) speaks for \(sender)")
                }
                await publisher.close()
            }
            try await sandbox.manage("DELETE", "/api/users/\(name)")
        }
    }

    /// What `up` gives to the broker.
    private static func definitions() throws -> [String: Any] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rights-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for user in ["gateway", "identity", "registry", "compliance", "notification", "operator"] {
            try Data("secret".utf8).write(to: folder.appending(path: "broker-\(user)"))
        }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        let script = URL(filePath: Servers.deploy ?? "").deletingLastPathComponent().appending(
            path: "lib/definitions.py")
        process.arguments = [script.path, "system", folder.path]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
