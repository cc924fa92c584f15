// SPDX-License-Identifier: Apache-2.0

import Contracts
import Testing

@Suite("The bytes of a message")
struct MessageTextTests {
    private struct Note: Fact {
        static let name: MessageName = "desk.note.v1"
        var text: String
        var more: [String: [String: Int]]?
    }

    private static let start = #"{"specversion":"1.0","id":"1","source":"urn:partner","type":"desk.note.v1""#

    private static func fault(_ body: some Sequence<UInt8>) -> String? {
        do throws(MalformedMessage) {
            _ = try Envelope.decode(Note.self, from: Array(body))
            return nil
        } catch {
            return error.reason
        }
    }

    private static func fault(attributes: String = "", data: String) -> String? {
        fault("\(start)\(attributes),\"data\":\(data)}".utf8)
    }

    @Test("UTF-8 is read, with letters of any language; a byte order mark and other encodings are refused by name")
    func encodings() {
        let text = #"\#(Self.start),"data":{"text":"Ysbyty Dŵr 医院"}}"#
        #expect(Self.fault(text.utf8) == nil)
        #expect(Self.fault([0xef, 0xbb, 0xbf] + Array(text.utf8)) == "it begins with a byte order mark")
        let little = text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
        let wide = text.unicodeScalars.flatMap { scalar in (0..<4).map { UInt8(scalar.value >> (8 * $0) & 0xff) } }
        for bytes in [little, big, wide, [0xff, 0xfe] + little, [0xfe, 0xff] + big] {
            #expect(Self.fault(bytes) == "it is UTF-16 or UTF-32, not UTF-8")
        }
        // Latin-1, and a character cut in two.
        #expect(
            Self.fault(Array(#"\#(Self.start),"data":{"text":""#.utf8) + [0xe9, 0x22, 0x7d, 0x7d]) == "it is not UTF-8")
    }

    @Test(
        "An attribute that is given twice is refused, whichever and however written",
        arguments: [
            #","id":"2""#, #","subject":"a","subject":"b""#, #","partnerkey":"a","partnerkey":"a""#,
            #","time":null,"time":"2026-11-21T12:00:00Z""#, #","\u0069d":"2""#, #","data":{"text":"b"}"#,
        ])
    func attributes(_ doubled: String) {
        #expect(Self.fault(attributes: doubled, data: #"{"text":"a"}"#) == "an attribute is given twice")
    }

    @Test(
        "A field of the data that is given twice is refused, at any depth",
        arguments: [
            #"{"text":"a","text":"b"}"#, #"{"text":"a","unknown":1,"unknown":1}"#,
            #"{"text":"a","more":{"x":{"y":1,"z":2,"y":3}}}"#, #"{"text":"a","list":[{"y":1},{"y":1,"y":2}]}"#,
            #"{"text":"a","t\u0065xt":"b"}"#,
        ])
    func fields(_ data: String) {
        #expect(Self.fault(data: data) == "a field of the data is given twice")
    }

    @Test(
        "The same name in different objects, and what only looks like a name, is no double",
        arguments: [
            #"{"text":"text","more":{"text":{"text":1},"x":{"text":2}}}"#,
            #"{"text":"a \"text\":\"b\", {","list":["text","text",{"a":1},{"a":1}]}"#,
            #"{"text":"a","id":"1","type":"b","data":[]}"#,
        ])
    func single(_ data: String) {
        #expect(Self.fault(data: data) == nil)
    }

    @Test("A double among very many names is found, and very many without one are read")
    func many() {
        let names = (0..<20_000).map { #""n\#($0)":0"# }
        #expect(Self.fault(data: #"{"text":"a",\#(names.joined(separator: ","))}"#) == nil)
        let doubled = names + [names[77]]
        #expect(
            Self.fault(data: #"{"text":"a",\#(doubled.joined(separator: ","))}"#)
                == "a field of the data is given twice")
    }

    @Test("What is nested without end, or is no JSON at all, is refused")
    func nonsense() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(Self.fault(data: #"{"text":"a","list":\#(deep)"#) == "its data are nested too deeply")
        for text in ["", "}", "]]", "\"", "\"\\", "{\"", "{,}", "nonsense"] { #expect(Self.fault(text.utf8) != nil) }
    }
}
