// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@Suite("Message names")
struct MessageNameTests {
    @Test("Every name has the shape service.what.vN, and none is used twice")
    func shape() {
        let all = Catalogue.messages
        for type in all { #expect(MessageName(type.name.text) == type.name, "\(type)") }
        let names = Set(all.map { $0.name.text })
        #expect(names.count == all.count)
    }

    @Test("Every message declared in the contracts is in the catalogue")
    func complete() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Shared/Contracts")
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        var declared = 0
        for file in files where file.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            declared += text.components(separatedBy: "static let name: MessageName = ").count - 1
        }
        // Six stand there without a name, and each service has its own of all.
        #expect(declared == Catalogue.messages.count - 7 * Sender.services.count)
    }

    @Test("Only processes that there are send anything, and each message has a sender")
    func senders() {
        let known = Set(Sender.processes + [.partners])
        for type in Catalogue.messages {
            #expect(!type.senders.all.isEmpty && type.senders.all.isSubset(of: known), "\(type)")
        }
        for type in Catalogue.facts { #expect(type.senders.contains(Sender(type.name.service)), "\(type)") }
    }

    @Test("No fact leaves its service but those that others read")
    func audiences() {
        let published = Catalogue.published.map { $0.name.text }.sorted()
        #expect(
            published == [
                "gateway.api-key-used.v1",
                "gateway.registration-submitted.v1", "gateway.session-used.v1", "identity.account-changed.v1",
                "identity.account-disabled.v1", "identity.account-erasure-due.v1", "identity.api-key-ended.v1",
                "identity.platform-role-granted.v1", "identity.platform-role-revoked.v1",
                "identity.second-factor-removed.v1",
                "identity.session-ended.v1", "identity.session-proven.v1",
                "notification.email-undelivered.v1",
                "registry.membership-ended.v1", "registry.membership-granted.v1", "registry.ods-code-recorded.v1",
                "registry.organisation-registered.v1", "registry.super-administrator-changed.v1",
                "registry.support-changed.v1",
            ])
    }

    @Test(
        "Other shapes are refused",
        arguments: ["", "a", "a.b", "a.b.c", "a.b.v", "A.b.v1", "a..v1", "a.b.v1.d", "a b.c.v1"])
    func refused(text: String) {
        #expect(MessageName(text) == nil)
    }
}
