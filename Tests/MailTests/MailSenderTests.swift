// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Mail

// They need Debian's python3-aiosmtpd, a server that nobody here wrote.
@Suite("Mail handed in to a real server", .enabled(if: TestMailServer.isInstalled), .timeLimit(.minutes(2)))
struct MailSenderTests {
    private func sender(_ server: TestMailServer, timeout: Duration = .seconds(20)) throws -> MailSender {
        MailSender(
            server: try MailServer(url: "smtp://127.0.0.1:\(server.port)", startTLS: .never, timeout: timeout), pool: 1)
    }

    @Test("What arrives is what was rendered, from and to whom it says")
    func arrives() async throws {
        let server = try await TestMailServer()
        let sender = try sender(server)
        var message = message()
        message.text = ".\n..\n.dots\n" + String(repeating: "many lines\n", count: 20_000)
        message.copies = [Mailbox(address: "bob@example.test"), Mailbox(address: "ann@example.test")]
        message.bounceAddress = "bounces+1@attest.test"
        #expect(await sender.send(message) == .sent(reply: "250 kept 1 over 1"))
        #expect(try server.content(1) == message.rendered())
        let envelope = try server.envelope(1)
        #expect(envelope.from == "bounces+1@attest.test")
        #expect(envelope.to == ["ann@example.test", "bob@example.test"])
        await sender.close()
    }

    @Test("A domain goes to the server as the DNS has it; one that is not in ASCII goes nowhere")
    func international() async throws {
        let server = try await TestMailServer()
        let sender = try sender(server)
        var message = message()
        message.to = [Mailbox(address: "name@xn--bcher-kva.example")]
        #expect(await sender.send(message) == .sent(reply: "250 kept 1 over 1"))
        #expect(try server.envelope(1).to == ["name@xn--bcher-kva.example"])
        message.to = [Mailbox(address: "name@bücher.example")]
        guard case .never = await sender.send(message) else {
            Issue.record("it was sent")
            return
        }
        await sender.close()
    }

    @Test("Messages one after another go over one connection")
    func reuse() async throws {
        let server = try await TestMailServer()
        let sender = try sender(server)
        for number in 1...5 {
            #expect(await sender.send(message()) == .sent(reply: "250 kept \(number) over 1"))
        }
        await sender.close()
        #expect(await sender.send(message()) == .unavailable(code: nil, reason: "The sender is closed"))
    }

    @Test("Messages at the same time go over as many connections as the pool has threads")
    func parallel() async throws {
        let server = try await TestMailServer()
        let address = try MailServer(url: "smtp://127.0.0.1:\(server.port)", startTLS: .never)
        let sender = MailSender(server: address, pool: 3)
        let replies = await withTaskGroup(of: MailResult.self) { group in
            for _ in 0..<20 { group.addTask { await sender.send(message()) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let connections = Set(
            replies.map { result in
                guard case .sent(let reply) = result else { return "\(result)" }
                return String(reply.split(separator: " ").last ?? "")
            })
        #expect(connections.isSubset(of: ["1", "2", "3"]))
        await sender.close()
    }

    @Test(
        "The server's refusals are told apart, without the recipient's address",
        arguments: [
            ("try-later", MailResult.tryLater(code: 451, reason: "451 4.2.1 <(address)> is busy, (address)")),
            ("never", .never(code: 550, reason: "550 5.1.1 <(address)>: no such user (address)")),
            ("log-in", .unavailable(code: 530, reason: "530 5.7.0 Authentication required")),
            ("content-later", .tryLater(code: 452, reason: "452 4.3.1 The disk is full")),
            ("content-never", .never(code: 554, reason: "554 5.6.0 Refused 5.6.0 for its content")),
        ])
    func refusals(recipient: String, result: MailResult) async throws {
        let server = try await TestMailServer()
        let sender = try sender(server)
        #expect(await sender.send(message(to: recipient)) == result)
        // The next message is none the worse for it.
        guard case .sent = await sender.send(message()) else {
            Issue.record("The message after a refusal was not sent")
            return
        }
        await sender.close()
    }

    @Test("A connection lost after the content leaves the message in doubt")
    func lostLate() async throws {
        let server = try await TestMailServer()
        let sender = try sender(server)
        guard case .inDoubt(let reason) = await sender.send(message(to: "drop")) else {
            Issue.record("It is not in doubt")
            return
        }
        #expect(!reason.isEmpty && !reason.contains("drop"))
    }

    @Test("No answer to the content in time leaves the message in doubt")
    func silent() async throws {
        let server = try await TestMailServer()
        let sender = try sender(server, timeout: .seconds(2))
        guard case .inDoubt = await sender.send(message(to: "silent")) else {
            Issue.record("It is not in doubt")
            return
        }
        // The late answer, if it comes, must not be taken for the next message's.
        #expect(await sender.send(message()) == .sent(reply: "250 kept 1 over 2"))
        let start = ContinuousClock.now
        await sender.close()
        #expect(start.duration(to: .now) < .seconds(10))
    }

    @Test("A connection lost before the content means later")
    func lostEarly() async throws {
        let server = try await TestMailServer()
        let sender = try sender(server)
        guard case .tryLater(code: nil, _) = await sender.send(message(to: "lost-early")) else {
            Issue.record("It is not to be tried later")
            return
        }
    }

    @Test("A connection that the server closed meanwhile is replaced without a word")
    func closedMeanwhile() async throws {
        let server = try await TestMailServer()
        let sender = try sender(server)
        #expect(await sender.send(message(to: "hang-up")) == .sent(reply: "250 kept 1 over 1"))
        #expect(await sender.send(message()) == .sent(reply: "250 kept 2 over 2"))
        #expect(await sender.send(message(to: "stale")) == .sent(reply: "250 kept 3 over 3"))
    }

    @Test("A server that is not there, or turns everybody away, means later")
    func unreachable() async throws {
        let nobody = MailSender(server: try MailServer(url: "smtp://127.0.0.1:1", startTLS: .never))
        guard case .unavailable(code: nil, let reason) = await nobody.send(message()) else {
            Issue.record("It is not to be tried later")
            return
        }
        #expect(reason.contains("connect"))
        let busy = try await TestMailServer(["--greeting", "421 4.3.2 Come back later"])
        #expect(try await sender(busy).send(message()) == .unavailable(code: 421, reason: "421 4.3.2 Come back later"))
        let closed = try await TestMailServer(["--greeting", "554 5.3.2 No mail here"])
        #expect(try await sender(closed).send(message()) == .unavailable(code: 554, reason: "554 5.3.2 No mail here"))
    }

    @Test("A message that cannot be written is never sent")
    func unwritable() async throws {
        let sender = MailSender(server: try MailServer(url: "smtp://127.0.0.1:1", startTLS: .never))
        #expect(
            await sender.send(message(subject: "a\r\nBcc: b")) == .never(code: nil, reason: "controlCharacter: subject")
        )
    }

    @Test("STARTTLS and a login work, and the connection serves the next message too")
    func startTLS() async throws {
        let server = try await TestMailServer(["--tls", "starttls", "--require-tls", "--login", "robot:secret-word"])
        let sender = MailSender(server: try secure(server, password: "secret-word"), pool: 1)
        for number in 1...2 {
            guard case .sent = await sender.send(message()) else {
                Issue.record("It was not sent")
                return
            }
            let envelope = try server.envelope(number)
            #expect(envelope.tls && envelope.login)
        }
        await sender.close()
    }

    private func secure(_ server: TestMailServer, password: String?, trusted: Bool = true) throws -> MailServer {
        try MailServer(
            url: "smtp://127.0.0.1:\(server.port)", user: password.map { _ in "robot" }, password: password,
            startTLS: .required, caFile: trusted ? server.certificate : nil)
    }

    @Test("A wrong password means later, for the message is not to blame, and shows in no reason")
    func wrongPassword() async throws {
        let server = try await TestMailServer(["--tls", "starttls", "--login", "robot:secret-word"])
        let result = await MailSender(server: try secure(server, password: "wrong-word")).send(message())
        guard case .unavailable(code: 535, let reason) = result else {
            Issue.record("Unexpected: \(result)")
            return
        }
        #expect(!reason.contains("wrong-word"))
    }

    @Test("A certificate that nobody vouches for is refused")
    func untrusted() async throws {
        let server = try await TestMailServer(["--tls", "starttls"])
        let result = await MailSender(server: try secure(server, password: nil, trusted: false)).send(message())
        guard case .unavailable(_, let reason) = result else {
            Issue.record("Unexpected: \(result)")
            return
        }
        #expect(reason.contains("certificate"))
        #expect(!FileManager.default.fileExists(atPath: server.folder.appending(path: "1.eml").path))
    }

    @Test("A server that does not offer the required TLS gets nothing")
    func noTLS() async throws {
        let server = try await TestMailServer()
        let strict = MailSender(server: try MailServer(url: "smtp://127.0.0.1:\(server.port)", startTLS: .required))
        guard case .unavailable = await strict.send(message()) else {
            Issue.record("It is not to be tried later")
            return
        }
        #expect(!FileManager.default.fileExists(atPath: server.folder.appending(path: "1.eml").path))
        let lax = MailSender(server: try MailServer(url: "smtp://127.0.0.1:\(server.port)", startTLS: .ifOffered))
        guard case .sent = await lax.send(message()) else {
            Issue.record("It was not sent")
            return
        }
        let guarded = try MailServer(url: "smtp://a.test", user: "u", password: "p", startTLS: .ifOffered)
        #expect(guarded.startTLS == .required)
    }

    @Test("TLS from the first byte works")
    func implicitTLS() async throws {
        let server = try await TestMailServer(["--tls", "implicit"])
        let address = try MailServer(
            url: "smtps://127.0.0.1:\(server.port)", startTLS: .required, caFile: server.certificate)
        guard case .sent = await MailSender(server: address).send(message()) else {
            Issue.record("It was not sent")
            return
        }
    }

    @Test(
        "URLs of other kinds are refused",
        arguments: ["", "http://a.test", "smtp://", "smtp://u:p@a.test", "smtp://a b", "smtp://a:x", "smtp://a/b\r\n"])
    func urls(url: String) {
        #expect(throws: MailError(code: .malformed, field: "url")) { try MailServer(url: url) }
    }
}
