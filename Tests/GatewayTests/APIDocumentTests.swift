// SPDX-License-Identifier: Apache-2.0

import Contracts
import HTTPTypes
import Testing

@testable import Gateway

@Suite("The description of the API")
struct APIDocumentTests {
    private let operations = API.operations

    private var document: JSONValue {
        get throws { try OpenAPI(operations: operations, server: "http://attest.example").json }
    }

    @Test("Every route is in the document")
    func routes() throws {
        let paths = try #require(try document["paths"])
        for operation in operations {
            #expect(paths[operation.path]?[operation.method.rawValue.lowercased()] != nil, "\(operation.name)")
        }
    }

    @Test("Everything in the document is a route that answers, and every other method is refused by name")
    func answers() async throws {
        // Where there can be passkeys.
        let door = try await TestDoor("https://attest.example")
        door.script.signIn()
        guard case .object(let paths) = try #require(try document["paths"]) else { return }
        for (path, item) in paths {
            guard case .object(let methods) = item else { continue }
            // One that is on its way to the registry is known by its id.
            let own = TestDoor.keys.owned(Samples().id, by: Samples().session.account)
            let address = path.replacing("{code}", with: "B86001").replacing("{requirement}", with: "114")
                .replacing("{number}", with: "ZX900001").replacing("{postcode}", with: "LS14AP")
                .replacing("{registration}", with: own.text).replacing("{token}", with: Samples().token.clear)
                .replacing(#/\{[a-z]+\}/#, with: Samples().id.text)
            for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
                let reply = try await door.call(try #require(HTTPRequest.Method(method)), address)
                if methods[method.lowercased()] != nil {
                    // There are no services behind it: it is taken in, or its missing body is noticed.
                    #expect([200, 204, 400, 415, 503].contains(reply.status), "\(method) \(path) \(reply.status)")
                } else {
                    #expect(reply.status == 405, "\(method) \(path)")
                    let allowed = Set((reply.headers[.allow] ?? "").split(separator: ", ").map { $0.lowercased() })
                    #expect(allowed.subtracting(["head"]) == Set(methods.keys), "\(path)")
                }
            }
        }
    }

    @Test("Operations have names of their own")
    func names() {
        #expect(Set(operations.map(\.name)).count == operations.count)
        #expect(Set(operations.map { "\($0.method) \($0.path)" }).count == operations.count)
    }

    @Test("Every example fits its schema, and shows every field that there is", arguments: API.operations)
    func examples(_ operation: Operation) throws {
        for shape in [operation.takes, operation.gives.body].compactMap({ $0 }) {
            let example = try shape.example()
            #expect(shape.schema.problems(of: example) == [])
            #expect(shape.schema.names(missingIn: example) == [], "fields without an example")
            #expect(example.names(missingIn: shape.schema) == [], "fields without a schema")
        }
    }

    @Test("The password of the examples is one that is taken. ISG-29 ISG-30 ISG-31")
    func password() {
        let password = NewAccount.example.password
        #expect(password.count >= 12 && password.contains(where: \.isNumber))
        #expect(password.contains { !$0.isLetter && !$0.isNumber && !$0.isWhitespace })
        #expect(Credentials.example.password == password)
    }

    @Test("A name stands for one schema only")
    func schemas() throws {
        var known: [String: JSONValue] = [:]
        let shapes = operations.flatMap { [$0.takes, $0.gives.body] }.compactMap { $0 }
        for (name, schema) in shapes.flatMap({ $0.schema.named }) {
            #expect(known[name] == nil || known[name] == schema.json, "\(name)")
            known[name] = schema.json
        }
        #expect(known.count > 20)
    }

    @Test("Every reference leads somewhere")
    func references() throws {
        let document = try document
        func check(_ value: JSONValue) {
            switch value {
            case .object(let members):
                if case .text(let reference)? = members["$ref"] {
                    let target = reference.dropFirst(2).split(separator: "/").reduce(document) {
                        (value: JSONValue?, name) in value?[String(name)]
                    }
                    #expect(target != nil, "\(reference)")
                }
                for member in members.values { check(member) }
            case .list(let values): for value in values { check(value) }
            default: break
            }
        }
        check(document)
    }

    @Test("Apostrophes are set as printers set them")
    func apostrophes() throws {
        let text = try JSON.text(try document)
        #expect(!text.contains(#/[a-z]'/#))
    }

    @Test("The document is served to anyone")
    func served() async throws {
        let reply = try await TestDoor().call(.get, "/openapi.json", signedIn: false)
        #expect(reply.status == 200)
        #expect(reply.headers[.contentType] == "application/json")
        #expect(try reply.json == document)
    }
}

extension Operation: CustomTestStringConvertible {
    public var testDescription: String { name }
}

extension Schema {
    /// Properties that a value does not show.
    fileprivate func names(missingIn value: JSONValue) -> [String] {
        switch (self, value) {
        case (.named(_, let schema), _): schema.names(missingIn: value)
        case (.list(let element), .list(let values)): values.flatMap { element.names(missingIn: $0) }
        case (.list, _): ["a list"]
        case (.object(let properties), .object(let members)):
            properties.flatMap { property in
                members[property.name].map { property.schema.names(missingIn: $0) } ?? [property.name]
            }
        default: []
        }
    }
}

extension JSONValue {
    /// Members that a schema does not know.
    fileprivate func names(missingIn schema: Schema) -> [String] {
        switch (self, schema) {
        case (_, .named(_, let schema)): names(missingIn: schema)
        case (.list(let values), .list(let element)): values.flatMap { $0.names(missingIn: element) }
        case (.object(let members), .object(let properties)):
            members.flatMap { name, value in
                properties.first { $0.name == name }.map { value.names(missingIn: $0.schema) } ?? [name]
            }
        default: []
        }
    }
}
