// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import TestSupport
import Testing
import Web

/// What an operator types, and what comes of it.
@Suite(
    "The operator's tool", .enabled(if: canTravel, "needs deploy/local test"), .serialized, .timeLimit(.minutes(5)))
struct OperatorTests {
    @Test("Roles are given and taken, and accounts disabled, at once; each mistake is one line that says what to do")
    func accounts() async throws {
        try await RunningSystem.with { system in
            try await PracticeJourneyTests.importSample(system)
            let people = People(system: system)
            let email = people.address("ada")
            let visitor = try await people.account(email, name: "Ada Example")
            func operate(_ words: String...) async throws -> (status: Int32, output: String) {
                let (status, output) = try await system.attestctl(words)
                return (status, output)
            }
            let given = try await operate("accounts", "grant", "--email", email, "--role", "reviewer:host-ZH2")
            #expect(given.status == 0 && given.output.contains("\(email) now holds reviewer:host-zh2"))
            // The front door hears of it a moment after it is done.
            func shows(_ what: String, _ isSo: () -> Bool) async throws {
                try await eventually(what) {
                    try await visitor.get("/reviews")
                    return isSo() ? true : nil
                }
            }
            try await shows("the role counts") { visitor.page.status == 200 }
            let list = try await operate("accounts", "list", "--role", "reviewer:host-zh2")
            #expect(list.output.contains("\(email)\tAda Example\tactive\treviewer:host-zh2"))
            #expect(try await operate("accounts", "list", "--role", "reviewer:qa").output.isEmpty)
            #expect(
                try await operate("accounts", "revoke", "--email", email, "--role", "reviewer:host-zh2").status == 0)
            try await shows("it counts no longer") { visitor.page.status == 403 }

            #expect(try await operate("accounts", "disable", "--email", email).status == 0)
            try await shows("the session is over") { visitor.path.hasPrefix("/account/sign-in") }
            try await visitor.submit(["email": email, "password": People.password])
            #expect(visitor.errors.contains { $0.contains("disabled") })
            #expect(try await operate("accounts", "enable", "--email", email).status == 0)
            try await visitor.submit(["email": email, "password": People.password])
            #expect(visitor.page.status == 403 && visitor.path == "/reviews")

            let mistakes: [([String], String)] = [
                (["accounts", "grant", "--email", email, "--role", "reviewer:nobody"], "there is no team 'nobody'"),
                (
                    ["accounts", "grant", "--email", email, "--role", "reviewer:host-zz9"],
                    "has the host ZZ9"
                ),
                (["accounts", "revoke", "--email", email, "--role", "central-admin"], "does not hold"),
                (["accounts", "disable", "--email", "nobody@nhs.uk"], "no account with this address"),
                (["accounts", "grant", "--email", email, "--role", "reviewer:host-z90001"], "has the host Z90001"),
                (["dead-letters", "list", "registry", "--limit", "0"], "--limit is a number"),
                (["reviews", "watch", "--team", "qa", "--count", "0"], "--count is a number"),
                (["reviews", "watch", "--team", "nobody"], "there is no team 'nobody'"),
                (["dead-letters", "list", "nobody"], "'nobody' is not a service"),
                (["import", "ods", system.folder + "/none.csv"], "no such file"),
                (["import", "ods", system.folder], "no such file"),
            ]
            for (words, said) in mistakes {
                let (status, output) = try await system.attestctl(words)
                #expect(status != 0 && output.contains(said), "\(words): \(output)")
            }
            // What was done can be seen in each process's own figures.
            let door = try await system.metrics(of: "gateway")
            #expect(
                door.contains(
                    #"attest_http_request_seconds_count{route="/account/sign-in",method="POST",status="3xx"}"#),
                "\(door)")
            #expect(!door.contains(email) && !door.contains("?"))
            let identity = try await system.metrics(of: "identity")
            for series in [
                #"attest_question_seconds_count{type="identity.resolve-session.v1",outcome="answered"}"#,
                #"attest_decided_seconds_count{type="identity.sign-in.v1",outcome="accepted"}"#,
                #"attest_dead_letters_total{kind="unreadable"} 0"#, #"attest_pool_waiting{pool="questions"} 0"#,
                "attest_unconfirmed_messages ",
            ] { #expect(identity.contains(series), "\(series) in \(identity)") }
            let post = try await system.metrics(of: "notification")
            #expect(
                post.contains(#"attest_emails_total{outcome="sent"} 1"#) && post.contains("attest_emails_waiting 0"))
            for text in [door, identity, post] {
                let families = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
                #expect(text.split(separator: "\n").count { $0.hasPrefix("# HELP ") } == families.count)
                // Prometheus' own reader, which nobody here wrote, finds every family and its type.
                let script = """
                    import sys
                    from prometheus_client.parser import text_string_to_metric_families
                    for family in text_string_to_metric_families(sys.argv[1]):
                        assert family.documentation and family.samples, family
                        print(family.type)
                    """
                let read = try await Process.output(of: "/usr/bin/python3", ["-c", script, text])
                #expect(read.status == 0, "\(read.output)")
                let kinds = read.output.split(separator: "\n").map(String.init)
                #expect(
                    kinds.sorted() == families.compactMap { $0.split(separator: " ").last.map(String.init) }.sorted())
            }
            #expect(try await operate("--version").output.hasPrefix("attestctl"))
        }
    }
}
