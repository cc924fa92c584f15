// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Attestctl

@Suite("The import of the ICO's register and of postcodes", .timeLimit(.minutes(2)))
struct ReferenceImporterTests {
    /// What the registry would have been asked.
    private actor Registry<Format: ReferenceFormat> {
        var rows: [Int: [Format.Row]] = [:]
        var begun: [[String]] = []

        func stage(_ first: Int, _ rows: [Format.Row]) -> Int {
            self.rows[first] = rows
            return rows.count
        }

        func begin(_ run: UUID, _ keep: [String]) -> UUID {
            begun.append(keep)
            return run
        }

        nonisolated var importer: ReferenceImporter<Format> {
            ReferenceImporter(
                stage: { await self.stage($1, $2) }, begin: { await self.begin($0, $1) },
                follow: { _ in ImportCounts(added: 1, changed: 2, unchanged: 3, withdrawn: 4) })
        }

        var all: [Format.Row] { rows.sorted { $0.key < $1.key }.flatMap(\.value) }
    }

    private struct Outcome<Format: ReferenceFormat> {
        var report: ImportReport?
        var refused: ReferenceImporter<Format>.Refused?
    }

    private func importing<Format: ReferenceFormat>(
        _ bytes: Data, as format: Format.Type, insist: Bool = false,
        _ check: (Registry<Format>, Outcome<Format>) async throws -> Void
    ) async throws {
        let path = NSTemporaryDirectory() + "reference-\(UUID().uuidString).csv"
        try bytes.write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let registry = Registry<Format>()
        var outcome = Outcome<Format>()
        do {
            outcome.report = try await registry.importer.run(file: path, insist: insist)
        } catch let refused as ReferenceImporter<Format>.Refused {
            outcome.refused = refused
        }
        try await check(registry, outcome)
    }

    private static let heading =
        "Registration_number,Organisation_name,Organisation_address_line_1,Organisation_address_line_2,"
        + "Organisation_postcode,Start_date_of_registration,End_date_of_registration,DPO_or_Person_Email"

    private static func line(_ number: Int, _ name: String = "A CLINIC", ends: String = "2030-01-31") -> String {
        "ZX\(900_000 + number),\(name),1 ROAD,,zz1 4ap,2020-01-01,\(ends),person@example.org"
    }

    @Test(
        "The register is read by the names of its columns, whatever its marks and line ends, and no officer leaves it",
        arguments: ["\n", "\r\n"], ["", "\u{feff}"])
    func register(end: String, mark: String) async throws {
        let lines = [
            Self.heading, Self.line(1), Self.line(2, "\"O'BRIEN, & SON\"", ends: "31/01/2030"), Self.line(3, ends: ""),
        ]
        for text in [mark + lines.joined(separator: end) + end, mark + lines.joined(separator: end)] {
            try await importing(Data(text.utf8), as: ICOFormat.self) { registry, result in
                #expect(result.report?.read == 3)
                #expect(result.report?.skipped.isEmpty == true)
                let rows = await registry.all
                #expect(
                    rows.first
                        == ICORow(
                            number: "ZX900001", name: "A Clinic", address: ["1 Road"], postcode: "ZZ1 4AP",
                            ends: "2030-01-31"))
                #expect(rows.map(\.name) == ["A Clinic", "O'Brien, & Son", "A Clinic"])
                #expect(rows.map(\.ends) == ["2030-01-31", "2030-01-31", ""])
                let sent = try JSON.text(rows)
                #expect(!sent.contains("example.org"))
            }
        }
    }

    @Test("Columns may stand in another order, quoted, and by names of other case")
    func order() async throws {
        let text = """
            "end date of registration","ORGANISATION_POSTCODE","Organisation_name","Registration_number",\
            "Organisation_address_line_1","Organisation_address_line_5"
            "2030-01-31 00:00:00","ZZ1 4AP","Clinic","zx900001","1 Road","Leeds"

            """
        try await importing(Data(text.utf8), as: ICOFormat.self) { registry, _ in
            #expect(
                await registry.all == [
                    ICORow(
                        number: "ZX900001", name: "Clinic", address: ["1 Road", "Leeds"], postcode: "ZZ1 4AP",
                        ends: "2030-01-31")
                ])
        }
    }

    @Test("Batches of one run follow one another without gaps, several at once")
    func batches() async throws {
        let lines = [Self.heading] + (0..<4_500).map { Self.line($0) }
        try await importing(Data((lines.joined(separator: "\n") + "\n").utf8), as: ICOFormat.self) { registry, result in
            #expect(result.report?.counts.withdrawn == 4)
            #expect(await registry.rows.mapValues(\.count) == [0: 2_000, 2_000: 2_000, 4_000: 500])
            #expect(await registry.begun == [[]])
        }
    }

    @Test("A bad row is reported by its line, does not stop the rest, and is not taken for gone")
    func damage() async throws {
        let text = """
            \(Self.heading)
            \(Self.line(1))
            \(Self.line(2, ends: "2030-02-31"))
            ZX900003,too,short
            \(Self.line(4, "a \" b"))
            \(Self.line(5, ""))
            zx,A,1 Road,,ZZ1 4AP,2020-01-01,2030-01-31,x
            \(Self.line(6))

            """
        try await importing(Data(text.utf8), as: ICOFormat.self) { registry, result in
            #expect(
                result.report?.skipped == [
                    .init(line: 3, reason: "the day on which the registration ends is impossible"),
                    .init(line: 4, reason: "it has 3 columns instead of 8"),
                    .init(line: 5, reason: "a quotation mark stands inside a field"),
                    .init(line: 6, reason: "the name is empty"),
                    .init(line: 7, reason: "the registration number is not 3 to 20 capital letters and digits"),
                ])
            #expect(await registry.all.map(\.number) == ["ZX900001", "ZX900006"])
            #expect(await registry.begun == [["ZX900002", "ZX900003", "ZX900004", "ZX900005"]])
        }
    }

    private func refusal<Format: ReferenceFormat>(
        of text: String, as format: Format.Type, insist: Bool = false
    ) async throws -> String? {
        var sentence: String?
        try await importing(Data(text.utf8), as: format, insist: insist) { registry, result in
            #expect(await registry.begun.isEmpty)
            sentence = result.refused?.sentence
        }
        return sentence
    }

    @Test("A file without what it needs, or cut short, is refused before anything changes, and it is said why")
    func refusals() async throws {
        #expect(try await refusal(of: "", as: ICOFormat.self) == "it is empty")
        #expect(
            try await refusal(of: "Registration_number,Name\nZX900001,A\n", as: ICOFormat.self)
                == "its first line has no column Organisation_name; it has: Registration_number, Name")
        #expect(try await refusal(of: "a\"b,c\n", as: ICOFormat.self)?.contains("no heading") == true)
        #expect(
            try await refusal(of: Self.heading + "\nx\n", as: ICOFormat.self) == "none of its 1 lines can be used")
        let cut = [Self.heading, Self.line(1), "ZX900002,A Cli"].joined(separator: "\n")
        #expect(try await refusal(of: cut, as: ICOFormat.self)?.hasPrefix("it ends within line 3") == true)
        try await importing(Data(cut.utf8), as: ICOFormat.self, insist: true) { registry, result in
            #expect(result.report?.skipped.map(\.line) == [3])
            #expect(await registry.begun == [["ZX900002"]])
        }
        let bad = [Self.heading] + (0..<100).map { Self.line($0) } + (0..<30).map { "ZX\($0),x" }
        #expect(
            try await refusal(of: bad.joined(separator: "\n") + "\n", as: ICOFormat.self)
                == "30 of its 130 lines cannot be used; with --insist the others go in")
    }

    @Test("Postcodes are read by the names of their columns, and only those of Great Britain")
    func postcodes() async throws {
        let text = """
            postcode,lat,lon,quality
            ZZ1 4AP,53.79648,-1.54785,10
            "ZZ14AQ",53.79648,-1.54785,10
            ZZ1 4AR,99.999999,0.000000,90
            ZZ1 4AS,,,90
            LEEDS,53.7,-1.5,10

            """
        try await importing(Data(text.utf8), as: PostcodeFormat.self) { registry, result in
            #expect(await registry.all.map(\.postcode) == ["ZZ1 4AP", "ZZ1 4AQ"])
            #expect(
                result.report?.skipped == [
                    .init(line: 4, reason: "the place is not in Great Britain"),
                    .init(line: 5, reason: "the latitude is no number"),
                    .init(line: 6, reason: "the postcode is none of Great Britain"),
                ])
            #expect(await registry.begun == [["ZZ1 4AR", "ZZ1 4AS"]])
        }
        for names in ["Postcode,Latitude,Longitude", "pcds,lat,long"] {
            try await importing(Data("\(names)\nZZ1 4AP,53.7,-1.5\n".utf8), as: PostcodeFormat.self) { registry, _ in
                #expect(await registry.all.count == 1)
            }
        }
        #expect(
            try await refusal(of: "postcode,lat\nZZ1 4AP,53\n", as: PostcodeFormat.self)
                == "its first line has no column longitude; it has: postcode, lat")
    }

    /// Nine postcodes, packed by gzip.
    private static let packed =
        "H4sIAAAAAAAC/03JMQ6AIAwAwJ1X+AAkgbYURn/gzGbUjYiJ/D92adJb7x3fPMd1+35M38fjWosLbrsnCFwzRr/GQM"
        + "glyiQ7SSfJgB3QARm0gzooQ3ZIh2SynayTZdgO67BMsVN0iky1U3Wq+wEs54lV+wAAAA=="

    @Test("A file packed by gzip is read as it is, and one that is cut short or damaged is refused")
    func packedFile() async throws {
        let bytes = try #require(Data(base64Encoded: Self.packed))
        try await importing(bytes, as: PostcodeFormat.self) { registry, result in
            #expect(result.report?.read == 9)
            #expect(await registry.all.map(\.postcode) == (1...9).map { "ZZ\($0) 4AP" })
        }
        var damaged = bytes
        damaged[bytes.count - 6] ^= 0xff
        for broken in [bytes.prefix(bytes.count - 10), damaged] {
            try await importing(broken, as: PostcodeFormat.self, insist: true) { registry, result in
                #expect(await registry.begun.isEmpty)
                #expect(result.refused != nil)
            }
        }
    }
}
