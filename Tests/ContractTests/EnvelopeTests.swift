// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@Suite("Envelopes")
struct EnvelopeTests {
    private static let envelope = Envelope(
        id: "01937f4e-0000-7000-8000-000000000001", source: "/attest/registry", type: MembershipGranted.name,
        subject: "01937f4e-0000-7000-8000-000000000002", time: Date(timeIntervalSince1970: 1_795_290_511.12),
        sequence: 7, trace: TraceContext(header: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        correlation: "c", causation: "d",
        actor: .account(
            UUID(uuidString: "01937F4E-0000-7000-8000-000000000003")!,
            roles: [.centralAdmin, .reviewer(team: "host-16c")],
            memberships: [
                Membership(
                    organisation: UUID(uuidString: "01937F4E-0000-7000-8000-000000000004")!,
                    roles: [.administrator, .contact])
            ]))

    private static let fact = MembershipGranted(
        organisation: UUID(uuidString: "01937F4E-0000-7000-8000-000000000004")!,
        account: UUID(uuidString: "01937F4E-0000-7000-8000-000000000003")!, roles: [.administrator])

    private static let golden =
        #"{"specversion":"1.0","id":"01937f4e-0000-7000-8000-000000000001","source":"/attest/registry","#
        + #""type":"registry.membership-granted.v1","subject":"01937f4e-0000-7000-8000-000000000002","#
        + #""time":"2026-11-21T19:48:31.120Z","datacontenttype":"application/json","sequence":"0000000007","#
        + #""traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","correlationid":"c","#
        + #""causationid":"d","actor":"account:01937f4e-0000-7000-8000-000000000003","#
        + #""roles":"central-admin reviewer:host-16c","#
        + #""memberships":"01937f4e-0000-7000-8000-000000000004=administrator,contact","#
        + #""data":{"account":"01937F4E-0000-7000-8000-000000000003","#
        + #""organisation":"01937F4E-0000-7000-8000-000000000004","roles":["administrator"]}}"#

    @Test("An event is written as CloudEvents 1.0 structured JSON, byte for byte as agreed")
    func golden() throws {
        #expect(try Self.envelope.encode(Self.fact) == Self.golden)
    }

    @Test("What is written is read back as it was; IMP-13")
    func roundTrip() throws {
        let (envelope, fact) = try Envelope.decode(MembershipGranted.self, from: Array(Self.golden.utf8))
        #expect(envelope == Self.envelope)
        #expect(fact == Self.fact)
    }

    @Test("A foreign event with the four required attributes only is read, and its sender is a partner")
    func foreign() throws {
        let body = #"{"specversion":"1.0","id":"1","source":"urn:x","type":"bank.rate-set.v1","data":{}}"#
        let envelope = try Envelope.decode(from: Array(body.utf8))
        #expect(envelope.actor == Actor(kind: .partner))
        #expect(envelope.sequence == nil)
    }

    @Test(
        "What is not a message is refused by naming what is wrong, never its content",
        arguments: [
            ("[]", "type"), ("", "JSON"),
            (#"{"specversion":"0.3","id":"1","source":"s","type":"a.b.v1"}"#, "specversion"),
            (#"{"specversion":"1.0","id":"","source":"s","type":"a.b.v1"}"#, "'id'"),
            (#"{"specversion":"1.0","id":"1","source":"s","type":"secret"}"#, "'type'"),
            (#"{"specversion":"1.0","id":"1","type":"a.b.v1"}"#, "'source' is missing"),
        ])
    func malformed(body: String, reason: String) {
        let error = #expect(throws: MalformedMessage.self) { try Envelope.decode(from: Array(body.utf8)) }
        #expect(error?.reason.contains(reason) == true)
        #expect(error?.reason.contains("secret") == false)
    }

    @Test(
        "Unusual forms of the same message are read alike",
        arguments: [
            #" { "data" : {"currency":"gbp"} , "type":"a.b.v1","source":"s" ,"id":"1","specversion":"1.0" } "#,
            #"{"specversion":"1.0","id":"1","source":"s","type":"a.b.v1","data":{"currency":"g\u0062p"}}"#,
            #"{"specversion":"1.0","id":"1","source":"s","type":"a.b.v1","ext":7,"data":{"currency":"gbp"}}"#,
            #"{"specversion":"1.0","id":"\u0031","source":"s","type":"a.b.v1","data":{"x":["}",{"]":"\\"}],"currency":"gbp"}}"#,
        ])
    func unusual(body: String) throws {
        struct Rate: Fact {
            static let name: MessageName = "a.b.v1"
            var currency: String
        }
        let (envelope, rate) = try Envelope.decode(Rate.self, from: Array(body.utf8))
        #expect(envelope.id == "1")
        #expect(rate.currency == "gbp")
        // Cut anywhere, it is refused.
        for length in stride(from: 0, to: body.utf8.count - 2, by: 3) {
            let cut = Array(body.utf8.prefix(length))
            #expect(throws: MalformedMessage.self) { try Envelope.decode(Rate.self, from: cut) }
        }
        #expect(throws: MalformedMessage.self) { try Envelope.decode(Rate.self, from: Array((body + "x").utf8)) }
    }

    @Test("Attributes of others are passed over, and one that comes twice is refused")
    func othersAttributes() throws {
        let usual = #"{"specversion":"1.0","id":"1","source":"/other","type":"ledger.deposited.v1""#
        let envelope = try Envelope.decode(from: Array((usual + #","partitionkey":"7","idx":"2"}"#).utf8))
        #expect(envelope.id == "1")
        for twice in [#","id":"2","data":{}}"#, #","data":{},"id":"2"}"#] {
            #expect(throws: MalformedMessage.self) { try Envelope.decode(from: Array((usual + twice).utf8)) }
        }
    }

    @Test("Text with quotes, control characters and other scripts survives")
    func escaping() throws {
        let hard = "a\"b\\c\u{1}\n\t/é漢😀"
        var envelope = Self.envelope
        envelope.source = hard
        envelope.correlation = hard
        #expect(try Envelope.decode(from: Array(envelope.encode(data: "null").utf8)).source == hard)
        #expect(try JSONSerialization.jsonObject(with: Data(envelope.encode(data: "null").utf8)) is [String: Any])
    }
}

@Suite("Times and ids")
struct TimestampTests {
    @Test(
        "Times are RFC 3339 in UTC with milliseconds, as Foundation reads them; IMP-13",
        arguments: [
            0, 1_795_290_511.12, 951_782_400, 951_868_799.999, 4_102_444_799, -1, 1_709_164_800,
        ])
    func agreement(seconds: Double) throws {
        let text = Timestamp.format(Date(timeIntervalSince1970: seconds))
        let foundation = try Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        #expect(abs(foundation.timeIntervalSince1970 - seconds) < 0.001)
        #expect(Timestamp.parse(text).map(Timestamp.format) == text)
    }

    @Test("Offsets are applied, and impossible dates are refused")
    func parsing() {
        #expect(Timestamp.parse("2026-07-03T14:05:00+01:00") == Timestamp.parse("2026-07-03T13:05:00Z"))
        for text in ["2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01T25:00:00Z", "x"] {
            #expect(Timestamp.parse(text) == nil, "\(text)")
        }
    }

    @Test("An id of version 7 tells its time, and grows with it")
    func identifiers() {
        let time = Date(timeIntervalSince1970: 1_795_290_511.12)
        let id = Identifier.make(at: time, random: Array(repeating: 0xff, count: 10))
        #expect(Identifier.time(of: id) == time)
        #expect(Identifier.time(of: UUID(uuidString: "8D7A1A7C-3E0B-4F43-9E0B-111111111111")!) == nil)
        #expect(Identifier.make(at: time.addingTimeInterval(0.001), random: []).uuidString > id.uuidString)
        #expect(Identifier.uuid(Identifier.bytes(of: id)) == id)
    }

    @Test("A link's token is read back, and a damaged one is not")
    func tokens() {
        let subject = Identifier.make()
        let token = LinkToken(subject: subject, secret: Array(0..<32))
        #expect(token.clear.utf8.count == 64)
        #expect(LinkToken(clear: token.clear) == token)
        #expect(LinkToken(clear: String(token.clear.dropLast())) == nil)
        #expect(!"\(token)".contains(token.clear))
    }
}
