// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Whether there is a browser to try pages with; the other tests need none.
private let hasBrowser = ["/usr/bin/chromium", "/usr/bin/chromedriver", "/usr/lib/python3/dist-packages/selenium"]
    .allSatisfy { FileManager.default.fileExists(atPath: $0) }

@Suite(
    "Passkeys in Chromium",
    .enabled(if: canTravel && hasBrowser, "needs deploy/local test, chromium, chromium-driver and python3-selenium"),
    .timeLimit(.minutes(5)))
struct BrowserTests {
    @Test("A passkey of Chromium’s virtual authenticator is added, takes the second step, and signs in alone")
    func passkeys() async throws {
        try await RunningSystem.with { system in
            // Browsers keep passkeys for names alone.
            let origin = system.origin.replacing("127.0.0.1", with: "localhost")
            await system.terminate("gateway")
            try system.start("gateway", environment: ["ATTEST_PUBLIC_URL": origin])
            try await system.awaitReady("gateway")
            let people = People(system: system)
            _ = try await people.account(people.address("bea"), name: "Bea Browser")
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/browser.py")
            let (status, output) = try await Process.output(
                of: "/usr/bin/python3",
                [script.path(percentEncoded: false), origin, people.address("bea"), People.password])
            #expect(status == 0, "\(output)")
        }
    }
}

@Suite(
    "A challenge in Chromium",
    .enabled(if: canTravel && hasBrowser, "needs deploy/local test, chromium, chromium-driver and python3-selenium"),
    .timeLimit(.minutes(5)))
struct ListeningTests {
    @Test("The keyboard reaches the player, the sound plays to its end, and was not fetched before; C-04")
    func listening() async throws {
        try await RunningSystem.with(["identity", "gateway"]) { system in
            // A browser does not ask again.
            let visitor = Visitor(system.origin)
            try await visitor.get("/account/register")
            _ = try await visitor.sound(of: People(system: system).challenge(on: visitor))
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/listener.py")
            let (status, output) = try await Process.output(
                of: "/usr/bin/python3", [script.path(percentEncoded: false), system.origin])
            #expect(status == 0, "\(output)")
        }
    }
}
