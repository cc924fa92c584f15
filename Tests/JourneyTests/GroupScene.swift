// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

/// A group with its contract begun, as the journeys about groups find it: Central Admin, the chief of the contracting
/// organisation, who is its Super Administrator, and whoever comes besides.
struct GroupScene {
    let system: RunningSystem
    let people: People
    let central: Visitor
    let chief: Visitor
    /// The organisation that contracts: the hedgerow practice.
    let contractor: String
    let group: String

    init(_ system: RunningSystem) async throws {
        self.system = system
        people = People(system: system)
        try await PracticeJourneyTests.importSample(system)
        central = try await people.account(people.address("central"), name: "Cleo Central")
        let granted = try await system.attestctl(
            "accounts", "grant", "--email", people.address("central"), "--role", "central-admin")
        #expect(granted.0 == 0, "\(granted.1)")
        chief = try await people.account(people.address("chief"), name: "Charles Chief")
        contractor = try await Self.organisation("hedgerow", by: chief, people)
        try await central.get("/groups/new")
        try await central.submit(["title": "Hedge practices", "contractorCode": "Z90001"])
        group = String(try #require(central.path.firstMatch(of: /\/groups\/([0-9a-f-]{36})/)).1)
        try await central.submit(to: "activation")
        try await name("Charles Chief")
        try await confirm()
        try await know(chief)
    }

    static func organisation(_ search: String, by visitor: Visitor, _ people: People) async throws -> String {
        _ = try await people.practice(search, by: visitor, email: people.address("office"))
        return String(try #require(visitor.path.firstMatch(of: /\/organisations\/([0-9a-f-]{36})/)).1)
    }

    /// Somebody who registers a practice, and administers it.
    func manager(_ name: String, of search: String) async throws -> (visitor: Visitor, organisation: String) {
        let visitor = try await people.account(people.address(name.lowercased()), name: "\(name) Manager")
        return (visitor, try await Self.organisation(search, by: visitor, people))
    }

    /// Somebody who joins the contracting organisation.
    func colleague(_ name: String) async throws -> Visitor {
        let visitor = try await people.account(people.address(name.lowercased()), name: "\(name) Colleague")
        try await people.join(
            visitor, email: people.address(name.lowercased()), to: contractor, as: .contact, by: chief)
        return visitor
    }

    /// The value of the radio button with a label.
    static func choice(_ field: String, _ label: String, on visitor: Visitor) throws -> String {
        let options = visitor.page.text.matches(
            of: /(?s)<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"[^>]*>\s*<label[^>]*>(.*?)<\/label>/)
        let found = options.first { $0.1 == field && $0.3.contains(label) }
        return String(try #require(found, "\(field): \(label)").2)
    }

    func name(_ person: String) async throws {
        try await chief.get("/groups/\(group)/administrators")
        try await chief.submit(["account": try Self.choice("account", person, on: chief)])
        #expect(chief.text.contains("They are named"), "\(chief.errors)")
    }

    /// Confirms whoever stands first among those who wait.
    func confirm() async throws {
        try await central.get("/groups/\(group)")
        try await central.submit(to: "confirmation")
        #expect(central.text.contains("They are a Super Administrator now"), "\(central.errors)")
    }

    /// Waits until somebody's session knows of their role.
    func know(_ visitor: Visitor) async throws {
        try await eventually("the session knows of the role") {
            try await visitor.get("/groups/\(group)").status == 200 && visitor.text.contains("Super Administrators")
                ? true : nil
        }
    }

    /// Asks for a licence, by an administrator.
    func ask(_ visitor: Visitor, for organisation: String) async throws {
        try await visitor.get("/organisations/\(organisation)/licence")
        try await visitor.submit(["group": group])
        #expect(visitor.text.contains("It has not been decided yet"), "\(visitor.errors)")
    }
}
