// SPDX-License-Identifier: Apache-2.0

import Broker
import Database
import Foundation
import TestSupport
import Threads
import Web

/// A broker, a database and a mail folder of a chaos run's own, which do as they are told: `deploy/local chaos`.
final class FallibleServers: Sendable {
    let broker: BrokerAddress
    let brokerURL: String
    let postgres: String
    let smtp: String
    let mailFolder: String
    private let management: String
    private let process: Lock<Process>
    private let orders: FileHandle
    private let lines: Mailbox<String>
    private let web = WebClient(timeout: .seconds(10))

    /// Runs a test beside such servers.
    static func with<Value>(_ body: (FallibleServers) async throws -> Value) async throws -> Value {
        let servers = try await FallibleServers()
        do {
            let value = try await body(servers)
            await servers.end()
            return value
        } catch {
            await servers.end()
            throw error
        }
    }

    private init() async throws {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        let lines = Mailbox<String>()
        // In a session of its own, so that whatever ends the tests leaves it time to stop the servers.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
        process.arguments = [Run.deploy, "chaos", Run.folder]
        process.standardInput = input
        process.standardOutput = output
        let rest = Lock("")
        output.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
                lines.finish()
                return
            }
            rest.withLock { rest in
                rest += String(decoding: data, as: UTF8.self)
                while let end = rest.firstIndex(of: "\n") {
                    lines.post(String(rest[..<end]))
                    rest = String(rest[rest.index(after: end)...])
                }
            }
        }
        try process.runHearingSignals()
        self.process = Lock(process)
        self.lines = lines
        orders = input.fileHandleForWriting
        var settings: [String: String] = [:]
        while true {
            guard let line = await lines.next() else { throw NotInTime(description: "the servers did not start") }
            if line == "done" { break }
            let words = line.split(separator: " ", maxSplits: 2).map(String.init)
            if words.count == 3, words[0] == "set" { settings[words[1]] = words[2] }
        }
        brokerURL = (settings["ATTEST_TEST_BROKER"] ?? "") + "/attest"
        broker = try BrokerAddress(url: brokerURL)
        management = settings["ATTEST_TEST_BROKER_MANAGEMENT"] ?? ""
        postgres = settings["ATTEST_TEST_POSTGRES"] ?? ""
        smtp = settings["ATTEST_TEST_SMTP"] ?? ""
        mailFolder = settings["ATTEST_TEST_MAIL_FOLDER"] ?? ""
    }

    /// The broker as one of its users sees it.
    func brokerURL(as user: String) -> String {
        var url = URLComponents(string: brokerURL)
        url?.user = user
        return url?.string ?? brokerURL
    }

    /// Gives an order, as `deploy/lib/command-chaos.sh` lists them, and waits until it is carried out.
    func obey(_ order: String) async throws {
        try orders.write(contentsOf: Data("\(order)\n".utf8))
        while let line = await lines.next() {
            if line == "done" { return }
        }
        throw NotInTime(description: "the servers ended at '\(order)'")
    }

    private func end() async {
        try? orders.close()
        while await lines.next() != nil {}
    }

    // MARK: The management interface

    private func manage(_ method: String, _ path: String) async throws -> [UInt8] {
        guard let url = URLComponents(string: management) else { return [] }
        let credentials = Data("\(url.user ?? ""):\(url.password ?? "")".utf8).base64EncodedString()
        let response = try await web.send(
            WebRequest(
                method, "http://\(url.host ?? ""):\(url.port ?? 0)\(path)",
                headers: [("Authorization", "Basic \(credentials)")]))
        return response.body
    }

    /// Closes connections to the broker by force.
    ///
    /// - Returns: how many were closed.
    func sever(_ isMeant: (String) -> Bool) async throws -> Int {
        struct Shown: Decodable { var name: String? }
        let all = try JSONDecoder().decode([Shown].self, from: Data(try await manage("GET", "/api/connections")))
        let meant = all.compactMap(\.name).filter(isMeant)
        for name in meant {
            let escaped = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            _ = try await manage("DELETE", "/api/connections/\(escaped)")
        }
        return meant.count
    }

    /// How many messages each queue holds, ready or handed out; those that the broker has not counted yet are left out.
    func depths() async throws -> [String: Int] {
        struct Shown: Decodable {
            var name: String
            var messages: Int?
        }
        let path = "/api/queues/attest?columns=name,messages"
        let all = try JSONDecoder().decode([Shown].self, from: Data(try await manage("GET", path)))
        return Dictionary(all.compactMap { queue in queue.messages.map { (queue.name, $0) } }) { $1 }
    }
}
