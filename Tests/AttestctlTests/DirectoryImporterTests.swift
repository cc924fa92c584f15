// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Attestctl

@Suite("The import of a directory file")
struct DirectoryImporterTests {
    /// What the registry would have been asked.
    private actor Registry {
        var batches: [StageDirectoryRows] = []
        var begun: [ImportDirectory] = []

        func stage(_ rows: StageDirectoryRows) -> Int {
            batches.append(rows)
            return rows.rows.count
        }

        func begin(_ query: ImportDirectory) -> UUID {
            begun.append(query)
            return query.run
        }

        func follow(_ job: UUID) -> ImportCounts {
            ImportCounts(added: batches.map(\.rows.count).reduce(0, +), changed: 1, unchanged: 0, withdrawn: 3)
        }

        nonisolated var importer: DirectoryImporter {
            DirectoryImporter(
                stage: { await self.stage($0) }, begin: { await self.begin($0) }, follow: { await self.follow($0) })
        }
    }

    private static func line(_ code: String, _ name: String = "A SURGERY", opened: String = "20200101") -> String {
        "\"\(code)\",\"\(name)\",,,\"1 ROAD\",\"LEEDS\",,,,\"LS1 4AP\",\"\(opened)\",,A,B,15F,,,,,,,0,,,,4,\r\n"
    }

    private func importing(
        _ text: String, _ check: (Registry, DirectoryImporter, ODSFile) async throws -> Void
    ) async throws {
        let path = NSTemporaryDirectory() + "EPRACCUR-\(UUID().uuidString).csv"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let registry = Registry()
        try await check(registry, registry.importer, ODSFile(path: path, source: "epraccur"))
    }

    @Test("A source is named after its file unless told otherwise")
    func source() {
        #expect(ODSFile(path: "/data/ods/Epraccur.csv").source == "epraccur")
        #expect(ODSFile(path: "/data/ods/sample.csv", source: "etr").source == "etr")
    }

    @Test("Rows go in by batches of 500 of one run, and the counts add up")
    func batches() async throws {
        let text = (0..<1_001).map { Self.line("X\(10_000 + $0)") }.joined()
        try await importing(text) { registry, importer, file in
            let report = try await importer.run(file: file)
            let batches = await registry.batches
            #expect(batches.map(\.rows.count) == [500, 500, 1])
            #expect(Set(batches.map(\.run)).count == 1)
            #expect(batches.map(\.first) == [0, 500, 1_000])
            let begun = await registry.begun
            #expect(begun.map(\.run) == [batches[0].run] && begun.map(\.source) == ["epraccur"])
            #expect(begun.map(\.keep) == [nil])
            #expect(
                report
                    == ImportReport(
                        read: 1_001, skipped: [],
                        counts: ImportCounts(added: 1_001, changed: 1, unchanged: 0, withdrawn: 3)))
        }
    }

    @Test("A bad row is reported with its line and skipped, the rest goes in, and its organisation is not withdrawn")
    func damage() async throws {
        let text =
            Self.line("X10000") + Self.line("X10001", opened: "20209999") + "\"X10002\",\"CUT\n" + Self.line("")
            + Self.line("X10003", "")
            + Self.line("X10004", "TWO, \"\"QUOTED\"\"")
        try await importing(text) { registry, importer, file in
            let report = try await importer.run(file: file)
            #expect(report.read == 6)
            #expect(
                report.skipped == [
                    .init(line: 2, reason: "the opening date is impossible"),
                    .init(line: 3, reason: "a quotation mark stands inside a field"),
                    .init(line: 4, reason: "the code is empty"),
                    .init(line: 5, reason: "the name is empty"),
                ])
            let rows = await registry.batches.flatMap(\.rows)
            #expect(rows.map(\.code) == ["X10000", "X10004"])
            #expect(rows.last?.name == "Two, \"Quoted\"")
            #expect(await registry.begun.map(\.keep) == [["X10001", "X10002", "X10003"]])
        }
    }

    @Test("A file without a usable row ends nothing, so that it withdraws nothing", arguments: ["", "code,name\n"])
    func empty(text: String) async throws {
        try await importing(text) { registry, importer, file in
            await #expect(throws: DirectoryImporter.NothingToImport.self) { try await importer.run(file: file) }
            #expect(await registry.batches.isEmpty)
            #expect(await registry.begun.isEmpty)
        }
    }

    @Test("A file that ends within a line is refused before anything is imported, unless somebody insists")
    func cutShort() async throws {
        let text = (0..<40).map { Self.line("X\(10_000 + $0)") }.joined() + "\"X10040\",\"A SUR"
        try await importing(text) { registry, importer, file in
            let cut = await #expect(throws: DirectoryImporter.CutShort.self) { try await importer.run(file: file) }
            #expect(cut?.line == 41)
            #expect(await registry.begun.isEmpty)
            let report = try await importer.run(file: file, insist: true)
            #expect(report.skipped.map(\.line) == [41])
        }
    }

    @Test("A missing file is told before anything is asked")
    func missing() async throws {
        try await importing("") { registry, importer, _ in
            await #expect(throws: (any Error).self) {
                try await importer.run(file: ODSFile(path: "/nonexistent/epraccur.csv"))
            }
            #expect(await registry.begun.isEmpty)
        }
    }

    /// The folder with the files as published, if this machine has them.
    private static let publishedFolder = ProcessInfo.processInfo.environment["ATTEST_TEST_ODS"]

    @Test(
        "The published files are read to the last row, and none is bad",
        .enabled(
            if: publishedFolder != nil, "ATTEST_TEST_ODS names no folder with the published files: epraccur, etr, eccg"),
        arguments: [("epraccur", 16_685), ("etr", 273), ("eccg", 320)])
    func published(name: String, count: Int) async throws {
        let registry = Registry()
        let report = try await registry.importer.run(file: ODSFile(path: "\(Self.publishedFolder ?? "")/\(name).csv"))
        #expect(report.read == count)
        #expect(report.skipped == [])
        #expect(report.counts.added == count)
        let rows = await registry.batches.flatMap(\.rows)
        #expect(Set(rows.map(\.code)).count == count)
        if name == "epraccur" {
            #expect(rows.count { $0.kind == "4" } == 8_655)
            #expect(rows.count { $0.status == "A" } == 12_440)
            #expect(rows.count { $0.parentCode != nil } == 16_510)
            #expect(rows.first?.parentCode == "16C")
        }
    }
}
