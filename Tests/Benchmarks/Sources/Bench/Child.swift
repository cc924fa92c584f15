// SPDX-License-Identifier: Apache-2.0

import Foundation
import Threads

/// A process that was started here, and the lines that it prints.
final class Child: Sendable {
    let lines = Mailbox<String>()
    private let process: Process
    private let ended = Promise<Int32>()

    init(_ path: String, _ arguments: [String]) throws {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = pipe
        process.terminationHandler = { [ended] in ended.keep($0.terminationStatus) }
        self.process = process
        try process.run()
        let lines = lines
        Thread.detachNewThread {
            var rest: [UInt8] = []
            while true {
                let data = pipe.fileHandleForReading.availableData
                if data.isEmpty { break }
                rest += data
                while let newline = rest.firstIndex(of: 0x0a) {
                    lines.post(String(decoding: rest[..<newline], as: UTF8.self))
                    rest.removeFirst(newline + 1)
                }
            }
            lines.finish()
        }
    }

    /// Starts this program itself.
    static func bench(_ arguments: String...) throws -> Child {
        try Child("/proc/self/exe", arguments)
    }

    var identifier: Int32 { process.processIdentifier }

    /// The next line.
    func line() async throws -> String {
        guard let line = await lines.next() else { throw Failure("a process ended before its time") }
        return line
    }

    /// Asks it to end, and waits until it has.
    func end() async {
        process.terminate()
        _ = await ended.value
    }

    /// Megabytes of memory it has now, and most that it had.
    var memory: (now: Double, most: Double) {
        let status = (try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)) ?? ""
        func megabytes(_ key: String) -> Double {
            for line in status.split(separator: "\n") where line.hasPrefix(key + ":") {
                return (line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) } ?? 0) / 1_024
            }
            return 0
        }
        return (megabytes("VmRSS"), megabytes("VmHWM"))
    }

    /// Seconds of processor time that it has used.
    var processorTime: Double {
        let text = (try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)) ?? ""
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Runs a program to its end and returns its last line.
    static func output(_ path: String, _ arguments: [String]) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure("\(arguments.first ?? path) ended with \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").last.map(String.init) ?? ""
    }
}
