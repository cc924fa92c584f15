// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import TestSupport
import Testing
import Web

/// What people do in the journeys, step by step on the pages.
struct People {
    let system: RunningSystem

    static let password = "Correct-horse-42!"

    /// A listed domain of this run's own: all runs share one mail folder.
    var domain: String { system.sandbox.name.replacing("_", with: "-") + ".nhs.uk" }
    func address(_ person: String) -> String { "\(person)@\(domain)" }

    /// The answer to a challenge, read with the key that the services share: the test is no better at reading the
    /// picture than any other program.
    func answer(to challenge: String) throws -> String { try #require(try opened(challenge).answers.first) }

    /// The digits that its sound speaks.
    func spoken(_ challenge: String) throws -> String { try opened(challenge).spoken }

    private struct Opened: Decodable {
        var answers: [String]
        var spoken: String
    }

    private func opened(_ challenge: String) throws -> Opened {
        let key = try SealingKey(base64: String(contentsOfFile: system.folder + "/sealing-key", encoding: .utf8))
        let bytes = try #require(Base64URL.decode(challenge))
        return try JSON.value(Opened.self, from: try key.open(bytes, context: "attest.identity.challenge"))
    }

    func challenge(on visitor: Visitor) throws -> String {
        let match = visitor.page.text.firstMatch(of: /name="challenge" value="([^"]+)"/)
        return String(try #require(match).1)
    }

    /// Registers, follows the link in the e-mail, and signs in.
    func account(_ email: String, name: String) async throws -> Visitor {
        let visitor = Visitor(system.origin)
        try await visitor.get("/account/register")
        try await visitor.submit([
            "email": email, "displayName": name, "password": Self.password,
            "challengeAnswer": try answer(to: challenge(on: visitor)),
        ])
        #expect(visitor.path.hasPrefix("/account/register/done?to="))
        let mail = try await system.mail(to: email, holding: "/account/verify/")
        let link = try #require(mail.firstMatch(of: /http\S+\/account\/verify\/\S+/))
        try await visitor.get(String(link.0))
        try await visitor.submit()
        try await visitor.get("/account/sign-in")
        try await visitor.submit(["email": email, "password": Self.password])
        return visitor
    }

    /// Registers a practice by its name in the directory.
    ///
    /// - Returns: the case's address.
    func practice(_ search: String, by visitor: Visitor, email: String) async throws -> String {
        try await choosePractice(search, by: visitor, email: email)
        try await visitor.submit(to: "check")
        let organisation = try await eventually("the organisation's page") {
            if visitor.path.hasPrefix("/organisations/registrations/") { try await visitor.get(visitor.path) }
            return visitor.path.firstMatch(of: /^\/organisations\/[0-9a-f-]{36}/).map { String($0.0) }
        }
        return try await eventually("the case is opened") {
            try await visitor.get(organisation)
            return visitor.links.first { $0.hasPrefix("/cases/") }
        }
    }

    /// Goes as far as "check your answers".
    func choosePractice(_ search: String, by visitor: Visitor, email: String) async throws {
        try await visitor.get("/organisations/new/category")
        try await visitor.submit(["category": "general-practice"])
        try await visitor.submit(["name": search])
        let code = try #require(visitor.page.text.firstMatch(of: /name="odsCode"[^>]*value="([^"]+)"/))
        try await visitor.submit(["odsCode": String(code.1)], with: "odsCode")
        try await passRegister(visitor)
        try await visitor.submit(["applicantRole": "administrator", "contactEmail": email])
        if visitor.path.hasPrefix("/organisations/new/group") {
            try await visitor.submit(["group": "none"])
            try await visitor.submit()
        }
        #expect(visitor.title.contains("Check your answers"))
    }

    /// Answers how the organisation stands with the ICO, and where it is.
    func passRegister(_ visitor: Visitor) async throws {
        #expect(visitor.title.contains("Find its registration with the ICO"))
        try await visitor.submit(["unregistered": "yes"], with: "unregistered")
        try await visitor.submit(["absence": "exempt", "controller": "Dr Example and partners"])
        #expect(visitor.title.contains("Where is it?"))
        try await visitor.submit(to: "place")
    }

    /// Asks somebody in, and has them accept.
    func join(
        _ visitor: Visitor, email: String, to organisation: String, as role: OrganisationRole = .contact,
        by administrator: Visitor
    ) async throws {
        try await administrator.get("/organisations/\(organisation)/people/new")
        try await administrator.submit(["email": email, "roles": role.rawValue])
        #expect(administrator.errors.isEmpty)
        try await visitor.get(try await invitation(to: email))
        try await visitor.submit(to: "/invitations/")
        #expect(visitor.path.hasPrefix("/organisations/\(organisation)"), "\(visitor.path) \(visitor.title)")
    }

    /// The link of the newest invitation to an address.
    func invitation(to email: String, holding text: String = "") async throws -> String {
        let mail = try await system.mail(to: email, holding: text.isEmpty ? "/invitations/" : text)
        return String(try #require(mail.firstMatch(of: /http\S+\/invitations\/[0-9a-f-]{36}/)).0)
    }

    func contacts(of address: String, signatory: String, contact: String, by visitor: Visitor) async throws {
        try await visitor.get(address + "/contacts")
        try await visitor.submit([
            "signatory.name": "Dr Pat Partner", "signatory.position": "Senior partner", "signatory.email": signatory,
            "signatory.telephone": "01632 960100", "contact.name": "Mary Manager",
            "contact.position": "Practice manager", "contact.email": contact, "contact.telephone": "01632 960101",
        ])
        #expect(visitor.errors.isEmpty)
    }

    /// Answers every requirement; `level` gives the level for its place in the list, nil for "does not apply".
    func answers(of address: String, by visitor: Visitor, level: (Int) -> Int?) async throws {
        try await visitor.get(address + "/assessment")
        let requirements = Set(visitor.links.filter { $0.contains("/assessment/") && !$0.hasSuffix("submission") })
            .sorted()
        #expect(requirements.count >= 8)
        for (index, requirement) in requirements.enumerated() {
            try await visitor.get(requirement)
            try await visitor.submit([
                "level": level(index).map(String.init) ?? "na", "evidence": "What shows requirement \(index).",
            ])
            #expect(visitor.errors.isEmpty, "\(requirement)")
        }
    }

    /// Submits the assessment, which needs an improvement plan for one requirement.
    func submission(of address: String, by visitor: Visitor) async throws {
        try await visitor.get(address + "/assessment/submission")
        try await visitor.submit(to: "submission")
    }

    /// Writes the improvement plan for one requirement, and sends it.
    ///
    /// - Returns: the requirement's number.
    @discardableResult
    func plan(of address: String, by visitor: Visitor) async throws -> String {
        try await visitor.get(address + "/plan")
        let number = try #require(visitor.page.text.firstMatch(of: /name="actions\.([0-9]+)\.action"/)).1
        let year = Calendar(identifier: .gregorian).component(.year, from: Date()) + 1
        try await visitor.submit(
            [
                "actions.\(number).action": "We will name a person.", "actions.\(number).owner": "Mary",
                "actions.\(number).due-day": "1", "actions.\(number).due-month": "2",
                "actions.\(number).due-year": "\(year)",
            ], to: "plan")
        try await visitor.submit(to: "check")
        #expect(visitor.errors.isEmpty)
        return String(number)
    }

    func link(and mail: String) throws -> (link: String, code: String) {
        let link = try #require(mail.firstMatch(of: /http\S+\/sign\/\S+/))
        let code = try #require(mail.firstMatch(of: /\b[0-9]{7}\b/))
        return (String(link.0), String(code.0))
    }
}
