// SPDX-License-Identifier: Apache-2.0

import Database
import Foundation
import TestSupport
import Testing
import Web

@Suite(
    "Importing the ODS directory", .enabled(if: canTravel, "needs deploy/local test"), .serialized,
    .timeLimit(.minutes(5)))
struct DirectoryImportTests {
    @Test("A bad row is reported with its line and skipped, the rest goes in, and a second import is a difference")
    func sample() async throws {
        try await RunningSystem.with(["registry"]) { system in
            let path = system.folder + "/epraccur.csv"
            let good =
                "\"Z9000%\",\"PRACTICE %\",\"\",\"\",\"1 ROAD\",\"\",\"TOWN\",\"\",\"\",\"ZZ1 1AA\",\"20200101\",\"\",\"A\",\"B\",\"ZH1\",\"\",\"\",\"\",\"\",\"\",\"\",\"0\",\"\",\"ZH1\",\"\",\"4\",\"\""
            func row(_ number: Int, _ name: String? = nil) -> String {
                let line = good.replacing("%", with: "\(number)")
                return name.map { line.replacing("PRACTICE \(number)", with: $0) } ?? line
            }
            try Data([row(1), "\"too\",\"short\"", row(2), row(3)].joined(separator: "\n").utf8)
                .write(to: URL(fileURLWithPath: path))
            let first = try await system.attestctl("import", "ods", path)
            #expect(first.0 == 0)
            #expect(first.1.contains("epraccur.csv:2:"))
            #expect(first.1.contains("4 lines, 3 added, 0 changed, 0 unchanged, 0 withdrawn, 1 skipped"))
            try Data([row(1), row(2, "RENAMED"), row(4)].joined(separator: "\n").utf8).write(
                to: URL(fileURLWithPath: path))
            let second = try await system.attestctl("import", "ods", path)
            #expect(second.1.contains("3 lines, 1 added, 1 changed, 1 unchanged, 1 withdrawn, 0 skipped"))
            let jobs = try await system.attestctl("jobs", "registry")
            let lines = jobs.1.split(separator: "\n")
            #expect(jobs.0 == 0 && lines.count == 2, "\(jobs.1)")
            #expect(
                lines[0].hasSuffix("directory-import of epraccur: done, 1 added, 1 changed, 1 unchanged, 1 withdrawn"))
            // A file from which too much is missing changes nothing, and says so.
            try Data((5..<40).map { row($0) }.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
            _ = try await system.attestctl("import", "ods", path, "--insist")
            try Data([row(5, "ANOTHER")].joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: path))
            let short = try await system.attestctl("import", "ods", path)
            #expect(short.0 == 1 && short.1.contains("34 of 35 organisations are no longer in the file"), "\(short.1)")
        }
    }

    @Test(
        "The ICO's register and postcodes go in by the operator's hand, and a dry run changes nothing; ISG-41, ISG-44")
    func registers() async throws {
        try await RunningSystem.with(["registry"]) { system in
            func write(_ name: String, _ lines: [String]) throws -> String {
                let path = system.folder + "/" + name
                try Data((lines.joined(separator: "\r\n") + "\r\n").utf8).write(to: URL(fileURLWithPath: path))
                return path
            }
            let heading = "Registration_number,Organisation_name,Organisation_address_line_1,Organisation_postcode,"
            let rows = (1...30).map { "ZX9000\($0 + 10),Clinic \($0),1 Road,ZZ1 1AA,2099-01-31,person@example.org" }
            let path = try write(
                "register.csv", [heading + "End_date_of_registration,DPO_Email"] + rows + ["ZX900099,cut"])
            let rehearsed = try await system.attestctl("import", "ico", path, "--dry-run")
            #expect(rehearsed.0 == 0)
            #expect(rehearsed.1.contains("register.csv:32: it has 2 columns instead of 6"), "\(rehearsed.1)")
            #expect(
                rehearsed.1.contains("31 lines, 30 added, 0 changed, 0 unchanged, 0 withdrawn, 1 skipped; it was a dry")
            )
            let first = try await system.attestctl("import", "ico", path)
            #expect(first.1.contains("30 added, 0 changed, 0 unchanged"), "\(first.1)")
            let again = try await system.attestctl("import", "ico", path)
            #expect(again.1.contains("0 added, 0 changed, 30 unchanged, 0 withdrawn"), "\(again.1)")
            _ = try write("register.csv", [heading + "End_date_of_registration,DPO_Email"] + rows[..<10])
            let short = try await system.attestctl("import", "ico", path)
            #expect(short.0 == 1 && short.1.contains("20 of 30 entries are no longer in the file"), "\(short.1)")
            _ = try write("register.csv", [heading + "DPO_Email"] + rows)
            let wrong = try await system.attestctl("import", "ico", path)
            #expect(wrong.0 == 1 && wrong.1.contains("no column End_date_of_registration"), "\(wrong.1)")

            let places = (1...9).map { "ZZ\($0) 1AA,53.\($0),-1.\($0),10" }
            let postcodes = try write("postcodes.csv", ["postcode,lat,lon,quality"] + places)
            let brought = try await system.attestctl("import", "postcodes", postcodes)
            #expect(brought.0 == 0 && brought.1.contains("postcodes: 9 lines, 9 added"), "\(brought.1)")
            let jobs = try await system.attestctl("jobs", "registry")
            for expected in ["ico-import of register: done, 30 added", "postcode-import of postcodes: done, 9 added"] {
                #expect(jobs.1.contains(expected), "\(jobs.1)")
            }
        }
    }

    @Test(
        "The official files go in whole, and a real practice registers with its code, address and host; ISG-38, ISG-39",
        .enabled(if: Servers.odsFolder != nil, "ATTEST_TEST_ODS does not name a folder with the official files"))
    func official() async throws {
        try await RunningSystem.with { system in
            let folder = Servers.odsFolder ?? ""
            let (status, output) = try await system.attestctl(
                "import", "ods", folder + "/epraccur.csv", folder + "/etr.csv", folder + "/eccg.csv")
            #expect(status == 0, "\(output)")
            #expect(output.contains("16685 lines, 16685 added"))
            let people = People(system: system)
            let email = people.address("manager")
            let visitor = try await people.account(email, name: "Mary Manager")
            try await people.choosePractice("densham", by: visitor, email: email)
            for expected in ["A81001", "The Densham Surgery", "TS18 1HU", "16C"] {
                #expect(visitor.text.contains(expected), "\(expected)")
            }
        }
    }
}
