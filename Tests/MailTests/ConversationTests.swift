// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Mail

@Suite("Conversations with a mail server")
struct ConversationTests {
    /// Lines that we send begin with ">", "!" is the end of the content, and the others come from the server.
    private func conversation(_ script: [String]) -> Conversation {
        var conversation = Conversation()
        for line in script {
            if line == "!" {
                conversation.endsContent()
            } else if line.hasPrefix(">") {
                conversation.sends(line.dropFirst() + "\r\n")
            } else {
                conversation.receives(line + "\r\n")
            }
        }
        return conversation
    }

    private static let opening = ["220 hi", ">EHLO x", "250-me", "250 SIZE"]
    private static let upToContent =
        opening + [">MAIL FROM:<a>", "250 ok", ">RCPT TO:<b>", "250 ok", ">DATA", "354 go"]

    static let failures: [([String], MailResult)] = [
        ([], .unavailable(code: nil, reason: "lost")),
        (["220-hi"], .unavailable(code: nil, reason: "lost")),
        (["554 go away"], .unavailable(code: 554, reason: "554 go away")),
        (["554 go away", ">QUIT", "221 bye"], .unavailable(code: 554, reason: "554 go away")),
        (opening + [">AUTH PLAIN", "535 wrong", ">QUIT", "221 bye"], .unavailable(code: 535, reason: "535 wrong")),
        (opening + [">MAIL FROM:<a>", "530 log in"], .unavailable(code: 530, reason: "530 log in")),
        (opening + [">MAIL FROM:<a>", "550 not you"], .never(code: 550, reason: "550 not you")),
        (
            opening + [">MAIL FROM:<a>", "250 ok", ">RCPT TO:<b>", "550-no", "550 one"],
            .never(code: 550, reason: "550 no one")
        ),
        (
            opening + [
                ">MAIL FROM:<a>", "250 ok", ">RCPT TO:<b>", "504 5.5.2 <c0ffee>: need fully-qualified hostname",
            ],
            .unavailable(code: 504, reason: "504 5.5.2 <c0ffee>: need fully-qualified hostname")
        ),
        (
            opening + [">MAIL FROM:<a>", "250 ok", ">RCPT TO:<b>", "554 5.7.1 Relay access denied"],
            .unavailable(code: 554, reason: "554 5.7.1 Relay access denied")
        ),
        (
            opening + [">MAIL FROM:<a>", "250 ok", ">RCPT TO:<b>", "550 5.7.1 Client host [192.0.2.7] blocked"],
            .unavailable(code: 550, reason: "550 5.7.1 Client host [192.0.2.7] blocked")
        ),
        (
            opening + [
                ">MAIL FROM:<a>", "250 ok", ">RCPT TO:<relay-1@helo.example>",
                "550 5.1.1 <relay-1@helo.example>: User unknown",
            ],
            .never(code: 550, reason: "550 5.1.1 <relay-1@helo.example>: User unknown")
        ),
        (
            opening + [">MAIL FROM:<a>", "250 ok", ">RCPT TO:<b>", "450 later"],
            .tryLater(code: 450, reason: "450 later")
        ),
        (upToContent, .tryLater(code: nil, reason: "lost")),
        (upToContent + ["!"], .inDoubt(reason: "lost")),
        (upToContent + ["!", "250-half of it"], .inDoubt(reason: "lost")),
        (upToContent + ["!", "554 spam", ">QUIT"], .never(code: 554, reason: "554 spam")),
        (upToContent + ["!", "421 going down"], .unavailable(code: 421, reason: "421 going down")),
        (upToContent + ["!", "250 kept"], .sent(reply: "250 kept")),
    ]

    @Test("What was said last decides the result", arguments: failures)
    func results(script: [String], result: MailResult) {
        #expect(conversation(script).result(succeeded: false, failure: "lost") == result)
    }

    @Test("Only a connection from before can have gone stale, and only while no content was sent whole")
    func stale() {
        #expect(conversation([">MAIL FROM:<a>"]).mayHaveGoneStale)
        #expect(conversation([">MAIL FROM:<a>", "421 idle"]).mayHaveGoneStale)
        #expect(!conversation([">MAIL FROM:<a>", "450 later"]).mayHaveGoneStale)
        #expect(!conversation(Self.opening + [">MAIL FROM:<a>"]).mayHaveGoneStale)
        #expect(
            !conversation([">MAIL FROM:<a>", "250 ok", ">RCPT TO:<b>", "250 ok", ">DATA", "354 go", "!"])
                .mayHaveGoneStale)
        #expect(!conversation([]).mayHaveGoneStale)
    }

    @Test("A login that looks like a command is none")
    func login() {
        let said = conversation(Self.opening + [">AUTH LOGIN", "334 u", ">DATA", "334 p", ">MAIL", "535 no"])
        #expect(said.result(succeeded: false, failure: "") == .unavailable(code: 535, reason: "535 no"))
    }

    @Test("Nobody's address is left in a server's words")
    func redaction() {
        let said = redacted(
            "550 5.1.1 <Ann.Lee@Example.test>: user ann.lee (Ann.Lee) unknown; see other@place.test\u{7}",
            recipients: ["ann.lee@example.test"])
        #expect(said == "550 5.1.1 <(address)>: user (address) ((address)) unknown; see (address)")
    }
}
