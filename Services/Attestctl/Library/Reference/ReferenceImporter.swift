// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// Brings a file with a heading to the registry, some batches at once, and has it imported.
struct ReferenceImporter<Format: ReferenceFormat>: Sendable {
    /// Why nothing of the file was imported.
    enum Refused: Error, Equatable {
        case empty
        case headingUnusable(String)
        case columnMissing(Heading.Missing)
        /// Not one row, or fewer than nine of ten.
        case tooManyUnusable(skipped: Int, of: Int)
        case cutShort(line: Int)
        case unreadable(String)
    }

    /// Batches on their way at once: while one is written, the next is read.
    private static var atOnce: Int { 3 }
    /// However small a file is, so many of its lines may be bad.
    private static var few: Int { 20 }

    let stage: @Sendable (_ run: UUID, _ first: Int, _ rows: [Format.Row]) async throws -> Int
    let begin: @Sendable (_ run: UUID, _ keep: [String]) async throws -> UUID
    let follow: @Sendable (UUID) async throws -> ImportCounts
    /// Told now and then of the lines that were read, and which part of the file they are, if that is known.
    var progress: @Sendable (_ read: Int, _ part: Double?) -> Void = { _, _ in }

    /// - Parameter insist: take it with any number of bad lines, and when it ends within a line.
    func run(file path: String, as run: UUID = Identifier.make(), insist: Bool = false) async throws -> ImportReport {
        var file = try DataFile(path: path)
        let format = try await Self.format(&file)
        var report = ImportReport(
            read: 0, skipped: [], counts: ImportCounts(added: 0, changed: 0, unchanged: 0, withdrawn: 0))
        var keep: Set<String> = []
        try await withThrowingTaskGroup(of: Void.self) { group in
            var rows: [Format.Row] = []
            var (staged, underWay) = (0, 0)
            func send() async throws {
                if underWay == Self.atOnce {
                    try await group.next()
                    underWay -= 1
                }
                let (first, batch) = (staged, rows)
                group.addTask { _ = try await stage(run, first, batch) }
                staged += rows.count
                underWay += 1
                rows.removeAll(keepingCapacity: true)
                progress(report.read, file.size.map { Double(file.bytesRead) / Double(max(1, $0)) })
            }
            var last: CSVReader.Record?
            var lastIsGood = true
            while let record = try await Self.next(&file) {
                report.read += 1
                last = record
                lastIsGood = false
                switch record {
                case .malformed(let line, let first, let reason):
                    report.skipped.append(.init(line: line, reason: reason))
                    if let key = format.key([first]) { keep.insert(key) }
                case .fields(let line, let fields):
                    do throws(ODSRecord.Unusable) {
                        rows.append(try format.row(fields))
                        lastIsGood = true
                    } catch {
                        report.skipped.append(.init(line: line, reason: error.reason))
                        if let key = format.key(fields) { keep.insert(key) }
                    }
                    if rows.count == Format.batch { try await send() }
                }
            }
            if !insist, !lastIsGood, file.endsWithinALine, let last { throw Refused.cutShort(line: last.line) }
            if !rows.isEmpty { try await send() }
            try await group.waitForAll()
            let bad = report.skipped.count
            guard staged > 0, insist || bad <= max(Self.few, report.read / 10) else {
                throw Refused.tooManyUnusable(skipped: bad, of: report.read)
            }
        }
        report.counts = try await follow(try await begin(run, keep.sorted()))
        return report
    }

    private static func format(_ file: inout DataFile) async throws -> Format {
        switch try await next(&file) {
        case nil: throw Refused.empty
        case .malformed(_, _, let reason): throw Refused.headingUnusable(reason)
        case .fields(_, let fields):
            do { return try Format(heading: Heading(fields)) } catch { throw Refused.columnMissing(error) }
        }
    }

    private static func next(_ file: inout DataFile) async throws -> CSVReader.Record? {
        do { return try await file.next() } catch let fault as DataFile.Unreadable {
            throw Refused.unreadable(fault.reason)
        }
    }
}

extension CSVReader.Record {
    var line: Int {
        switch self {
        case .fields(let line, _): line
        case .malformed(let line, _, _): line
        }
    }
}

extension ReferenceImporter.Refused {
    /// Said of a file.
    var sentence: String {
        switch self {
        case .empty: "it is empty"
        case .headingUnusable(let reason): "its first line is no heading: \(reason)"
        case .columnMissing(let missing):
            "its first line has no column \(missing.column); it has: \(missing.columns.joined(separator: ", "))"
        case .tooManyUnusable(let skipped, let read) where skipped == read: "none of its \(read) lines can be used"
        case .tooManyUnusable(let skipped, let read):
            "\(skipped) of its \(read) lines cannot be used; with --insist the others go in"
        case .cutShort(let line): Importing.cutShort(line)
        case .unreadable(let reason): reason
        }
    }
}
