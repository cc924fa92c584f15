// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Gateway

@Suite("Templates")
struct TemplateTests {
    private func pages() async throws -> Pages {
        try await Pages(templates: Pages.templates, assets: TestDoor.assets, keys: TestDoor.keys)
    }

    private var person: Shell.Person {
        Shell.Person(name: "Ada <Example>", reviewer: true, validator: true, admin: true, command: UUID().text)
    }

    @Test("Every page is well-formed, labelled, and calls no other host. IMP-14")
    func structure() async throws {
        let pages = try await pages()
        for (name, page) in Samples().pages {
            let html = try pages.html(page, person: person, csrf: "form-token")
            let markup = Markup(html)
            #expect(markup.faults.isEmpty, "\(name): \(markup.faults)")
            #expect(!html.contains("{{"), "\(name) shows a tag of its template")
            let title = try #require(html.firstMatch(of: #/<title>(.*)</title>/#)).1
            #expect(title.hasSuffix(" – Attest"), "\(name)")
            #expect(title.hasPrefix("Error: ") == html.contains("nhsuk-error-summary__title"), "\(name)")
        }
    }

    @Test("What somebody typed never becomes markup")
    func escaping() async throws {
        let pages = try await pages()
        let samples = Samples(mark: #"<script>alert("1")</script>'"#)
        for (name, page) in samples.pages {
            let html = try pages.html(page, person: person, csrf: #""><script>"#)
            #expect(!html.contains("<script>"), "\(name)")
            #expect(Markup(html).all("script").count == (html.contains("/assets/map.js") ? 2 : 1), "\(name)")
            #expect(Markup(html).faults.filter { $0.contains("inline") || $0.contains("place") }.isEmpty, "\(name)")
        }
    }

    @Test("No template can show a value unescaped, or hold a script or a style")
    func sources() throws {
        let folder = Pages.templates
        let names = try #require(FileManager.default.enumerator(atPath: folder.path(percentEncoded: false)))
        var count = 0
        for case let name as String in names where name.hasSuffix(".mustache") {
            var text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            // The one place for HTML of our own: files that are part of the binary.
            if name.hasSuffix("text.mustache") { text = text.replacing("{{{text}}}", with: "", maxReplacements: 1) }
            #expect(!text.contains("{{{") && !text.contains("{{&"), "\(name)")
            #expect(!text.contains("<style") && !text.contains("javascript:"), "\(name)")
            count += 1
        }
        #expect(count > 30)
    }

    @Test("Every form that is sent carries what shows that it is ours, and the id of its message. IMP-04")
    func forms() async throws {
        let pages = try await pages()
        for (name, page) in Samples().pages {
            let html = try pages.html(page, person: person, csrf: "form-token")
            let forms = html.components(separatedBy: "<form ").dropFirst().map {
                $0.components(separatedBy: "</form>")[0]
            }
            for form in forms where form.contains(#"method="post""#) {
                #expect(form.contains(#"name="csrf" value="form-token""#), "\(name)")
                #expect(form.contains(#/name="command" value="[0-9a-f-]{36}"/#), "\(name)")
            }
        }
    }

    @Test("A password is never sent back, the other answers are. ISG-32")
    func password() async throws {
        let pages = try await pages()
        let state = Samples().wrong(["email", "displayName", "password", "challengeAnswer"])
        let html = try pages.html(RegisterPage(state, challenge: nil), person: nil, csrf: "")
        let fields = Markup(html).all("input")
        func value(_ id: String) -> String? { fields.first { $0.attributes["id"] == id }?.attributes["value"] }
        #expect(value("email") == "typed")
        #expect(value("displayName") == "typed")
        #expect(value("password") == nil)
    }

    @Test("Every problem of a field stands in the summary, leads to the field, and stands beside it")
    func severalProblems() async throws {
        let pages = try await pages()
        let problems = ["first", "second"].map { Problem(code: $0, field: "password", message: "The \($0) is wrong.") }
        let page = RegisterPage(FormState(Form(), problems: problems), challenge: nil)
        let html = try pages.html(page, person: nil, csrf: "")
        #expect(Markup(html).faults.isEmpty)
        for problem in problems {
            #expect(html.contains("<a href=\"#password\">\(problem.message)</a>"))
            #expect(html.contains("<span class=\"nhsuk-u-visually-hidden\">Error:</span> \(problem.message)"))
        }
        let field = try #require(Markup(html).all("input").first { $0.attributes["id"] == "password" })
        #expect(field.attributes["aria-describedby"]?.contains("password-error") == true)
    }

    @Test("Apostrophes are set as printers set them")
    func apostrophes() async throws {
        let pages = try await pages()
        for (name, page) in Samples().pages {
            let html = try pages.html(page, person: person, csrf: "")
            let straight = html.firstMatch(of: #/[a-z](?:'|&#39;)[a-z]/#)
            #expect(straight == nil, "\(name): \(straight?.output ?? "")")
        }
    }

    @Test("Text with several lines comes back as it was typed")
    func lines() async throws {
        let pages = try await pages()
        var form = Form()
        form.set("evidence", to: "\nfirst\n  second\n")
        let samples = Samples()
        let page = RequirementPage(samples.id, samples.requirement("114", level: 1), FormState(filled: form))
        let html = try pages.html(page, person: nil, csrf: "")
        // A browser takes away one line end after the opening tag.
        #expect(html.contains(">\n\nfirst\n  second\n</textarea>"))
    }

    /// The folder to which the pages are written when somebody wants to look at them in a browser.
    private static let folder = ProcessInfo.processInfo.environment["ATTEST_TEST_PAGES"]

    @Test("The sample pages are written to a folder", .enabled(if: folder != nil, "ATTEST_TEST_PAGES is not set"))
    func write() async throws {
        let pages = try await pages()
        let folder = URL(filePath: try #require(Self.folder), directoryHint: .isDirectory)
        for (name, page) in Samples().pages {
            let visitor =
                ["start", "help-visitor", "sign-in", "sign-in-wrong"].contains(name) || name.hasPrefix("register")
            let html = try pages.html(
                page,
                person: visitor
                    ? nil : .init(name: "Ada Example", reviewer: true, validator: true, admin: true, command: ""),
                csrf: "")
            try Data(html.utf8).write(to: folder.appending(path: "\(name).html"))
        }
    }
}
