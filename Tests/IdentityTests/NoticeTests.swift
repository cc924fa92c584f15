// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import Testing
import struct Foundation.Date
import struct Foundation.UUID

@testable import Identity

@Suite("E-mails about work")
struct NoticeTests {
    private static let owner = Actor.account(accountID)
    private static let waits = Notice(
        notice: UUID(), subject: "The improvement plan of The Hedgerow Surgery waits for review", path: "/reviews")

    private func context(
        _ actor: Actor = .service("compliance"), at seconds: Double = 0, key: SealingKey? = nil, seed: UInt8 = 7
    ) -> Context {
        Given.context(actor, at: noon.addingTimeInterval(seconds), key: key, seed: seed)
    }

    private func notice(_ path: String = "/reviews", queue: String? = nil) -> Notice {
        Notice(notice: UUID(), subject: "Something at \(path)", path: path, queue: queue)
    }

    private func chosen(_ choice: WorkEmail) throws -> Given {
        var given = try Given.active()
        try given.when(.choose(choice), context(Self.owner))
        return given
    }

    private func timer(_ given: Given) -> Date? {
        given.consequences.compactMap { if case .schedule(_, let at, _ as SendNotices) = $0 { at } else { nil } }.first
    }

    @Test("Whoever chose nothing is told at once, with what happened and where to act; the same again is one")
    func atOnce() throws {
        let key = SealingKey.random()
        var given = try Given.active()
        try given.when(.notify(Self.waits), context(key: key))
        let email = try #require(given.emails.first)
        #expect(email.template == "notice" && email.recipient == "jo@nhs.net" && email.recipientName.isEmpty)
        #expect(email.values == ["notice": Self.waits.subject, "path": "/reviews"] && email.about == accountID)
        #expect(timer(given) == nil)
        let sealed = try #require(email.sealed.flatMap(Base64.decode))
        let plain = try key.open(sealed, context: Context.sealedContext)
        let token = try #require(try JSON.value([String: String].self, from: plain)["token"])
        #expect(LinkToken(clear: token)?.subject == accountID)
        #expect(Hex.encode(SHA256.digest(token)) == given.state?.work.link?.digest)
        #expect(try !JSON.text(given.state).contains(token))
        // The same link is in the next e-mail: one that somebody kept still works.
        try given.when(.notify(notice()), context(at: 1, key: key, seed: 9))
        #expect(given.emails.map(\.sealed) == [email.sealed] && given.emails.map(\.email) != [email.email])
        try given.when(.notify(Self.waits), context(at: 2, seed: 9))
        #expect(given.events.isEmpty)
        #expect(try JSON.value(AccountState.self, from: JSON.text(given.state)) == given.state)
    }

    @Test("Nobody is told who never wanted it, or whose account cannot be used")
    func nobody() throws {
        var never = try chosen(.never)
        try never.when(.notify(Self.waits), context())
        #expect(never.events.isEmpty)
        var disabled = try Given.active()
        try disabled.when(.disable, context(.operator))
        var closing = try Given.active()
        let right = PasswordProof(comparedWith: "hash", matches: true)
        try closing.when(.close(right), context(Self.owner))
        for var given in [disabled, closing, try Given.registered(), try Given.registered(listed: false), Given()] {
            try given.when(.notify(Self.waits), context())
            #expect(given.events.isEmpty)
        }
    }

    @Test("What services say is told, and what leads elsewhere is refused")
    func senders() throws {
        let given = try Given.active()
        for actor in [Actor.visitor, Self.owner, .operator, .account(UUID(), roles: [.centralAdmin])] {
            #expect(given.refusal(of: .notify(Self.waits), context(actor)) == .notFound, "\(actor)")
            #expect(given.refusal(of: .sendNotices, context(actor)) == .notFound, "\(actor)")
        }
        for path in ["", "reviews", "//thief.example", "https://thief.example", "/a b", "/a\r\nb", "/ü"] {
            #expect(given.refusal(of: .notify(notice(path)), context()) == .noticeMalformed, "\(path)")
        }
        var empty = Self.waits
        empty.subject = " \u{200b}"
        #expect(given.refusal(of: .notify(empty), context()) == .noticeMalformed)
        var lines = Self.waits
        lines.subject = "One\nBcc: two"
        var told = given
        try told.when(.notify(lines), context())
        #expect(told.emails.first?.values["notice"] == "One Bcc: two")
    }

    @Test("What changes who may do what always comes, at once, and by an e-mail that nobody can end")
    func always() throws {
        for choice in WorkEmail.allCases {
            var given = try chosen(choice)
            let changed = Notice(
                notice: UUID(), subject: "You are no longer a member of Canal Walk", path: "/", always: true)
            try given.when(.notify(changed), context(.service("registry")))
            #expect(given.emails.map(\.template) == ["membership-changed"], "\(choice)")
            #expect(given.emails[0].sealed == nil && given.state?.work.link == nil && timer(given) == nil)
        }
    }

    @Test("A link that ended these e-mails ends nothing once they are wanted again")
    func linkOnce() throws {
        var given = try Given.active()
        try given.when(.notify(Self.waits), context(key: SealingKey.random()))
        let digest = try #require(given.state?.work.link?.digest)
        try given.when(.stopWorkEmail(tokenDigest: digest), context(.visitor))
        #expect(given.state?.work.choice == .never)
        try given.when(.choose(.atOnce), context(Self.owner))
        #expect(given.refusal(of: .stopWorkEmail(tokenDigest: digest), context(.visitor)) == .linkUnknown)
    }

    @Test("Once a day: what comes is gathered until eight in the morning and goes out in one e-mail (IMP-13)")
    func daily() throws {
        var given = try chosen(.daily)
        try given.when(.notify(notice("/reviews/1")), context())
        #expect(given.emails.isEmpty)
        // 3 July 2027, five past three in the afternoon there.
        let morning = try #require(Timestamp.parse("2027-07-04T07:00:00Z"))
        #expect(timer(given) == morning)
        try given.when(.notify(notice("/cases/2")), context(at: 60))
        #expect(given.emails.isEmpty && timer(given) == morning, "one timer that was lost silences nobody")
        let keeper = Given.context(.service("identity"), at: morning)
        try given.when(.sendNotices, keeper)
        let email = try #require(given.emails.first)
        #expect(given.emails.count == 1 && email.template == "notice-digest")
        #expect(
            email.values == [
                "notices": "/reviews/1 Something at /reviews/1\n/cases/2 Something at /cases/2", "more": "0",
            ])
        try given.when(.sendNotices, keeper)
        #expect(given.events.isEmpty)
        // A single one reads like any other.
        try given.when(.notify(notice("/cases/3")), context(at: 86_400))
        #expect(timer(given) == morning.addingTimeInterval(86_400))
        try given.when(.sendNotices, Given.context(.service("identity"), at: morning.addingTimeInterval(86_400)))
        #expect(given.emails.map(\.template) == ["notice"])
    }

    @Test("However much gathers, no more than so much is kept, and the rest is counted")
    func bounded() throws {
        var given = try chosen(.daily)
        for _ in 1...WorkNotices.mostWaiting + 3 { try given.when(.notify(notice()), context()) }
        #expect(given.state?.work.waiting.count == WorkNotices.mostWaiting && given.state?.work.more == 3)
        #expect(given.state?.work.known.count == WorkNotices.mostKnown)
        try given.when(.sendNotices, context(.service("identity"), at: 86_400))
        #expect(given.emails.first?.values["more"] == "3")
        #expect(given.state?.work.waiting == [] && given.state?.work.more == 0)
    }

    @Test("Of one queue at most one e-mail an hour goes out at once; what comes meanwhile goes into the next")
    func queues() throws {
        var given = try Given.active()
        try given.when(.notify(notice("/reviews/1", queue: "team/qa")), context())
        #expect(given.emails.count == 1)
        try given.when(.notify(notice("/reviews/2", queue: "team/qa")), context(at: 600))
        #expect(given.emails.isEmpty && timer(given) == noon.addingTimeInterval(3_600))
        try given.when(.notify(notice("/reviews/3", queue: "team/qa")), context(at: 700))
        #expect(given.emails.isEmpty && timer(given) == nil)
        // What is of no queue, or of another, is not held up.
        try given.when(.notify(notice("/cases/4")), context(at: 800))
        try given.when(.notify(notice("/cases/4")), context(at: 900))
        #expect(given.emails.count == 1)
        try given.when(.notify(notice("/reviews/5", queue: "team/national")), context(at: 900))
        #expect(given.emails.count == 1)
        try given.when(.sendNotices, context(.service("identity"), at: 3_600))
        #expect(given.emails.map(\.template) == ["notice-digest"])
        try given.when(.notify(notice("/reviews/6", queue: "team/qa")), context(at: 3_700))
        #expect(given.emails.isEmpty, "the hour begins anew")
        try given.when(.sendNotices, context(.service("identity"), at: 7_200))
        try given.when(.notify(notice("/reviews/7", queue: "team/qa")), context(at: 11_000))
        #expect(given.emails.count == 1)
    }

    @Test("Another choice takes what waits with it: at once, to the morning, or away")
    func choices() throws {
        var given = try chosen(.daily)
        try given.when(.notify(notice()), context())
        try given.when(.choose(.atOnce), context(Self.owner, at: 60))
        #expect(given.emails.map(\.template) == ["notice"] && given.state?.work.waiting == [])
        try given.when(.choose(.atOnce), context(Self.owner, at: 61))
        #expect(given.events.isEmpty)

        try given.when(.notify(notice(queue: "team/qa")), context(at: 70))
        try given.when(.notify(notice(queue: "team/qa")), context(at: 80))
        try given.when(.choose(.daily), context(Self.owner, at: 90))
        #expect(timer(given) == Timestamp.parse("2027-07-04T07:00:00Z"))
        try given.when(.choose(.never), context(Self.owner, at: 100))
        try given.when(.sendNotices, context(.service("identity"), at: 86_400))
        #expect(given.events.isEmpty)
    }

    @Test("What gathered for an account that was disabled is gone, and what comes later finds its way again")
    func disabled() throws {
        var given = try chosen(.daily)
        try given.when(.notify(notice()), context())
        try given.when(.disable, context(.operator))
        try given.when(.sendNotices, context(.service("identity"), at: 86_400))
        #expect(given.events.isEmpty)
        try given.when(.enable, context(.operator))
        try given.when(.notify(notice()), context(at: 90_000))
        #expect(timer(given) != nil)
    }

    @Test("Only its owner chooses, and nobody learns of an account (IMP-12)")
    func strangers() throws {
        let given = try Given.active()
        var program = Self.owner
        program.key = APIKeyGrant(key: UUID(), scopes: APIKeyScope.allCases, organisation: nil)
        for actor in [Actor.visitor, .account(UUID()), .operator, .service("compliance"), program] {
            #expect(given.refusal(of: .choose(.never), context(actor)) == .notFound, "\(actor)")
        }
    }

    @Test(
        "The link in an e-mail ends them without signing in, as often as it is pressed, and ends nothing else (RFC 8058)"
    )
    func link() throws {
        var given = try Given.active()
        #expect(given.refusal(of: .stopWorkEmail(tokenDigest: "")) == .linkUnknown)
        try given.when(.notify(notice()), context())
        let digest = try #require(given.state?.work.link?.digest)
        #expect(given.refusal(of: .stopWorkEmail(tokenDigest: String(digest.reversed()))) == .linkUnknown)
        try given.when(.stopWorkEmail(tokenDigest: digest))
        #expect(given.state?.work.choice == .never)
        try given.when(.stopWorkEmail(tokenDigest: digest))
        #expect(given.events.isEmpty)
        try given.when(.notify(notice()), context(at: 10))
        #expect(given.emails.isEmpty)
        // What is about the account comes all the same.
        try given.when(.requestReset, context(.visitor))
        #expect(given.emails.map(\.template) == ["reset-password"])
        // Whoever reads the mail of an address that was given up has no say any more.
        try given.when(.choose(.daily), context(Self.owner))
        try given.when(.notify(notice()), context(at: 20))
        let email = try #require(EmailAddress(folding: "jo@new.nhs.net"))
        try given.when(
            .changeEmail(email, PasswordProof(comparedWith: "hash", matches: true)), context(Self.owner, at: 30))
        let confirm = try #require(given.state?.newAddress.newest?.digest)
        try given.when(.confirmEmail(tokenDigest: confirm), context(.visitor, at: 40))
        #expect(given.refusal(of: .stopWorkEmail(tokenDigest: digest)) == .linkUnknown)
        // What waits goes to the new address, with a link of its own.
        let key = SealingKey.random()
        try given.when(.sendNotices, context(.service("identity"), at: 86_400, key: key, seed: 9))
        #expect(given.emails.map(\.recipient) == ["jo@new.nhs.net"] && given.emails.first?.sealed != nil)
    }

    @Test("Nothing is left of it in an account whose owner’s data was erased")
    func erased() throws {
        var given = try chosen(.daily)
        try given.when(.notify(notice()), context())
        given.state?.email = Eraser.mark
        #expect(given.state.map(AccountDecider.erased)?.work == WorkNotices())
    }

    @Test("Those who check accounts are told that one waits, without what was typed in it (ISG-25)")
    func waiting() throws {
        let given = try Given.registered("jo@example.com", listed: false)
        let told = given.consequences.compactMap { if case .send(let asked as NotifyTeam) = $0 { asked } else { nil } }
        #expect(
            told.map(\.team) == ["domains"] && told[0].notice.path == "/admin/accounts/\(Identifier.text(accountID))")
        #expect(try !JSON.text(told).contains("example.com") && !JSON.text(told).contains("Jo Field"))
        let listed = try Given.registered()
        #expect(!listed.consequences.contains { if case .send(is NotifyTeam) = $0 { true } else { false } })
    }

    @Test("What is posted for many is told to each of them, once, and only services post")
    func board() throws {
        let (one, other) = (UUID(), UUID())
        let notice = notice("/reviews/1", queue: "team/qa")
        let command = NoticeBoardDecider.Command.post(notice, to: [one, other])
        let events = try NoticeBoardDecider.decide(command, given: nil, in: context())
        var state = try #require(events.first.map { NoticeBoardDecider.evolve(nil, with: $0) })
        let told = events.flatMap { NoticeBoardDecider.consequences(of: $0, state: state, in: context()) }
            .compactMap { if case .send(let asked as NotifyAccount) = $0 { asked } else { nil } }
        #expect(told.map(\.account) == [one, other] && told.allSatisfy { $0.notice == notice })
        #expect(try NoticeBoardDecider.decide(command, given: state, in: context()).isEmpty)
        #expect(try NoticeBoardDecider.decide(.post(self.notice(), to: []), given: state, in: context()).isEmpty)
        for _ in 1...NoticeBoardDecider.State.kept {
            for event in try NoticeBoardDecider.decide(.post(self.notice(), to: [one]), given: state, in: context()) {
                state = NoticeBoardDecider.evolve(state, with: event)
            }
        }
        #expect(state.known.count == NoticeBoardDecider.State.kept && !state.known.contains(notice.notice))
        for actor in [Actor.visitor, Self.owner, .operator, .account(UUID(), roles: [.centralAdmin])] {
            #expect(throws: NoticeBoardRefusal.forbidden) {
                try NoticeBoardDecider.decide(command, given: nil, in: context(actor))
            }
        }
        #expect(NoticeBoardDecider.board(of: "qa") != NoticeBoardDecider.board(of: "national"))
    }
}
