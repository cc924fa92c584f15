// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import ServiceKit
import Testing

@testable import Attestctl

@Suite("The audit of a history")
struct HistoryAuditTests {
    private static func cursor(_ version: Int64) -> HistoryCursor {
        var cursor = HistoryCursor(stream: UUID())
        cursor.version = version
        return cursor
    }

    private static func fault(_ kind: HistoryFault.Kind) -> HistoryFault {
        HistoryFault(stream: UUID(), version: 3, kind: kind)
    }

    /// An audit of pages that are given one after the other; an error instead of a page is thrown.
    private static func audit(_ answers: [Result<HistoryPage, ClientError>]) async -> (HistoryAudit, [HistoryCursor?]) {
        var audit = HistoryAudit(service: "registry")
        var rest = answers[...]
        var asked: [HistoryCursor?] = []
        await audit.run { after throws(ClientError) in
            asked.append(after)
            guard let answer = rest.popFirst() else { throw .unavailable(service: "registry") }
            return try answer.get()
        }
        return (audit, asked)
    }

    @Test("Every page is asked for with the cursor of the one before, and their numbers add up")
    func pages() async {
        let (first, second) = (Self.cursor(1), Self.cursor(2))
        let (audit, asked) = await Self.audit([
            .success(HistoryPage(streams: 600, events: 2_000, faults: [Self.fault(.missing)], next: first)),
            .success(HistoryPage(streams: 500, events: 2_000, faults: [], next: second)),
            .success(HistoryPage(streams: 1, events: 1, faults: [Self.fault(.changed)])),
        ])
        #expect(asked == [nil, first, second])
        #expect(audit.summary.hasPrefix("registry: 1101 streams, 4001 events, "))
        #expect(audit.summary.hasSuffix(" s: 2 faults"))
        #expect(audit.findings.count == 2)
        #expect(audit.complaint == nil)
    }

    @Test("A page that is not answered is asked for once more")
    func patience() async {
        let next = Self.cursor(1)
        let pages: [Result<HistoryPage, ClientError>] = [
            .success(HistoryPage(streams: 1, events: 2, faults: [], next: next)),
            .failure(.unavailable(service: "registry")),
        ]
        let (audit, asked) = await Self.audit(pages + [.success(HistoryPage(streams: 1, events: 2, faults: []))])
        #expect(asked == [nil, next, next])
        #expect(audit.interruption == nil)
        #expect(audit.events == 4)
        let (broken, again) = await Self.audit(pages)
        #expect(again == asked)
        #expect(broken.interruption == .unavailable(service: "registry"))
        #expect(broken.summary.hasSuffix("no fault so far, not read to the end"))
        #expect(
            broken.complaint
                == "registry does not answer; is it running? (what follows the first 2 events was not verified)")
    }

    @Test("A refusal is not asked again, and is no fault")
    func refusal() async {
        let (audit, asked) = await Self.audit([.failure(.refused([.forbidden]))])
        #expect(asked.count == 1)
        #expect(audit.faults.isEmpty)
        #expect(audit.summary.hasSuffix(": not read"))
        #expect(audit.complaint == "registry: \(Problem.forbidden.message)")
    }

    @Test("Each kind of fault has a sentence of its own that names the stream and the event")
    func sentences() async {
        let faults = HistoryFault.Kind.allCases.map(Self.fault)
        let (audit, _) = await Self.audit([.success(HistoryPage(streams: 5, events: 9, faults: faults))])
        #expect(Set(faults.map { HistoryAudit.meaning(of: $0) }).count == faults.count)
        for (fault, sentence) in zip(faults, audit.findings) {
            #expect(sentence.contains(fault.stream.uuidString.lowercased()))
            #expect(sentence.contains("3") || fault.kind == .removed)
            #expect(sentence.hasSuffix("."))
        }
    }

    @Test("It ends with 1 for a fault, with 2 for what could not be read, and with 0 when all is sound")
    func exitCodes() async {
        let (sound, _) = await Self.audit([.success(HistoryPage(streams: 0, events: 0, faults: []))])
        let (unread, _) = await Self.audit([])
        let (faulty, _) = await Self.audit([
            .success(HistoryPage(streams: 1, events: 1, faults: [Self.fault(.changed)]))
        ])
        #expect(AuditCommand.status([sound, sound]) == 0)
        #expect(AuditCommand.status([sound, unread]) == 2)
        #expect(AuditCommand.status([unread, faulty]) == 1)
    }
}
