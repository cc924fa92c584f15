// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@Suite("Message names")
struct MessageNameTests {
    @Test("Every name has the shape service.what.vN, and none is used twice")
    func shape() {
        for type in Messages.all { #expect(MessageName(type.name.text) == type.name, "\(type)") }
        let names = Set(Messages.all.map { $0.name.text })
        #expect(names.count == Messages.all.count)
    }

    @Test("Every message declared in the contracts is in this list")
    func complete() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Shared/Contracts")
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        var declared = 0
        for file in files where file.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            declared += text.components(separatedBy: "static let name: MessageName = ").count - 1
        }
        #expect(declared == Messages.named.count)
    }

    @Test("What holds a password, a digest of a secret or an answer to a challenge is never published")
    func audiences() {
        for type in Messages.all {
            guard let fact = type as? any Fact.Type else { continue }
            let secret = [
                "password-set", "session-begun", "verification-issued", "declaration-issued", "email-requested",
            ]
            .contains { type.name.text.contains($0) }
            if secret { #expect(fact.audience == .service, "\(type)") }
        }
    }

    @Test(
        "Other shapes are refused",
        arguments: ["", "a", "a.b", "a.b.c", "a.b.v", "A.b.v1", "a..v1", "a.b.v1.d", "a b.c.v1"])
    func refused(text: String) {
        #expect(MessageName(text) == nil)
    }
}
