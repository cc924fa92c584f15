// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import struct Foundation.UUID

/// Brings a file to the registry, a batch at a time, and has it imported. A second import of the same file changes nothing.
public struct DirectoryImporter: Sendable {
    /// The file held not one usable row. Ending the import would withdraw every organisation in the directory.
    public struct NothingToImport: Error, Sendable {
        public let read: Int
        public let skipped: [ImportReport.Skipped]
    }

    /// The file ends within a line, and what there is of it cannot be used: the rest of the file may be missing too.
    public struct CutShort: Error, Sendable, Equatable {
        public let line: Int
    }

    public static let batch = 500

    private let stage: @Sendable (StageDirectoryRows) async throws -> Int
    private let begin: @Sendable (ImportDirectory) async throws -> UUID
    private let follow: @Sendable (UUID) async throws -> ImportCounts
    private let progress: @Sendable (_ read: Int) -> Void

    /// - Parameters:
    ///   - stage: puts a batch in readiness; may try the same batch again.
    ///   - begin: has what is in readiness imported, as a job.
    ///   - follow: waits until the job is over.
    ///   - progress: told after each batch how many lines have been read.
    public init(
        stage: @escaping @Sendable (StageDirectoryRows) async throws -> Int,
        begin: @escaping @Sendable (ImportDirectory) async throws -> UUID,
        follow: @escaping @Sendable (UUID) async throws -> ImportCounts,
        progress: @escaping @Sendable (_ read: Int) -> Void = { _ in }
    ) {
        self.stage = stage
        self.begin = begin
        self.follow = follow
        self.progress = progress
    }

    /// Imports a file. Rows that cannot be used are skipped and reported; the rest goes in.
    public func run(
        file: ODSFile, as run: UUID = Identifier.make(), insist: Bool = false, isRehearsal: Bool = false
    ) async throws -> ImportReport {
        var report = ImportReport(
            read: 0, skipped: [], counts: ImportCounts(added: 0, changed: 0, unchanged: 0, withdrawn: 0))
        var rows: [DirectoryRow] = []
        var staged = 0
        // An organisation whose line is damaged is still in the file: it must not pass for withdrawn.
        var damaged: Set<String> = []
        var lines = try file.lines()
        func send() async throws {
            staged += try await stage(.init(run: run, first: staged, rows: rows))
            rows.removeAll(keepingCapacity: true)
            progress(report.read)
        }
        var cut: Int?
        while let line = try await lines.next() {
            report.read += 1
            cut = nil
            switch line {
            case .unusable(let number, let code, let reason):
                report.skipped.append(.init(line: number, reason: reason))
                cut = number
                if let code { damaged.insert(code) }
            case .row(_, let row):
                rows.append(row)
                if rows.count == Self.batch { try await send() }
            }
        }
        if let cut, !insist, staged + rows.count > 0, lines.endsWithinALine { throw CutShort(line: cut) }
        if !rows.isEmpty { try await send() }
        guard staged > 0 else { throw NothingToImport(read: report.read, skipped: report.skipped) }
        report.counts = try await follow(
            try await begin(
                .init(
                    run: run, source: file.source, keep: damaged.isEmpty ? nil : damaged.sorted(),
                    insist: insist ? true : nil, isRehearsal: isRehearsal ? true : nil)))
        return report
    }
}
