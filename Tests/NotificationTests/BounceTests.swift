// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Foundation
import Mail
import Messaging
import TestSupport
import Testing
import Threads

@testable import Notification

@Suite("E-mails that come back")
struct BounceTests {
    private static let key = SealingKey.random()
    private static let email = UUID()

    /// A report that came to an address.
    static func report(to address: String, about identity: String = "x@y.example") -> String {
        """
        To: \(address)
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; jo@example.nhs.uk
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 No such user

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <\(identity)>

        --b--

        """
    }

    private static func reader(_ path: ReturnPath?) -> BounceReader {
        BounceReader(folder: BounceFolder("/nowhere"), returnPath: path, domain: "attest.example")
    }

    @Test("Each e-mail has an address of its own for what comes back, which nobody else can make; IMP-09")
    func returnPath() throws {
        let path = try #require(ReturnPath("Bounces@Attest.example", key: Self.key))
        let address = path.address(of: Self.email)
        #expect(Mailbox.isAddress(address) && address.hasPrefix("bounces+") && address.hasSuffix("@attest.example"))
        #expect(path.email(at: address) == Self.email)
        // Mail systems change the letters.
        #expect(path.email(at: address.uppercased()) == Self.email)
        #expect(ReturnPath("bounces@attest.example", key: .random())?.email(at: address) == nil)
        let wrongs: [String] = [
            "", "@", "bounces@attest.example", "bounces+@attest.example", address.replacing("attest", with: "other"),
            String(address.dropFirst()), address.replacing("+", with: "+0"),
            address.replacing("@", with: "0@"),
            String(path.address(of: UUID()).prefix(40)) + String(address.dropFirst(40)),
        ]
        for wrong in wrongs {
            #expect(path.email(at: wrong) == nil, "\(wrong)")
        }
        for unfit in ["", "bounces", "boun+ces@attest.example", "a-very-long-local-part@attest.example"] {
            #expect(ReturnPath(unfit, key: Self.key) == nil, "\(unfit)")
        }
    }

    @Test("A report counts when it came to the address of its e-mail, whatever Message-ID it names; IMP-09")
    func matches() throws {
        let path = try #require(ReturnPath("bounces@attest.example", key: Self.key))
        func bounce(_ text: String, _ path: ReturnPath?) -> RecordBounce? {
            DeliveryReport(Array(text.utf8)).flatMap(Self.reader(path).bounce)
        }
        let found = bounce(Self.report(to: path.address(of: Self.email)), path)
        #expect(found?.email == Self.email && found?.isFinal == true && found?.reason == "550 5.1.1 No such user")
        let identity = "\(Self.email.uuidString.lowercased())@attest.example"
        #expect(bounce(Self.report(to: "bounces@attest.example", about: identity), path) == nil)
        // Without a mailbox of its own for what comes back the Message-ID is all there is.
        #expect(bounce(Self.report(to: "no-reply@attest.example", about: identity), nil)?.email == Self.email)
        let foreign = identity.replacing("attest", with: "other")
        #expect(bounce(Self.report(to: "no-reply@attest.example", about: foreign), nil) == nil)
        let delayed = Self.report(to: path.address(of: Self.email)).replacing("failed", with: "delayed")
        #expect(bounce(delayed, path) == nil)
    }

    @Test("What was read moves on, with a flag; what cannot be recorded stays; IMP-09", .timeLimit(.minutes(1)))
    func folder() async throws {
        let path = try #require(ReturnPath("bounces@attest.example", key: Self.key))
        let folder = FileManager.default.temporaryDirectory.appending(path: "bounces-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(!BounceFolder.isThere(folder.path))
        for name in ["new", "cur", "tmp"] {
            try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        #expect(BounceFolder.isThere(folder.path))
        try Self.report(to: path.address(of: Self.email))
            .write(to: folder.appending(path: "new/1.host"), atomically: true, encoding: .utf8)
        try "Subject: Away\n\nI am away.".write(
            to: folder.appending(path: "new/2.host"), atomically: true, encoding: .utf8)
        try Data(count: 3_000_000).write(to: folder.appending(path: "new/3.host"))
        let performer = Noting(failures: 1)
        let reader = BounceReader(folder: BounceFolder(folder.path), returnPath: path, domain: "attest.example")
        await #expect(throws: DatabaseError.self) { try await reader.run(performer) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new").count == 3)
        let running = Task { try await reader.run(performer) }
        try await eventually("all are read") {
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new").isEmpty ? true : nil
        }
        running.cancel()
        _ = await running.result
        let read = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/cur").sorted()
        #expect(read == ["1.host:2,S", "2.host:2,F", "3.host:2,F"])
        #expect(performer.recorded.withLock { $0 }.map(\.email) == [Self.email])
    }
}

/// A performer whose database is away for some attempts.
private final class Noting: Performer {
    let recorded = Lock<[RecordBounce]>([])
    private let left: Lock<Int>
    var database: Pool { preconditionFailure("Nobody asks it") }

    init(failures: Int) { left = Lock(failures) }

    func perform<I: Instruction>(_ instruction: I, as actor: Actor) async throws -> Reply {
        let isAway = left.withLock { count in
            count -= 1
            return count >= 0
        }
        if isAway { throw DatabaseError(.connectionLost) }
        if let bounce = instruction as? RecordBounce { recorded.withLock { $0.append(bounce) } }
        return .accepted(stream: UUID(), version: 1)
    }
}
