// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Hummingbird
import Mustache

/// Turns what a controller found out into a page.
struct Pages: Sendable {
    private let library: MustacheLibrary
    let assets: Assets
    let keys: Keys

    /// - Throws: when a template cannot be read.
    init(templates: URL, assets: Assets, keys: Keys) async throws {
        library = try await MustacheLibrary(directory: templates.path(percentEncoded: false))
        self.assets = assets
        self.keys = keys
    }

    /// The templates and assets that come with this module.
    static var templates: URL { Bundle.module.bundleURL }

    /// A page for whoever made the request.
    func response(
        _ page: some PageView, _ context: GatewayContext, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let text = try html(page, person: person(context), csrf: context.browser.binding.map(keys.formToken) ?? "")
        return Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    func html<View: PageView>(_ page: View, person: Shell.Person?, csrf: String) throws -> String {
        let html = try html(page, person: person, csrf: csrf, problems: page.problems)
        // A service may name a field that this page does not have: then there is nothing to lead to.
        let shown = page.problems.map { problem in
            let there = problem.field.map { html.contains("id=\"\(identifier(of: $0))\"") } ?? true
            return there ? problem : Problem(code: problem.code, message: problem.message)
        }
        return shown == page.problems ? html : try self.html(page, person: person, csrf: csrf, problems: shown)
    }

    private func html<View: PageView>(
        _ page: View, person: Shell.Person?, csrf: String, problems: [Problem]
    ) throws -> String {
        let shell = Shell(
            // An error is said first, for those who hear the title.
            title: "\(problems.isEmpty ? "" : "Error: ")\(page.title) – Attest",
            assets: assets.addresses, person: person, summary: ErrorSummary(problems), csrf: csrf)
        guard let text = library.render(Fields.of(Sheet(shell: shell, page: page)) as Any, withTemplate: View.template)
        else {
            throw MissingTemplate(name: View.template)
        }
        return text
    }

    private func person(_ context: GatewayContext) -> Shell.Person? {
        context.visitor.session.map {
            let teams = $0.roles.compactMap(\.team)
            let isAdmin = $0.roles.contains(.centralAdmin)
            return Shell.Person(
                name: $0.displayName, reviewer: teams.contains { $0 != ReviewTeam.domains },
                validator: isAdmin || teams.contains(ReviewTeam.domains), admin: isAdmin,
                command: Identifier.make().text)
        }
    }

    private struct Sheet<View: PageView> {
        let shell: Shell
        let page: View
    }
}

/// A page names a template that is not there: a mistake of ours.
struct MissingTemplate: Error { let name: String }
