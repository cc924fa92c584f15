// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@Suite("Verified histories")
struct HistoryTests {
    private static let cursor: HistoryCursor = {
        var cursor = HistoryCursor(stream: UUID(uuidString: "01937F4E-0000-7000-8000-000000000004")!)
        cursor.version = 12
        cursor.digest = "00ff"
        cursor.blanked = 7
        return cursor
    }()

    private static let cursorText =
        #"{"blanked":7,"digest":"00ff","isDone":false,"isFaulty":false,"#
        + #""stream":"01937F4E-0000-7000-8000-000000000004","version":12}"#

    @Test("Each service is asked under a name of its own")
    func names() {
        #expect(VerifyHistory<IdentityHistory>.name == "identity.verify-history.v1")
        #expect(VerifyHistory<NotificationHistory>.name.service == "notification")
    }

    @Test("A question and its answer are written as agreed, and read back as they were")
    func golden() throws {
        let question = VerifyHistory<RegistryHistory>(after: Self.cursor)
        #expect(try JSON.text(question) == #"{"after":"# + Self.cursorText + "}")
        #expect(try JSON.value(VerifyHistory<RegistryHistory>.self, from: "{}").after == nil)
        let page = HistoryPage(
            streams: 3, events: 20,
            faults: [HistoryFault(stream: Self.cursor.stream, version: 9, kind: .erasedWithoutRecord)],
            next: Self.cursor)
        let text =
            #"{"events":20,"faults":[{"kind":"erased-without-record","#
            + #""stream":"01937F4E-0000-7000-8000-000000000004","version":9}],"next":"# + Self.cursorText
            + #","streams":3}"#
        #expect(try JSON.text(page) == text)
        #expect(try JSON.value(HistoryPage.self, from: text) == page)
    }

    @Test("A kind of fault never changes its name")
    func kinds() {
        #expect(
            HistoryFault.Kind.allCases.map(\.rawValue) == [
                "changed", "missing", "truncated", "erased-without-record", "removed",
            ])
    }
}
