// SPDX-License-Identifier: Apache-2.0

import Cryptography
import Foundation
import Mail
import TestSupport
import Testing

@Suite("Signed e-mails", .timeLimit(.minutes(2)))
struct DKIMTests {
    /// dkimpy, with our own record in the place of the DNS's. Prints whether each message on its way verifies.
    private static let script = """
        import dkim, sys
        names = {sys.argv[1].encode() + b".": sys.argv[2].encode()}
        for path in sys.argv[3:]:
            message = open(path, "rb").read()
            print(dkim.verify(message, dnsfunc=lambda name, timeout=5: names.get(name)))
        """

    private static let token = String(repeating: "W", count: 64)

    private func key(bits: Int = 2_048) async throws -> String {
        let made = try await Process.output(
            of: "/usr/bin/openssl", ["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:\(bits)"])
        try #require(made.status == 0, "\(made.output)")
        return made.output
    }

    private func message(text: String, html: String? = nil, subject: String = "Sign the statement") throws -> [UInt8] {
        try MailMessage(
            from: Mailbox(name: "Attest", address: "no-reply@attest.example"),
            to: [Mailbox(name: "Zoë  Müller", address: "zoe@example.nhs.uk")], subject: subject, text: text, html: html,
            messageID: "one@attest.example", date: Date(timeIntervalSince1970: 1_800_000_000),
            headers: [
                ("Auto-Submitted", "auto-generated"),
                ("List-Unsubscribe", "<https://attest.example/account/preferences/unsubscribe/\(Self.token)>"),
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ]
        ).rendered()
    }

    @Test("A verifier that nobody here wrote accepts them as they are, and not when anything was changed")
    func verified() async throws {
        let signer = try #require(
            DKIMSigner(domain: "attest.example", selector: "attest", key: try RSASigningKey(pem: try await key())))
        let folder = NSTemporaryDirectory() + "attest-dkim-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let long = String(repeating: "A subject that is folded over several lines ", count: 6)
        let sound = try [
            message(text: "Hello,\n\nplease sign.  \n\n\n"), message(text: ""),
            message(text: "é\tà  ü ", html: "<p>é  à</p>\n\n", subject: "Bestätigung"),
            message(text: String(repeating: "word ", count: 2_000), subject: long),
        ].map(signer.signed)
        let first = String(decoding: sound[0], as: UTF8.self)
        let changed = [
            first.replacing("please sign", with: "please pay"), first.replacing("Sign the", with: "Sing the"),
            // What is added to it.
            "List-Unsubscribe: <https://thief.example/>\r\n" + first, "Subject: Please pay\r\n" + first,
            "From: <thief@example.org>\r\n" + first, first.replacing("zoe@", with: "eve@"),
            // Where one press leads is signed, RFC 8058 §4.
            first.replacing("<https://attest.example/", with: "<https://thief.example/"),
            first.replacing("=One-Click", with: "=Two-Clicks"),
        ].map { Array($0.utf8) }
        var paths: [String] = []
        for (number, bytes) in (sound + changed).enumerated() {
            paths.append("\(folder)/\(number).eml")
            try Data(bytes).write(to: URL(filePath: paths[number]))
        }
        let said = try await Process.output(
            of: "/usr/bin/python3", ["-c", Self.script, signer.recordName, signer.record] + paths)
        #expect(said.status == 0, "\(said.output)")
        let answers = said.output.split(separator: "\n").filter { $0 == "True" || $0 == "False" }
        #expect(answers == Array(repeating: "True", count: 4) + Array(repeating: "False", count: 8), "\(said.output)")
        #expect(first.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
    }

    @Test("Short keys, other text, and names that the DNS has not are refused")
    func refused() async throws {
        let short = try await key(bits: 1_024)
        #expect(throws: CryptographyError.malformedKey) { try RSASigningKey(pem: short) }
        for text in ["", "key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"] {
            #expect(throws: CryptographyError.malformedKey) { try RSASigningKey(pem: text) }
        }
        let key = try RSASigningKey(pem: try await key())
        for (domain, selector) in [("", "a"), ("a.example", ""), ("a b", "a"), ("a.example", "a;b"), ("a..b", "a")] {
            #expect(DKIMSigner(domain: domain, selector: selector, key: key) == nil, "\(domain) \(selector)")
        }
    }
}
