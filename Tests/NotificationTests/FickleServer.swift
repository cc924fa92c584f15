// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// A mail server that misbehaves 500 times, and is started again whenever it has ended.
struct FickleServer: Sendable {
    let folder: URL
    let port: Int

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "fickle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try freePort()
    }

    /// Keeps it running until the task is cancelled.
    func run() async throws {
        var seed = 1
        while !Task.isCancelled {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/python3")
            process.arguments = [
                URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/fickle.py").path,
                "\(port)", folder.appending(path: "journal").path, folder.appending(path: "faults").path, "\(seed)",
            ]
            // Its end, at the latest when this process ends, ends the server.
            process.standardInput = Pipe()
            process.standardOutput = FileHandle.nullDevice
            let (ends, end) = AsyncStream.makeStream(of: Void.self)
            process.terminationHandler = { _ in end.finish() }
            try process.run()
            // Its end, or the task's.
            for await _ in ends {}
            if process.isRunning { process.terminate() }
            seed += 1
        }
    }

    var faults: Int {
        (try? String(contentsOf: folder.appending(path: "faults"), encoding: .utf8)).flatMap { Int($0) } ?? 0
    }

    /// How often it took charge of a message, by Message-ID.
    var journal: [String: Int] {
        let text = (try? String(contentsOf: folder.appending(path: "journal"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").reduce(into: [:]) { $0[String($1), default: 0] += 1 }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
