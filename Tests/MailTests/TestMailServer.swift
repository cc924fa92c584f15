// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Mail

/// A real SMTP server (aiosmtpd) as a process of its own, which ends with the test.
final class TestMailServer: Sendable {
    /// Debian's python3-aiosmtpd, for Debian's own Python.
    static let isInstalled = FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/aiosmtpd")

    let folder: URL
    let port: Int
    /// Its closing, at the latest when this process ends, ends the server.
    private let input: Pipe
    private let end: @Sendable () -> Void

    init(_ options: [String] = []) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [Self.script, "serve", folder.path] + options
        input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        end = { process.terminate() }
        let line = await firstLine(of: output)
        port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    deinit {
        end()
        try? FileManager.default.removeItem(at: folder)
    }

    var certificate: String { folder.appending(path: "certificate.pem").path }

    func content(_ number: Int) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: "\(number).eml")))
    }

    func envelope(_ number: Int) throws -> Envelope {
        try JSONDecoder().decode(Envelope.self, from: Data(contentsOf: folder.appending(path: "\(number).json")))
    }

    struct Envelope: Decodable {
        let from: String
        let to: [String]
        let tls, login: Bool
    }

    static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/smtp.py").path
}

/// What Python's `email` package reads in a message.
struct ParsedMail: Decodable {
    let names: [String]
    let from, to, cc: [[String]]
    let subject, id: String
    let date: Double
    let headers: [String: String]
    let type: String
    let plain, html: String?
    let defects: [String]

    init(_ content: [UInt8]) async throws {
        // Files and not pipes: a pipe's end that another test's process inherits would never be closed.
        let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (folder.appending(path: "in.eml"), folder.appending(path: "out.json"))
        try Data(content).write(to: input)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [TestMailServer.script, "parse", input.path, output.path]
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: output))
    }
}

/// Reads a line on a thread of its own, for the cooperative pool never waits.
private func firstLine(of pipe: Pipe) async -> String {
    let descriptor = dup(pipe.fileHandleForReading.fileDescriptor)
    return await withCheckedContinuation { continuation in
        Thread.detachNewThread {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 64)
            while bytes.last != UInt8(ascii: "\n") {
                let count = read(descriptor, &buffer, buffer.count)
                guard count > 0 else { break }
                bytes += buffer.prefix(count)
            }
            close(descriptor)
            continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
        }
    }
}

/// A message to one recipient, of which the tests change what they are about.
func message(to local: String = "ann", subject: String = "Hello") -> MailMessage {
    MailMessage(
        from: Mailbox(name: "Attest", address: "robot@attest.test"), to: [Mailbox(address: "\(local)@example.test")],
        subject: subject, text: "Plain text\n", html: "<p>Marked text</p>\n", messageID: "1.2@attest.test",
        date: Date(timeIntervalSince1970: 1_136_214_245))
}
