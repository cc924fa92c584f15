// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@Suite("Erasing what is personal")
struct EraserTests {
    private static func body(_ message: some Message) throws -> String {
        try Golden.envelope.encode(message)
    }

    private static let contacts = ContactsRecorded(
        statement: Invented.statement, signatory: Invented.signatory, contact: Invented.contact)
    private static let signed = DeclarationSigned(
        caseID: Invented.caseID, organisation: Invented.organisation, signatory: "Dr Grace Sample",
        capacity: .delegated, signedBy: "Max Muster", terms: "1")

    private func left<F: Fact>(_ fact: F, by eraser: Eraser) throws -> F {
        let body = try Self.body(fact)
        return try Envelope.decode(F.self, from: Array((eraser.erase(body, F.personal)?.body ?? body).utf8)).1
    }

    private func eraser(_ address: String, names: [String] = [], shown: [any Fact] = []) throws -> Eraser {
        var eraser = Eraser(.person(Person(address: address, names: names)))
        for fact in shown { try eraser.learn(from: Self.body(fact), type(of: fact).personal) }
        return eraser
    }

    @Test("A person goes with all that stands beside their address, and the other one stays")
    func beside() throws {
        let left = try left(Self.contacts, by: eraser("MAX@example.nhs.uk"))
        #expect(left.signatory == Invented.signatory)
        #expect(
            left.contact == Contact(name: "[erased]", position: "[erased]", email: "[erased]", telephone: "[erased]"))
    }

    @Test("What a person is called beside their address is found in the rest of the stream, in whole words")
    func elsewhere() throws {
        let eraser = try eraser("max@example.nhs.uk", shown: [Self.contacts])
        let signature = try left(Self.signed, by: eraser)
        #expect(signature.signatory == "Dr Grace Sample" && signature.signedBy == "[erased]")
        let answer = RequirementAnswered(
            caseID: Invented.caseID, requirement: "114", level: 2, notApplicable: false,
            evidence:
                "max muster trains all; Max Musterson does not. Ask max@example.nhs.uk, not climax@example.nhs.uk.")
        #expect(
            try left(answer, by: eraser).evidence
                == "[erased] trains all; Max Musterson does not. Ask [erased], not climax@example.nhs.uk.")
    }

    @Test("Nobody is taken for another who only bears the same position or no name")
    func others() throws {
        var contacts = Self.contacts
        contacts.contact = Contact(name: "Li", position: "Partner", email: "li@example.nhs.uk", telephone: "")
        let eraser = try eraser("li@example.nhs.uk", shown: [contacts])
        #expect(try left(contacts, by: eraser).signatory == Invented.signatory)
        #expect(try eraser.erase(Self.body(Self.signed), DeclarationSigned.personal) == nil)
    }

    @Test("In a stream that is about the person, everything that is declared goes")
    func theirs() throws {
        let request = EmailRequested(
            email: Invented.email, template: "declaration", recipient: "Grace@Example.nhs.uk", recipientName: "Grace",
            values: ["code": "1234567", "who": "Max"], sealed: "c2VhbGVk")
        let failed = EmailFailed(email: Invented.email, template: "declaration", reason: "no such user grace@x")
        let eraser = try eraser("grace@example.nhs.uk", shown: [request, failed])
        let left = try left(request, by: eraser)
        #expect(left.recipient == Eraser.mark && left.recipientName == Eraser.mark && left.sealed == Eraser.mark)
        #expect(left.values == ["code": Eraser.mark, "who": Eraser.mark])
        #expect(try self.left(failed, by: eraser).reason == Eraser.mark)
    }

    @Test("What was erased once is not erased again")
    func again() throws {
        for scope in [Eraser.Scope.everybody, .person(Person(address: "max@example.nhs.uk"))] {
            let eraser = Eraser(scope)
            let once = try #require(try eraser.erase(Self.body(Self.contacts), ContactsRecorded.personal))
            #expect(try eraser.erase(once.body, ContactsRecorded.personal) == nil)
            #expect(once.paths.contains("contact.email"))
        }
        #expect(try Eraser(.secrets).erase(Self.body(Self.contacts), ContactsRecorded.personal) == nil)
    }

    @Test("All that is not personal stays as it was, whatever it is")
    func rest() throws {
        let json = #"""
            {"id":"1","data":{"a":[1,2.5,-3,true,null,{"b":"Max Muster"}],"n":9007199254740993,"t":"x\n\"y\""}}
            """#
        let left = try #require(
            try eraser("max@example.nhs.uk", names: ["Max Muster"]).eraseAnywhere(json))
        #expect(
            left
                == #"{"data":{"a":[1,2.5,-3,true,null,{"b":"[erased]"}],"n":9007199254740993,"t":"x\n\"y\""},"id":"1"}"#
        )
        #expect(try eraser("nobody@example.nhs.uk").eraseAnywhere(json) == nil)
        #expect(throws: MalformedMessage.self) { try eraser("max@example.nhs.uk").eraseAnywhere("max@example.nhs.uk") }
    }

    // MARK: Declarations

    /// Names of fields that mean a person wherever they stand.
    private static let telling: Set = [
        "email", "contactEmail", "recipient", "recipientName", "displayName", "telephone", "signatory", "signedBy",
        "position", "evidence", "comment", "reason", "password", "hash", "sealed", "owner", "action",
    ]
    /// Fields of such a name that hold an id, a verdict of a program or nothing that somebody wrote.
    private static let untelling: Set = [
        "notification.email-requested.v1 email", "notification.email-sent.v1 email",
        "notification.email-deferred.v1 email", "notification.email-failed.v1 email",
        "notification.email-undelivered.v1 email", "compliance.declaration-issued.v1 email",
        "compliance.declaration-undelivered.v1 email", "compliance.contact-notified.v1 email",
        "notification.email-bounced.v1 email", "notification.record-bounce.v1 email",
        "compliance.contact-not-reached.v1 email",
        "notification.send-email.v1 email", "notification.record-delivery.v1 email",
        "identity.personal-data-erased.v1 reason", "registry.personal-data-erased.v1 reason",
        "compliance.personal-data-erased.v1 reason", "notification.personal-data-erased.v1 reason",
    ]

    /// Every string in a sample, by its path.
    private static func strings(_ value: Any, at path: String = "") -> [(path: String, text: String)] {
        func below(_ step: String) -> String { path.isEmpty ? step : "\(path).\(step)" }
        switch value {
        case let text as String: return [(path, text)]
        case let object as [String: Any]: return object.flatMap { strings($0.value, at: below($0.key)) }
        case let list as [Any]: return list.enumerated().flatMap { strings($0.element, at: below("\($0.offset)")) }
        default: return []
        }
    }

    private static func fits(_ path: String, _ pattern: String) -> Bool {
        let (steps, wanted) = (path.split(separator: "."), pattern.split(separator: "."))
        return steps.count == wanted.count && zip(steps, wanted).allSatisfy { $1 == "*" || $0 == $1 }
    }

    @Test("Whatever is kept or waits in a queue declares what is personal in it")
    func declared() throws {
        let people = ["@", "Grace", "Muster", "0113 496", "Ada Example"]
        var found = 0
        for golden in Golden.all {
            let types = Catalogue.messages.filter {
                golden.name == $0.name.text || golden.name.hasPrefix("\($0.name.text).")
            }
            guard let type = types.first, !golden.name.contains(".answer"), !(type is any Query.Type) else { continue }
            let sample = try JSONSerialization.jsonObject(with: Data(golden.written().utf8))
            for (path, text) in Self.strings(sample) {
                let field = String(path.split(separator: ".").last { Int($0) == nil } ?? "")
                guard Self.telling.contains(field) || people.contains(where: text.contains) else { continue }
                if Self.untelling.contains("\(type.name.text) \(path)") { continue }
                let declared = type.personal.map(\.path)
                #expect(
                    declared.contains { Self.fits(path, $0) },
                    "\(type.name): '\(path)' is not declared in its personal fields")
                found += 1
            }
        }
        #expect(found > 40)
    }

    @Test("Whatever is declared is a text in the message's sample")
    func there() throws {
        for type in Catalogue.messages {
            let samples = try Golden.all
                .filter { $0.name == type.name.text || $0.name.hasPrefix("\(type.name.text).") }
                .flatMap { Self.strings(try JSONSerialization.jsonObject(with: Data($0.written().utf8))) }
            for field in type.personal {
                #expect(
                    samples.contains { Self.fits($0.path, field.path) }, "\(type.name) has no text at '\(field.path)'")
            }
        }
    }
}
