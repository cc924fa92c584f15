// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A real web server (Python's) as a process of its own, which ends with the test.
final class TestWebServer: Sendable {
    static let isInstalled = FileManager.default.fileExists(atPath: "/usr/bin/python3")

    let folder: URL
    let port: Int
    private let scheme: String
    /// Its closing, at the latest when this process ends, ends the server.
    private let input: Pipe
    private let end: @Sendable () -> Void

    init(secure: Bool = false) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/web.py").path
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [script] + (secure ? [folder.path] : [])
        scheme = secure ? "https" : "http"
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

    func url(_ path: String) -> String { "\(scheme)://127.0.0.1:\(port)\(path)" }

    var certificate: String { folder.appending(path: "certificate.pem").path }
}

/// What the server saw of a request.
struct Echo: Decodable {
    let method, path: String
    let headers, fields: [[String]]
    let length, peer: Int

    subscript(header: String) -> String? { headers.first { $0[0].lowercased() == header.lowercased() }?[1] }
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
