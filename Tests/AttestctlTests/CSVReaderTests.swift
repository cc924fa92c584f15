// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Attestctl

@Suite("Comma-separated values")
struct CSVReaderTests {
    private func read(_ bytes: [UInt8], piece: Int) -> [CSVReader.Record] {
        var reader = CSVReader()
        var records: [CSVReader.Record] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            records += reader.read(bytes[start..<min(start + piece, bytes.count)])
        }
        return records + reader.finish()
    }

    private func read(_ text: String) -> [CSVReader.Record] { read(Array(text.utf8), piece: 4_096) }

    @Test(
        "Fields are read with and without quotation marks, with either line ending, and with none at the end",
        arguments: [
            ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
            ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
            ("\"a\",\"b\"\r\n", [["a", "b"]]),
            ("\"1, High Street\",\"The \"\"Old\"\" Surgery\"\n", [["1, High Street", "The \"Old\" Surgery"]]),
            ("\"two\nlines\",x\ny,z\n", [["two\nlines", "x"], ["y", "z"]]),
            ("a,,\n,,b\n", [["a", "", ""], ["", "", "b"]]),
            ("a,\"\"\n", [["a", ""]]),
            ("a,b\n\n\r\nc,d\n", [["a", "b"], ["c", "d"]]),
            ("a,b\r", [["a", "b"]]),
            ("a,", [["a", ""]]),
            ("\u{feff}a,b\n", [["a", "b"]]),
            ("caf\u{e9},\u{2019}\n", [["caf\u{e9}", "\u{2019}"]]),
            ("", []),
        ])
    func reads(text: String, expected: [[String]]) {
        let bytes = Array(text.utf8)
        for piece in [1, 2, 3, 7, 4_096] {
            let fields = read(bytes, piece: piece).map { record -> [String]? in
                if case .fields(_, let fields) = record { fields } else { nil }
            }
            #expect(fields == expected, "in pieces of \(piece)")
        }
    }

    @Test("A record's line is the one it begins on, also after fields that hold line ends")
    func lines() {
        #expect(
            read("a\n\"b\n\nc\",d\n\ne\n") == [
                .fields(line: 1, ["a"]), .fields(line: 2, ["b\n\nc", "d"]), .fields(line: 6, ["e"]),
            ])
    }

    @Test(
        "A stray quotation mark or carriage return costs its own row and no other",
        arguments: [
            ("X1,a\"b\n", "a quotation mark stands inside a field"),
            ("X1,\"a\"b\n", "a quotation mark stands inside a field"),
            ("\"X1\",\"a\n", "a quotation mark stands inside a field"),
            ("X1,a\rb\n", "a carriage return stands alone"),
        ])
    func damage(text: String, reason: String) {
        for piece in [1, 5, 4_096] {
            let records = read(Array("\"ok\",1\n\(text)\"ok\",2\n\"ok\",3\n".utf8), piece: piece)
            #expect(
                records == [
                    .fields(line: 1, ["ok", "1"]), .malformed(line: 2, first: "X1", reason: reason),
                    .fields(line: 3, ["ok", "2"]), .fields(line: 4, ["ok", "3"]),
                ])
        }
    }

    @Test("A quotation mark that nothing closes is found at the end, and the rows after it are read")
    func unclosed() {
        #expect(
            read("\"X1,a\nb,c\nd,e") == [
                .malformed(line: 1, first: "X1", reason: "a quotation mark is opened and never closed"),
                .fields(line: 2, ["b", "c"]), .fields(line: 3, ["d", "e"]),
            ])
    }

    @Test("A line without an end takes no more memory than a record may have")
    func endless() {
        for text in ["\"", "x,", ",,"] {
            let bytes = Array((text + String(repeating: "x,", count: 20_000) + "\nok,1\n").utf8)
            for piece in [1_000, 1_000_000] {
                let records = read(bytes, piece: piece)
                #expect(records.count == 2)
                #expect(records.last == .fields(line: 2, ["ok", "1"]))
            }
        }
    }

    @Test("What is not UTF-8 is read as Windows-1252")
    func windows() {
        let bytes: [UInt8] = Array("ST MARY".utf8) + [0x92] + Array("S,CAF".utf8) + [0xc9, 0x0a]
        #expect(read(bytes, piece: 4) == [.fields(line: 1, ["ST MARY\u{2019}S", "CAF\u{c9}"])])
    }
}
