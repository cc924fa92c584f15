// SPDX-License-Identifier: Apache-2.0

import Contracts
import Testing

@Suite("What may be left out")
struct LeniencyTests {
    @Test("A contact without a telephone number and an address without a county are read", arguments: ["", "null"])
    func absent(_ value: String) throws {
        func member(_ name: String) -> String { value.isEmpty ? "" : #","\#(name)":\#(value)"# }
        let contact = try JSON.value(
            Contact.self, from: #"{"name":"A","position":"B","email":"C"\#(member("telephone"))}"#)
        #expect(contact == Contact(name: "A", position: "B", email: "C", telephone: ""))
        let address = try JSON.value(
            Address.self, from: #"{"lines":["A"],"town":"B","postcode":"C"\#(member("county"))}"#)
        #expect(address == Address(lines: ["A"], town: "B", county: "", postcode: "C"))
    }

    @Test("A problem says when to try again where that is known, and is as ever where it is not")
    func problems() throws {
        let plain = Problem(code: "a", message: "b")
        #expect(!(try JSON.text(plain).contains("until")))
        #expect(try JSON.value(Problem.self, from: #"{"code":"a","message":"b"}"#) == plain)
        let known = Problem(code: "a", message: "b", until: Timestamp.parse("2027-07-03T13:05:00Z"))
        #expect(try JSON.value(Problem.self, from: JSON.text(known)) == known)
    }
}
