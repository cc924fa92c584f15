// SPDX-License-Identifier: Apache-2.0

import Broker
import Cryptography
public import Database
import Foundation
import Glibc
import ServiceKit
import Threads
import Web

/// The real executables, running as processes on a virtual host and a database of their own.
public final class RunningSystem: Sendable {
    public let sandbox: Sandbox
    /// `http://127.0.0.1:…`, where the gateway serves.
    public let origin: String
    public let folder: String
    private let ports: [String: Int]
    private let databaseName: String
    /// The Maildir for what comes back.
    public var bounces: String { folder + "/bounces" }
    private let running = Lock<[String: Process]>([:])

    public static let services = ["identity", "registry", "compliance", "notification", "gateway"]
    /// `http://127.0.0.1:…`, where a second copy of the gateway serves, once it is started.
    public let otherOrigin: String

    /// Runs a test beside the running system.
    public static func with<Value>(
        _ services: [String] = RunningSystem.services, _ body: (RunningSystem) async throws -> Value
    ) async throws -> Value {
        try await Sandbox.with { sandbox in
            let system = try await RunningSystem(sandbox)
            do {
                for service in services { try system.start(service) }
                for service in services { try await system.awaitReady(service) }
                let value = try await body(system)
                await system.stop()
                return value
            } catch {
                system.showLogs()
                await system.stop()
                throw error
            }
        }
    }

    private init(_ sandbox: Sandbox) async throws {
        self.sandbox = sandbox
        databaseName = sandbox.name
        folder = NSTemporaryDirectory() + "attest-\(sandbox.name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["new", "cur", "tmp"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/bounces/\(name)", withIntermediateDirectories: true)
        }
        var ports: [String: Int] = [:]
        for name in Self.services + ["http", "other gateway", "other http"] { ports[name] = try freePort() }
        self.ports = ports
        origin = "http://127.0.0.1:\(ports["http"] ?? 0)"
        otherOrigin = "http://127.0.0.1:\(ports["other http"] ?? 0)"
        let pool = Pool(DatabaseConfiguration(url: Servers.postgres ?? ""), limit: 1, name: "create")
        try await pool.query("CREATE DATABASE \(raw: databaseName)")
        await pool.close()
        try Data(Base64.encode(RandomBytes.make(32)).utf8).write(to: URL(fileURLWithPath: folder + "/sealing-key"))
        let drift = try await SystemTopology.all.apply(sandbox.address)
        guard drift.isEmpty else { throw NotInTime(description: "drift: \(drift)") }
        try await sandbox.grantRights()
    }

    /// A database configuration of one service's schema.
    public func database(_ schema: String) -> DatabaseConfiguration {
        DatabaseConfiguration(url: databaseURL, schema: schema, applicationName: "journey")
    }

    private var databaseURL: String {
        var url = URLComponents(string: Servers.postgres ?? "")
        url?.path = "/" + databaseName
        return url?.string ?? ""
    }

    private func environment(_ service: String) -> [String: String] {
        var environment = [
            "PATH": "/usr/bin:/bin",
            "ATTEST_DATABASE_URL": databaseURL,
            "ATTEST_BROKER_URL": sandbox.brokerURL(as: service == "attestctl" ? "operator" : service),
            "ATTEST_PARTNERS": "partner",
            "ATTEST_HEALTH_ADDRESS": "127.0.0.1:\(ports[service] ?? 0)",
            "ATTEST_HTTP_ADDRESS": "127.0.0.1:\(ports["http"] ?? 0)",
            "ATTEST_PUBLIC_URL": origin,
            "ATTEST_SEALING_KEY_FILE": folder + "/sealing-key",
            "ATTEST_GATEWAY_KEY_FILE": folder + "/sealing-key",
            "ATTEST_SMTP_URL": Servers.smtp ?? "",
            "ATTEST_SMTP_STARTTLS": "never",
            "ATTEST_MAIL_FROM": "no-reply@attest.example",
            "ATTEST_MAIL_BOUNCES": "bounces@attest.example",
            "ATTEST_MAIL_BOUNCE_FOLDER": bounces,
            "ATTEST_LOG_LEVEL": "info",
            // What two-step sign-in does is tried where it is required; elsewhere reviewers would wait for codes.
            "ATTEST_SECOND_FACTOR": "optional",
            // One address does what many people do.
            "ATTEST_LIMITS": ["sign-in", "registration", "resend", "challenge"].map {
                "\($0).source=1000/1000000 \($0).all=10000/1000000"
            }.joined(separator: " "),
        ]
        if let assets = ProcessInfo.processInfo.environment["ATTEST_ASSETS"] { environment["ATTEST_ASSETS"] = assets }
        return environment
    }

    // MARK: Processes

    /// Starts one more copy of the gateway, and waits until it serves.
    public func startOtherGateway(environment more: [String: String] = [:]) async throws {
        let own = [
            "ATTEST_HEALTH_ADDRESS": "127.0.0.1:\(ports["other gateway"] ?? 0)",
            "ATTEST_HTTP_ADDRESS": "127.0.0.1:\(ports["other http"] ?? 0)", "ATTEST_PUBLIC_URL": otherOrigin,
        ]
        try start("gateway", as: "other gateway", environment: own.merging(more) { $1 })
        try await awaitReady("other gateway")
    }

    public func start(
        _ service: String, as name: String? = nil, environment more: [String: String] = [:]
    ) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: (Servers.executables ?? "") + "/" + service)
        process.environment = environment(service).merging(more) { $1 }
        let path = folder + "/\(service).log"
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let log = FileHandle(forWritingAtPath: path)
        _ = try log?.seekToEnd()
        process.standardError = log
        process.standardOutput = log
        try process.runHearingSignals()
        running.withLock { $0[name ?? service] = process }
    }

    /// Ends a process at once, as a power cut would.
    public func kill(_ service: String) async {
        guard let process = running.withLock({ $0.removeValue(forKey: service) }) else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        await process.end()
    }

    /// Asks a process to end, and waits for it.
    ///
    /// - Returns: its exit status.
    @discardableResult
    public func terminate(_ service: String) async -> Int32 {
        guard let process = running.withLock({ $0.removeValue(forKey: service) }) else { return 0 }
        process.terminate()
        return await process.end()
    }

    /// What a process says at `/metrics`.
    public func metrics(of service: String) async throws -> String {
        try await WebClient(timeout: .seconds(5)).get("http://127.0.0.1:\(ports[service] ?? 0)/metrics").text
    }

    public func awaitReady(_ service: String) async throws {
        let client = WebClient(timeout: .seconds(5))
        try await eventually("\(service) is ready", within: .seconds(60)) {
            let answer = try? await client.get("http://127.0.0.1:\(ports[service] ?? 0)/ready")
            return answer?.status == 200 ? true : nil
        }
    }

    /// Runs the operator's tool.
    ///
    /// - Returns: its exit status and what it printed.
    public func attestctl(_ arguments: String..., environment more: [String: String] = [:]) async throws -> (
        Int32, String
    ) {
        try await attestctl(arguments, environment: more)
    }

    public func attestctl(_ arguments: [String], environment more: [String: String] = [:]) async throws -> (
        Int32, String
    ) {
        try await Process.attestctl(arguments, environment("attestctl").merging(more) { $1 })
    }

    private func stop() async {
        for service in running.withLock({ Array($0.keys) }) { await terminate(service) }
        let pool = Pool(DatabaseConfiguration(url: Servers.postgres ?? ""), limit: 1, name: "drop")
        _ = try? await pool.query("DROP DATABASE IF EXISTS \(raw: databaseName) WITH (FORCE)")
        await pool.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The end of each log, for a test that failed.
    private func showLogs() {
        for service in Self.services {
            guard let text = try? String(contentsOfFile: folder + "/\(service).log", encoding: .utf8) else { continue }
            let lines = text.split(separator: "\n").suffix(12).joined(separator: "\n")
            FileHandle.standardError.write(Data("--- \(service)\n\(lines)\n".utf8))
        }
    }

    // MARK: Mail

    /// Waits for the newest e-mail to an address whose text holds a phrase.
    public func mail(to address: String, holding phrase: String) async throws -> String {
        let path = Servers.mailFolder ?? ""
        return try await eventually("an e-mail to \(address) with '\(phrase)'") {
            let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
            for name in names.sorted().reversed() {
                guard let raw = try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8),
                    raw.lowercased().contains(address.lowercased())
                else { continue }
                let text = Self.decoded(raw)
                if text.contains(phrase) { return text }
            }
            return nil
        }
    }

    /// All e-mails to an address.
    public func mails(to address: String) -> [String] {
        let path = Servers.mailFolder ?? ""
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        return names.sorted().compactMap { name in
            guard let raw = try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8),
                raw.lowercased().contains("to: ") && raw.lowercased().contains(address.lowercased())
            else { return nil }
            return Self.decoded(raw)
        }
    }

    /// Undoes quoted-printable, which is all that our own messages use.
    private static func decoded(_ raw: String) -> String {
        let joined = raw.replacing("=\r\n", with: "").replacing("=\n", with: "")
        var bytes: [UInt8] = []
        let source = Array(joined.utf8)
        var index = 0
        while index < source.count {
            if source[index] == 0x3d, index + 2 < source.count,
                let value = UInt8(String(decoding: source[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
