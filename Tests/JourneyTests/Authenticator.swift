// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

/// A device that keeps passkeys and the browser before it, made with a library that nobody here wrote.
struct Authenticator {
    struct Passkey: Codable {
        var id: String
        var key: String
        /// The user handle that it was made for.
        var owner: String
    }

    /// Where its browser is.
    var origin: String
    /// It finds out who uses it.
    var verified = true
    /// ES256, or RS256 with −257.
    var algorithm = -7

    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Resources/authenticator.py").path(percentEncoded: false)

    private struct Given: Encodable {
        var asked: Asked
        var origin: String
        var passkey: Passkey?
        var count: Int
        var verified: Bool
        var algorithm: Int
    }

    /// What the page asks, as far as a device looks.
    struct Asked: Codable {
        var challenge: String
        var party: String
        var token: String
        var credentials: [String]
        var verification: String
        var userHandle: String?
    }

    /// - Parameter known: a passkey whose id the new one has, as a device that lies.
    func make(_ asked: Asked, count: Int = 0, like known: Passkey? = nil) async throws -> (Passkey, [String: String]) {
        struct Made: Decodable {
            var passkey: Passkey
            var clientDataJSON: String
            var attestationObject: String
        }
        let made: Made = try await run("make", asked, known, count)
        return (
            made.passkey,
            [
                "clientDataJSON": made.clientDataJSON, "attestationObject": made.attestationObject,
                "token": asked.token,
            ]
        )
    }

    func use(_ passkey: Passkey, _ asked: Asked, count: Int = 0) async throws -> [String: String] {
        let fields: [String: String] = try await run("use", asked, passkey, count)
        return fields.merging(["token": asked.token]) { $1 }
    }

    private func run<Answer: Decodable>(
        _ command: String, _ asked: Asked, _ passkey: Passkey?, _ count: Int
    ) async throws -> Answer {
        let given = Given(
            asked: asked, origin: origin, passkey: passkey, count: count, verified: verified, algorithm: algorithm)
        let (status, output) = try await Process.output(
            of: "/usr/bin/python3", [Self.script, command, try JSON.text(given)])
        try #require(status == 0, "\(output)")
        return try JSON.value(Answer.self, from: output)
    }
}

extension Visitor {
    /// What the page asks of a passkey.
    func asked() throws -> Authenticator.Asked {
        let match = try #require(page.text.firstMatch(of: /data-attest-passkey="([^"]+)"/), "\(path) \(title)")
        return try JSON.value(Authenticator.Asked.self, from: Self.decode(String(match.1)))
    }
}
