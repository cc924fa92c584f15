// SPDX-License-Identifier: Apache-2.0

public import Broker
import Contracts
public import Database
import Foundation
import ServiceKit
import Web

/// A virtual host and a schema of a test's own, removed with it.
public struct Sandbox: Sendable {
    public let name: String
    public let address: BrokerAddress
    public let brokerURL: String

    /// Runs a test in a sandbox.
    public static func with<Value>(_ body: (Sandbox) async throws -> Value) async throws -> Value {
        let sandbox = try await Sandbox()
        do {
            let value = try await body(sandbox)
            await sandbox.remove()
            return value
        } catch {
            await sandbox.remove()
            throw error
        }
    }

    private init() async throws {
        guard let broker = Servers.broker, Servers.management != nil, Servers.postgres != nil else {
            throw NotInTime(description: "there are no servers to test with")
        }
        name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        brokerURL = broker.hasSuffix("/") ? broker + name : broker + "/" + name
        address = try BrokerAddress(url: brokerURL)
        try await manage("PUT", "/api/vhosts/\(name)")
        try await manage(
            "PUT", "/api/permissions/\(name)/\(address.user)", #"{"configure":".*","write":".*","read":".*"}"#)
    }

    /// The broker as one of its users sees it: all that tests have share a password.
    public func address(as user: String) -> BrokerAddress {
        var address = address
        address.user = user
        return address
    }

    /// The same as a URL.
    public func brokerURL(as user: String) -> String {
        var url = URLComponents(string: brokerURL)
        url?.user = user
        return url?.string ?? brokerURL
    }

    /// Gives our processes, and the user `partner`, the rights that they have in a running system.
    public func grantRights() async throws {
        for (name, rights) in BrokerRights.all {
            let user = name == Sender.partners.name ? "partner" : name
            let own = ["configure": rights.configure, "write": rights.write, "read": rights.read]
            try await manage("PUT", "/api/permissions/\(self.name)/\(user)", try JSON.text(own))
            for (exchange, topic) in rights.topics {
                try await manage(
                    "PUT", "/api/topic-permissions/\(self.name)/\(user)",
                    try JSON.text(["exchange": exchange, "write": topic.write, "read": topic.read]))
            }
        }
    }

    /// A database configuration of a schema of the sandbox's.
    public func database(_ schema: String? = nil) -> DatabaseConfiguration {
        DatabaseConfiguration(
            url: Servers.postgres ?? "", schema: schema.map { "\(name)_\($0)" } ?? name, applicationName: name)
    }

    /// Asks the broker's management interface.
    @discardableResult
    public func manage(_ method: String, _ path: String, _ body: String? = nil) async throws -> String {
        guard let management = Servers.management, let url = URLComponents(string: management) else { return "" }
        let credentials = Data("\(url.user ?? ""):\(url.password ?? "")".utf8).base64EncodedString()
        let response = try await Self.web.send(
            WebRequest(
                method, "http://\(url.host ?? ""):\(url.port ?? 0)\(path)",
                headers: [("Authorization", "Basic \(credentials)"), ("Content-Type", "application/json")],
                body: body.map { Array($0.utf8) } ?? []))
        guard (200..<300).contains(response.status) || response.status == 404 else {
            throw NotInTime(description: "\(method) \(path): \(response.status)")
        }
        return String(decoding: response.body, as: UTF8.self)
    }

    private static let web = WebClient(timeout: .seconds(20))

    private func remove() async {
        _ = try? await manage("DELETE", "/api/vhosts/\(name)")
        let pool = Pool(DatabaseConfiguration(url: Servers.postgres ?? ""), limit: 1, name: "clean")
        let pattern = "\(name)%"
        if let rows = try? await pool.query(
            "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE \(pattern)")
        {
            for row in rows {
                if let schema: String = try? row.get(0) {
                    _ = try? await pool.query("DROP SCHEMA \(raw: schema) CASCADE")
                }
            }
        }
        await pool.close()
    }
}
