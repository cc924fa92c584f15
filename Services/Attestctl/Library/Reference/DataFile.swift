// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The records of a file of comma-separated values, as it is or packed by gzip, read a piece at a time.
struct DataFile {
    /// Why a file cannot be read to its end.
    struct Unreadable: Error, Equatable {
        let reason: String
    }

    private let file: FileHandle
    private let unpacking: Unpacking?
    private var reader = CSVReader()
    private var records: [CSVReader.Record] = []
    private var position = 0
    private var isAtEnd = false
    private var lastByte: UInt8 = 0x0a
    /// Bytes of the file that are read, and all of them; of a packed one neither is known.
    private(set) var bytesRead = 0
    let size: Int?

    /// - Throws: when there is no such file, or it may not be read.
    init(path: String) throws {
        let url = URL(fileURLWithPath: path)
        let plain = try FileHandle(forReadingFrom: url)
        let isPacked = try plain.read(upToCount: 2) == Data([0x1f, 0x8b])
        if isPacked {
            try plain.close()
            let unpacking = try Unpacking(path: path)
            self.unpacking = unpacking
            file = unpacking.output
            size = nil
        } else {
            size = Int(try plain.seekToEnd())
            try plain.seek(toOffset: 0)
            unpacking = nil
            file = plain
        }
    }

    /// The next record; nil after the last.
    ///
    /// - Throws: `Unreadable` when a packed file is cut short or damaged.
    mutating func next() async throws -> CSVReader.Record? {
        while position == records.count {
            guard !isAtEnd else { return nil }
            position = 0
            if let bytes = try file.read(upToCount: 262_144), let last = bytes.last {
                bytesRead += bytes.count
                lastByte = last
                records = reader.read(bytes)
            } else {
                records = reader.finish()
                isAtEnd = true
                try file.close()
                try await unpacking?.finish()
            }
        }
        position += 1
        return records[position - 1]
    }

    /// The last line has no end, as a file has whose rest is missing. It may be whole all the same.
    var endsWithinALine: Bool { isAtEnd && lastByte != 0x0a && lastByte != 0x0d }
}

/// gzip at work beside us.
private struct Unpacking {
    let output: FileHandle
    private let process = Process()
    private let ending: AsyncStream<Int32>

    init(path: String) throws {
        let pipe = Pipe()
        let (ending, heard) = AsyncStream<Int32>.makeStream()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "--decompress", "--stdout", "--", path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.terminationHandler = { process in
            heard.yield(process.terminationStatus)
            heard.finish()
        }
        try process.run()
        output = pipe.fileHandleForReading
        self.ending = ending
    }

    func finish() async throws {
        for await status in ending where status != 0 {
            throw DataFile.Unreadable(
                reason: status == 127 ? "the program gzip is not installed" : "it is cut short or damaged: gzip says so"
            )
        }
    }
}
