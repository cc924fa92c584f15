// SPDX-License-Identifier: Apache-2.0

import Contracts
import Testing

@testable import Attestctl

@Suite("A row of the Organisation Data Service")
struct ODSRecordTests {
    private static let practice = [
        "A81001", "THE DENSHAM SURGERY", "Y63", "QHM", "THE HEALTH CENTRE", "LAWSON STREET", "STOCKTON ON TEES",
        "CLEVELAND", "", "TS18 1HU", "19740401", "", "A", "B", "16C", "20200401", "", "01642 672351", "", "", "", "0",
        "", "16C", "", "4", "",
    ]

    @Test("A practice keeps its code, name, address, dates, status, host and prescribing setting")
    func practice() throws {
        #expect(
            try ODSRecord.row(Self.practice)
                == DirectoryRow(
                    code: "A81001", name: "The Densham Surgery",
                    address: Address(
                        lines: ["The Health Centre", "Lawson Street"], town: "Stockton on Tees", county: "Cleveland",
                        postcode: "TS18 1HU"),
                    parentCode: "16C", openDate: "1974-04-01", closeDate: "", status: "A", kind: "4"))
    }

    @Test(
        "Town and county are found wherever the file puts them",
        arguments: [
            (["COBBETT HOUSE", "OXFORD ROAD", "", "MANCHESTER", ""], 2, "Manchester", ""),
            (["12 HIGH STREET", "LEEDS", "WEST YORKSHIRE", "", ""], 1, "Leeds", "West Yorkshire"),
            (["A", "B", "C", "WOKING", "SURREY"], 3, "Woking", "Surrey"),
            (["A", "B", "C", "D", "LONDON"], 3, "London", ""),
            (["SURREY", "", "", "", ""], 1, "", ""),
            (["", "", "", "", ""], 0, "", ""),
        ])
    func addresses(lines: [String], count: Int, town: String, county: String) {
        let address = ODSRecord.address(lines: lines, postcode: "")
        #expect(address.lines.count == count)
        #expect(address.town == town)
        #expect(address.county == county)
    }

    @Test(
        "A row that cannot be used says why",
        arguments: [
            (0, "", "the code is empty"),
            (0, "a81001", "the code is not three to nine capital letters and digits"),
            (0, "A8", "the code is not three to nine capital letters and digits"),
            (0, "A810010000", "the code is not three to nine capital letters and digits"),
            (0, "A81-01", "the code is not three to nine capital letters and digits"),
            (1, "  ", "the name is empty"),
            (10, "20230229", "the opening date is impossible"),
            (10, "2023", "the opening date is impossible"),
            (11, "20231301", "the closing date is impossible"),
            (11, "00000101", "the closing date is impossible"),
            (12, "X", "the status is not A, C, D or P"),
        ])
    func unusable(column: Int, value: String, reason: String) {
        var fields = Self.practice
        fields[column] = value
        #expect(throws: ODSRecord.Unusable(reason: reason)) { try ODSRecord.row(fields) }
    }

    @Test("A row of any other width than 27 columns is not used")
    func width() {
        #expect(throws: ODSRecord.Unusable(reason: "it has 26 columns instead of 27")) {
            try ODSRecord.row(Array(Self.practice.dropLast()))
        }
        #expect(throws: ODSRecord.Unusable(reason: "it has 28 columns instead of 27")) {
            try ODSRecord.row(Self.practice + [""])
        }
    }

    @Test(
        "Leap days exist in leap years only",
        arguments: [("20240229", "2024-02-29"), ("20000229", "2000-02-29"), ("19000229", nil), ("20230431", nil)])
    func leapDays(text: String, expected: String?) {
        #expect(ODSRecord.date(text) == expected)
    }
}
