// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

/// A provider of OpenID Connect that nobody here wrote, as a process: Debian's django-oauth-toolkit.
final class ForeignProvider {
    static let isThere = FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/oauth2_provider")

    /// What it says of somebody.
    struct Person: Codable {
        var email: String?
        var emailVerified: Bool?
        var name: String?
        var acr: String?

        enum CodingKeys: String, CodingKey {
            case email, name, acr
            case emailVerified = "email_verified"
        }
    }

    let origin: String
    private let port: Int
    private let folder: String
    private let redirects: [String]
    private var process: Process?
    var people: [String: Person] {
        didSet { try? Data(JSON.bytes(people)).write(to: URL(filePath: folder + "/people.json")) }
    }

    private init(_ redirects: [String]) throws {
        port = try freePort()
        origin = "http://127.0.0.1:\(port)"
        folder = NSTemporaryDirectory() + "attest-provider-\(UUID().uuidString)"
        self.redirects = redirects
        people = [:]
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    static func with<Value>(
        _ people: [String: Person], redirects: [String], _ body: (ForeignProvider) async throws -> Value
    ) async throws -> Value {
        let provider = try ForeignProvider(redirects)
        provider.people = people
        do {
            try await provider.start()
            let value = try await body(provider)
            await provider.stop()
            try? FileManager.default.removeItem(atPath: provider.folder)
            return value
        } catch {
            await provider.stop()
            let log = (try? String(contentsOfFile: provider.folder + "/log", encoding: .utf8)) ?? ""
            FileHandle.standardError.write(Data("--- provider\n\(log.suffix(2_000))\n".utf8))
            throw error
        }
    }

    /// What identity is told of it.
    var settings: [String: String] {
        [
            "ATTEST_OIDC_ISSUER": origin + "/o", "ATTEST_OIDC_CLIENT_ID": "attest",
            "ATTEST_OIDC_CLIENT_SECRET": "client secret", "ATTEST_OIDC_NAME": "Example login",
            "ATTEST_OIDC_SECOND_STEP": "acr=two-steps",
        ]
    }

    /// - Parameter withAnotherKey: it signs with another from now on, and shows the one before no longer.
    func start(withAnotherKey: Bool = false) async throws {
        if withAnotherKey { try FileManager.default.removeItem(atPath: folder + "/key.pem") }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/provider.py")
        process.arguments = [script.path(percentEncoded: false), String(port), folder] + redirects
        process.environment = ["PATH": "/usr/bin:/bin"]
        _ = FileManager.default.createFile(atPath: folder + "/log", contents: nil)
        let log = FileHandle(forWritingAtPath: folder + "/log")
        process.standardOutput = log
        process.standardError = log
        try process.runHearingSignals()
        self.process = process
        let client = WebClient(timeout: .seconds(5))
        try await eventually("the provider answers", within: .seconds(60)) {
            let answer = try? await client.get("\(origin)/o/.well-known/openid-configuration")
            return answer?.status == 200 ? true : nil
        }
    }

    func stop() async {
        process?.terminate()
        await process?.end()
        process = nil
    }

    /// Signs in at the provider, where a page of ours has led.
    ///
    /// - Returns: where the provider leads back to.
    func signIn(_ name: String, from visitor: Visitor) async throws -> String {
        let link = try #require(visitor.links.first { $0.hasPrefix(origin) }, "\(visitor.title) \(visitor.text)")
        #expect(visitor.page[header: "Refresh"] == "0; url=\(link)")
        let there = Visitor(origin)
        try await there.get(link)
        try await there.submit(["username": name, "password": "password"])
        return try #require(there.page[header: "Location"], "\(there.page.status) \(there.text.prefix(300))")
    }
}
