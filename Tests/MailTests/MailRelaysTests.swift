// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import Mail

@Suite("Several mail servers", .enabled(if: TestMailServer.isInstalled), .timeLimit(.minutes(2)))
struct MailRelaysTests {
    private static func sender(_ port: Int) throws -> MailSender {
        MailSender(server: try MailServer(url: "smtp://127.0.0.1:\(port)", startTLS: .never), pool: 1)
    }

    @Test("The next server takes over while the first is away, and hands back when it has returned")
    func failsOver() async throws {
        let closed = try await TestMailServer(["--greeting", "421 4.3.2 Come back later"])
        let open = try await TestMailServer()
        let relays = MailRelays([try Self.sender(closed.port), try Self.sender(open.port)], rest: .milliseconds(300))
        for number in 1...3 {
            let outcome = await relays.send(message())
            #expect(outcome.server == "smtp://127.0.0.1:\(open.port)")
            #expect(outcome.result == .sent(reply: "250 kept \(number) over 1"))
        }
        // There is one to send by.
        #expect(relays.rest == nil && relays.isFound)
        await relays.close()
    }

    @Test("What a server says about a message is its last word: nobody else is asked")
    func judged() async throws {
        let first = try await TestMailServer()
        let second = try await TestMailServer()
        let relays = MailRelays([try Self.sender(first.port), try Self.sender(second.port)])
        for local in ["never", "try-later", "content-later", "content-never", "drop"] {
            let outcome = await relays.send(message(to: local))
            #expect(outcome.server == "smtp://127.0.0.1:\(first.port)", "\(local)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: second.folder.path).isEmpty)
        await relays.close()
    }

    @Test("When all are away they rest, longer each time, and one message finds out whether one is back")
    func rests() async throws {
        let closed = try await TestMailServer(["--greeting", "554 5.3.2 No mail here"])
        let relays = MailRelays([try Self.sender(closed.port)], rest: .milliseconds(200))
        #expect(relays.rest == nil && relays.isFound)
        guard case .unavailable = await relays.send(message()).result else {
            Issue.record("Another result")
            return
        }
        let first = try #require(relays.rest)
        #expect(first <= .milliseconds(200) && !relays.isFound)
        try await eventually("the rest is over") { relays.rest == nil ? true : nil }
        #expect(!relays.isFound)
        _ = await relays.send(message())
        #expect(try #require(relays.rest) > .milliseconds(200))
        await relays.close()
    }
}
