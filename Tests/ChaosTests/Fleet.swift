// SPDX-License-Identifier: Apache-2.0

import Broker
import Cryptography
import Database
import Foundation
import Glibc
import TestSupport
import Threads
import Web

/// The real services as processes on fallible servers, to be killed and started again.
final class Fleet: Sendable {
    static let services = ["registry", "compliance", "identity", "notification"]

    private let servers: FallibleServers
    private let folder: String
    private let ports: [String: Int]
    private let running = Lock<[String: Process]>([:])
    private let web = WebClient(timeout: .seconds(5))

    init(_ servers: FallibleServers) throws {
        self.servers = servers
        folder = NSTemporaryDirectory() + "attest-chaos-\(getpid())"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(Base64.encode(RandomBytes.make(32)).utf8).write(to: URL(fileURLWithPath: folder + "/sealing-key"))
        ports = try Dictionary(uniqueKeysWithValues: Self.services.map { ($0, try freePort()) })
    }

    func start(_ service: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: (Servers.executables ?? "") + "/" + service)
        process.environment = [
            "PATH": "/usr/bin:/bin",
            "ATTEST_DATABASE_URL": servers.postgres,
            "ATTEST_BROKER_URL": servers.brokerURL(as: service),
            "ATTEST_PARTNERS": "partner",
            "ATTEST_HEALTH_ADDRESS": "127.0.0.1:\(ports[service] ?? 0)",
            "ATTEST_PUBLIC_URL": "http://127.0.0.1",
            "ATTEST_SEALING_KEY_FILE": folder + "/sealing-key",
            "ATTEST_SMTP_URL": servers.smtp,
            "ATTEST_SMTP_STARTTLS": "never",
            "ATTEST_MAIL_FROM": "no-reply@attest.example",
            "ATTEST_ASSETS": ProcessInfo.processInfo.environment["ATTEST_ASSETS"] ?? "",
            // The ring turns over many times in a run, and what a dead process left is found soon.
            "ATTEST_OUTBOX_PERIOD": "3s",
            "ATTEST_LOG_LEVEL": "info",
        ]
        let path = log(service)
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let handle = FileHandle(forWritingAtPath: path)
        _ = try handle?.seekToEnd()
        process.standardError = handle
        process.standardOutput = handle
        try process.runHearingSignals()
        running.withLock { $0[service] = process }
    }

    /// Ends a process at once, as a power cut would.
    ///
    /// - Throws: `EndedByItself` when it was not running any more.
    func kill(_ service: String) async throws {
        guard let process = running.withLock({ $0.removeValue(forKey: service) }) else { return }
        guard process.isRunning else { throw EndedByItself(service: service, status: process.terminationStatus) }
        Glibc.kill(process.processIdentifier, SIGKILL)
        try await eventually("\(service) is dead") { process.isRunning ? nil : true }
    }

    /// - Throws: `EndedByItself` when one is not running any more.
    func check() throws {
        for (service, process) in running.withLock({ $0 }) where !process.isRunning {
            throw EndedByItself(service: service, status: process.terminationStatus)
        }
    }

    func awaitReady(_ service: String) async throws {
        try await eventually("\(service) is ready", within: .seconds(60)) {
            let answer = try? await web.get("http://127.0.0.1:\(ports[service] ?? 0)/ready")
            return answer?.status == 200 ? true : nil
        }
    }

    func end() async {
        for service in Self.services { try? await kill(service) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Runs the operator's tool.
    ///
    /// - Returns: its exit status and what it printed.
    func attestctl(_ arguments: String...) async throws -> (status: Int32, output: String) {
        try await Process.attestctl(
            arguments, ["PATH": "/usr/bin:/bin", "ATTEST_BROKER_URL": servers.brokerURL(as: "operator")])
    }

    // MARK: Logs

    private func log(_ service: String) -> String { "\(folder)/\(service).log" }

    /// The lines of all services that hold a phrase.
    func lines(holding phrase: String) -> [String] {
        Self.services.flatMap { service in
            ((try? String(contentsOfFile: log(service), encoding: .utf8)) ?? "").split(separator: "\n")
                .filter { $0.contains(phrase) }.map { "\(service): \($0)" }
        }
    }

    /// The end of each log, for a run that failed.
    func showLogs() {
        for service in Self.services {
            let text = (try? String(contentsOfFile: log(service), encoding: .utf8)) ?? ""
            let lines = text.split(separator: "\n")
            let crash = lines.drop { !$0.contains("Fatal error") && !$0.contains("crashed") }.prefix(80)
            let end = (crash + lines.suffix(15)).joined(separator: "\n")
            FileHandle.standardError.write(Data("--- \(service)\n\(end)\n".utf8))
        }
    }
}

/// A process that nobody killed is gone: somebody would have to start it again by hand.
struct EndedByItself: Error {
    let service: String
    let status: Int32
}
