// SPDX-License-Identifier: Apache-2.0

import Database
import Testing
import struct Foundation.UUID

@Suite("A statement and its arguments")
struct SQLTests {
    @Test("Values become numbered placeholders and travel apart from the text")
    func placeholders() {
        let id = UUID()
        let sql: SQL = "SELECT \(id), \("it's"), \(7), \(json: "{}")"
        #expect(sql.text == "SELECT $1, $2, $3, $4")
        #expect(sql.arguments == [.uuid(id), .text("it's"), .int8(7), .json("{}")])
    }

    @Test("A raw part stays part of the text")
    func raw() {
        let sql: SQL = "SELECT * FROM \(raw: "accounts") WHERE id = \(1)"
        #expect(sql.text == "SELECT * FROM accounts WHERE id = $1")
    }

    @Test("A nested fragment is numbered after what comes before it")
    func nesting() {
        let inner: SQL = "b = \(2) OR c = \(3)"
        let sql: SQL = "a = \(1) AND (\(sql: inner)) AND d = \(4)"
        #expect(sql.text == "a = $1 AND (b = $2 OR c = $3) AND d = $4")
        #expect(sql.arguments == [.int8(1), .int8(2), .int8(3), .int8(4)])
    }

    @Test(
        "Only placeholders are numbered anew, never quoted text, comments or identifiers",
        arguments: [
            ("'$1' || $1", "'$1' || $2"),
            ("'it''s $1' || $1", "'it''s $1' || $2"),
            ("\"a$1\" = $1", "\"a$1\" = $2"),
            ("a$1 = $1", "a$1 = $2"),
            ("$1 -- $1\n, $1", "$2 -- $1\n, $2"),
            ("/* $1 /* $1 */ $1 */ $1", "/* $1 /* $1 */ $1 */ $2"),
            ("$$ $1 $$ || $1", "$$ $1 $$ || $2"),
            ("$t$ $1 $$ $t$ || $1", "$t$ $1 $$ $t$ || $2"),
            ("$1::text", "$2::text"),
            ("($1,$12)", "($2,$13)"),
            ("x - $1 / $1", "x - $2 / $2"),
            ("é = $1", "é = $2"),
            ("'open $1", "'open $1"),
        ])
    func renumbering(fragment: String, expected: String) {
        let inner = SQL(text: fragment, arguments: [.int8(0)])
        let sql: SQL = "\(1)\(sql: inner)"
        #expect(sql.text == "$1" + expected)
    }

    @Test("Neither a statement nor an argument shows a value when it is printed")
    func descriptions() {
        let sql: SQL = "SELECT \("secret"), \(["secret"])"
        var dumped = ""
        dump(sql, to: &dumped)
        for text in ["\(sql)", String(reflecting: sql.arguments), "\(sql.arguments)", dumped] {
            #expect(!text.contains("secret"))
        }
    }
}
