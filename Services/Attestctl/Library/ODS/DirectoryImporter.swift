// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import struct Foundation.UUID

/// Brings a file into the registry's directory, a batch at a time. A second import of the same file changes nothing.
public struct DirectoryImporter: Sendable {
    /// The file held not one usable row. Ending the import would withdraw every organisation in the directory.
    public struct NothingToImport: Error, Sendable {
        public let read: Int
        public let skipped: [ImportReport.Skipped]
    }

    public static let batch = 500

    private let ask: @Sendable (ImportDirectoryRows) async throws -> ImportCounts
    private let finish: @Sendable (FinishDirectoryImport) async throws -> ImportCounts
    private let progress: @Sendable (_ read: Int) -> Void

    /// - Parameters:
    ///   - ask: sends a batch to the registry; may try the same batch again.
    ///   - finish: ends the import.
    ///   - progress: told after each batch how many lines have been read.
    public init(
        ask: @escaping @Sendable (ImportDirectoryRows) async throws -> ImportCounts,
        finish: @escaping @Sendable (FinishDirectoryImport) async throws -> ImportCounts,
        progress: @escaping @Sendable (_ read: Int) -> Void = { _ in }
    ) {
        self.ask = ask
        self.finish = finish
        self.progress = progress
    }

    /// Imports a file. Rows that cannot be used are skipped and reported; the rest goes in.
    public func run(
        file: ODSFile, as run: UUID = Identifier.make(), insist: Bool = false
    ) async throws -> ImportReport {
        var report = ImportReport(
            read: 0, skipped: [], counts: ImportCounts(added: 0, changed: 0, unchanged: 0, withdrawn: 0))
        var rows: [DirectoryRow] = []
        // An organisation whose line is damaged is still in the file: it must not pass for withdrawn.
        var damaged: Set<String> = []
        var isEmpty = true
        var lines = try file.lines()
        while let line = try lines.next() {
            report.read += 1
            switch line {
            case .unusable(let number, let code, let reason):
                report.skipped.append(.init(line: number, reason: reason))
                if let code { damaged.insert(code) }
            case .row(_, let row):
                isEmpty = false
                rows.append(row)
                guard rows.count == Self.batch else { continue }
                report.counts.add(try await ask(.init(run: run, source: file.source, rows: rows)))
                rows.removeAll(keepingCapacity: true)
                progress(report.read)
            }
        }
        guard !isEmpty else { throw NothingToImport(read: report.read, skipped: report.skipped) }
        if !rows.isEmpty {
            report.counts.add(try await ask(.init(run: run, source: file.source, rows: rows)))
            progress(report.read)
        }
        report.counts.add(
            try await finish(
                .init(
                    run: run, source: file.source, keep: damaged.isEmpty ? nil : damaged.sorted(),
                    insist: insist ? true : nil)))
        return report
    }
}

extension ImportCounts {
    fileprivate mutating func add(_ other: ImportCounts) {
        added += other.added
        changed += other.changed
        unchanged += other.unchanged
        withdrawn += other.withdrawn
    }
}
