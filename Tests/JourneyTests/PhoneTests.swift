// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Whether there is a browser to try pages with; the other tests need none.
private let hasBrowser = ["/usr/bin/chromium", "/usr/bin/chromedriver", "/usr/lib/python3/dist-packages/selenium"]
    .allSatisfy { FileManager.default.fileExists(atPath: $0) }

@Suite(
    "Pages on a telephone",
    .enabled(if: canTravel && hasBrowser, "needs deploy/local test, chromium, chromium-driver and python3-selenium"),
    .timeLimit(.minutes(5)))
struct PhoneTests {
    @Test(
        "What Super Administrators, Central Admin and whoever asks for help see fits a small screen; ISG-08, ISG-16, C-16"
    )
    func groups() async throws {
        try await RunningSystem.with { system in
            let scene = try await GroupScene(system)
            let people = scene.people
            let mary = try await scene.manager("Mary", of: "cobble")
            try await mary.visitor.get("/organisations/\(mary.organisation)/people/new")
            try await mary.visitor.submit([
                "email": people.address("somebody-with-a-name-that-is-rather-long"), "roles": "contact",
            ])
            try await scene.ask(mary.visitor, for: mary.organisation)
            _ = try await scene.colleague("Dora")
            try await scene.name("Dora Colleague")
            try await scene.central.get("/groups/\(scene.group)/allowance")
            try await scene.central.submit(["allowance": "150", "reason": "Forty practices joined the contract."])
            try await mary.visitor.get("/tickets/new?about=/account/sign-in")
            try await mary.visitor.submit([
                "subject": "A colleague cannot sign in",
                "matter": "https://example.nhs.uk/\(String(repeating: "a", count: 90))",
            ])
            let ticket = String(mary.visitor.path.prefix { $0 != "?" })
            let group = "/groups/\(scene.group)"
            try await fits(
                "chief",
                [
                    "/", group, "\(group)/replacement", "\(group)/administrators", "/groups/guide", "/tickets", ticket,
                    "\(ticket)/escalation", "/organisations/\(mary.organisation)/people",
                    "\(group)/licences/\(mary.organisation)",
                ], system)
            try await fits("central", ["/", group, "\(group)/allowance", "/tickets"], system)
            try await fits("mary", ["/", "/tickets", "/tickets/new", ticket], system)
        }
    }

    private func fits(_ who: String, _ paths: [String], _ system: RunningSystem) async throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Resources/phone.py")
        let folder = ProcessInfo.processInfo.environment["ATTEST_TEST_PICTURES"] ?? system.folder
        let (status, output) = try await Process.output(
            of: "/usr/bin/python3",
            [
                script.path(percentEncoded: false), system.origin, People(system: system).address(who), People.password,
                folder,
            ] + paths)
        #expect(status == 0, "\(output)")
    }
}
