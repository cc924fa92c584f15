// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

/// One value as it travels, and the file that says how: `Golden/<name>.json`.
///
/// A file that is there stays as it is: other processes, old logs and queues hold what it shows. A message that changes
/// so that its file no longer fits is another version. To write the file of a new message, run the tests with
/// `ATTEST_RECORD_GOLDEN=1`; files that exist are left alone.
struct Golden: Sendable, CustomTestStringConvertible {
    let name: String
    /// The sample as JSON.
    let written: @Sendable () throws -> String
    /// JSON read and written again.
    let reread: @Sendable (String) throws -> String

    var testDescription: String { name }

    init<Value: Codable & Sendable>(_ name: String, _ value: Value) {
        self.name = name
        written = { try JSON.text(value) }
        reread = { try JSON.text(JSON.value(Value.self, from: $0)) }
    }

    /// - Parameter form: tells several samples of one message apart.
    static func message<M: Message>(_ message: M, _ form: String? = nil) -> [Golden] {
        [Golden(M.name.text + (form.map { ".\($0)" } ?? ""), message)]
    }

    /// A query and its answer, as it is sent back.
    static func query<Q: Query>(_ query: Q, _ answer: Q.Answer, _ form: String? = nil) -> [Golden] {
        let form = form.map { ".\($0)" } ?? ""
        return [
            Golden(Q.name.text + form, query),
            Golden(Q.name.text + ".answer" + form, Answered<Q.Answer>.answer(answer)),
        ]
    }
}

/// What the samples are made of: an invented practice and the people around it.
enum Invented {
    static func id(_ number: UInt8) -> UUID {
        Identifier.uuid([1, 0x97, 0x0a, 0x3c, 0x6f, 0, 0x7b, 0x1e, 0x9c, 0x55, 0x0a, 0x4f, 0x5d, 0x2e, 0x8b, number])
    }

    static let account = id(1)
    static let organisation = id(2)
    static let caseID = id(3)
    static let task = id(4)
    static let email = id(5)
    static let session = id(6)
    static let challenge = id(7)
    static let registration = id(8)
    static let run = id(9)
    static let time = Date(timeIntervalSince1970: 1_814_533_500.25)
    static let later = Date(timeIntervalSince1970: 1_817_125_500)
    static let digest = String(repeating: "0123456789abcdef", count: 4)
    static let address = Address(
        lines: ["2 Canal Walk", "Holbeck"], town: "Leeds", county: "West Yorkshire", postcode: "LS1 4AP")
    static let host = ParentOrganisation(code: "Q99", name: "Aire Valley Board")
    static let signatory = Contact(
        name: "Dr Grace Sample", position: "Partner", email: "grace@example.nhs.uk", telephone: "0113 496 0000")
    static let contact = Contact(
        name: "Max Muster", position: "Practice manager", email: "max@example.nhs.uk", telephone: "")
    static let action = PlanAction(
        requirement: "114", action: "Name a lead and write down the duties.", owner: "Max Muster", due: "2027-10-31")
    static let problem = Problem(
        code: "code-locked", field: "code", message: "Too many wrong codes were entered.", until: later)
    static let entry = DirectoryEntry(
        code: "B86001", name: "Canal Walk Surgery", address: address, parent: host, open: true, registered: false)
    static let subject = ReviewSubject(
        kind: "improvement-plan", caseID: caseID, organisation: organisation, organisationName: "Canal Walk Surgery",
        odsCode: "B86001")
    static let statement = id(10)
    static let apiKey = id(11)
    static let caseSubject = CaseSubject(
        caseID: caseID, statement: statement, organisation: organisation, organisationName: "Canal Walk Surgery",
        odsCode: "B86001", host: host)
    static let account1 = AccountSummary(
        account: account, email: "ada@example.nhs.uk", displayName: "Ada Example", standing: "active",
        roles: [.centralAdmin, .reviewer(team: "host-q99")])
}
