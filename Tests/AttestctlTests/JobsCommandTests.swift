// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Attestctl

@Suite("A job in one line")
struct JobsCommandTests {
    private let begun = Date(timeIntervalSince1970: 1_800_000_000)

    private func line(
        _ standing: JobStanding, done: Int = 0, counts: [String: Int] = [:], problem: String? = nil, after: Double = 0
    ) -> String {
        let job = JobProgress(
            job: UUID(), kind: "directory-import", subject: "epraccur", standing: standing, done: done, total: 16_685,
            counts: counts, problem: problem, created: begun, started: standing == .waiting ? nil : begun,
            ended: nil)
        return JobsCommand.line(job, at: begun.addingTimeInterval(after))
    }

    @Test("It says how far it is, how fast it goes and how long it has left")
    func running() {
        #expect(line(.waiting) == "directory-import of epraccur: waits for its turn")
        #expect(line(.running) == "directory-import of epraccur: 0 of 16685")
        #expect(
            line(.running, done: 4_000, after: 2)
                == "directory-import of epraccur: 4000 of 16685, 2000 a second, 7 s left")
        #expect(line(.running, done: 100, after: 10).hasSuffix("100 of 16685, 10 a second, 28 min left"))
    }

    @Test("It says what came of it, or why nothing did")
    func ended() {
        #expect(
            line(.done, done: 16_685, counts: ["withdrawn": 2, "added": 16_685])
                == "directory-import of epraccur: done, 16685 added, 2 withdrawn")
        #expect(
            line(.refused, problem: "Too much is missing.")
                == "directory-import of epraccur: refused: Too much is missing.")
        #expect(line(.cancelled, counts: ["added": 7]) == "directory-import of epraccur: cancelled after 7 added")
    }
}
