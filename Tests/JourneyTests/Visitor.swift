// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing
import Web

/// A person with a browser that runs no script: follows links, fills in forms, keeps cookies.
final class Visitor {
    let origin: String
    private let client = WebClient(timeout: .seconds(30))
    private var cookies: [String: String] = [:]
    private(set) var page = WebResponse(status: 0)
    private(set) var path = "/"

    init(_ origin: String) { self.origin = origin }

    /// Signs out, as from an old tab.
    func signOut() async throws {
        _ = try await send(WebRequest.form(absolute("/account/sign-out"), [], headers: [("Origin", origin)]))
    }

    /// Takes somebody's cookies, as a thief would.
    func take(_ other: Visitor) { cookies = other.cookies }

    @discardableResult
    func get(_ path: String) async throws -> WebResponse {
        try await send(WebRequest("GET", absolute(path)))
    }

    /// Submits a form of the page as a browser would: hidden and prefilled fields go along.
    ///
    /// - Parameters:
    ///   - values: what the person types and chooses.
    ///   - action: a part of the form's action.
    ///   - field: a field that the form has; without either, it is the first form of the page's main part.
    @discardableResult
    func submit(
        _ values: [String: String] = [:], to action: String = "", with field: String? = nil
    ) async throws -> WebResponse {
        let forms = Form.all(in: main)
        guard
            let form = forms.first(where: {
                (action.isEmpty || $0.action.contains(action)) && (field == nil || $0.names.contains(field ?? ""))
            })
        else { throw NotInTime(description: "no form \(action) \(field ?? "") on \(path)") }
        var fields = form.fields
        for (name, value) in values {
            fields.removeAll { $0.name == name }
            fields.append((name, value))
        }
        let target = absolute(form.action.isEmpty ? path : form.action)
        if form.method == "post" {
            return try await send(WebRequest.form(target, fields, headers: [("Origin", origin)]))
        }
        let query = fields.map { "\(WebRequest.encode($0.name))=\(WebRequest.encode($0.value))" }.joined(separator: "&")
        return try await send(WebRequest("GET", target + (target.contains("?") ? "&" : "?") + query))
    }

    /// The page's main part, without tags, with single spaces.
    var text: String { Self.plain(main) }

    var title: String { page.text.firstMatch(of: /<title>([^<]*)<\/title>/).map { Self.decode(String($0.1)) } ?? "" }

    /// Whether the page has something to send.
    var mayWrite: Bool { Form.all(in: main).contains { $0.method == "post" } }

    /// The problems that the error summary lists.
    var errors: [String] {
        guard let summary = page.text.firstMatch(of: /(?s)error-summary__list[^>]*>(.*?)<\/ul>/) else { return [] }
        return String(summary.1).matches(of: /(?s)<li>(.*?)<\/li>/).map { Self.plain(String($0.1)) }
    }

    /// The addresses that the main part links to.
    var links: [String] { main.matches(of: /href="([^"]+)"/).map { Self.decode(String($0.1)) } }

    private var main: String {
        page.text.firstMatch(of: /(?s)<main[^>]*>(.*)<\/main>/).map { String($0.1) } ?? page.text
    }

    private func send(_ request: WebRequest) async throws -> WebResponse {
        var request = request
        for _ in 0..<10 {
            var outgoing = request
            if !cookies.isEmpty {
                outgoing.headers.append(("Cookie", cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")))
            }
            let response = try await client.send(outgoing)
            for cookie in response.values(of: "Set-Cookie") {
                let pair = cookie.split(separator: ";")[0].split(separator: "=", maxSplits: 1).map(String.init)
                cookies[pair[0]] = pair.count > 1 && !cookie.contains("Max-Age=0") ? pair[1] : nil
            }
            page = response
            path = String(request.url.dropFirst(origin.count))
            guard (300..<400).contains(response.status), let location = response[header: "Location"] else {
                return response
            }
            // Another site’s cookies are not ours.
            guard absolute(location).hasPrefix(origin) else { return response }
            request = WebRequest("GET", absolute(location))
        }
        throw NotInTime(description: "too many redirects to \(path)")
    }

    private func absolute(_ path: String) -> String {
        if path.hasPrefix("http") { return path }
        if path.hasPrefix("/") { return origin + path }
        let base = self.path.prefix { $0 != "?" }
        return origin + base.prefix(upTo: base.lastIndex(of: "/") ?? base.startIndex) + "/" + path
    }

    private static func plain(_ html: String) -> String {
        decode(html.replacing(/(?s)<[^>]*>/, with: " ")).split { $0.isWhitespace }.joined(separator: " ")
    }

    static func decode(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&#x27;", with: "'").replacing("&nbsp;", with: " ")
            .replacing("&amp;", with: "&")
    }
}

/// A form as a browser sees it.
private struct Form {
    var action: String
    var method: String
    var fields: [(name: String, value: String)]
    /// The names of all its fields, chosen or not.
    var names: Set<String>

    static func all(in html: String) -> [Form] {
        html.matches(of: /(?s)<form([^>]*)>(.*?)<\/form>/).map { match in
            let attributes = attributes(String(match.1))
            var fields: [(name: String, value: String)] = []
            var names: Set<String> = []
            for input in String(match.2).matches(of: /(?s)<input([^>]*)>/) {
                let found = self.attributes(String(input.1))
                guard let name = found["name"], found["type"] != "submit" else { continue }
                names.insert(name)
                if ["radio", "checkbox"].contains(found["type"] ?? "") {
                    if found["checked"] != nil { fields.append((name, found["value"] ?? "on")) }
                } else {
                    fields.append((name, found["value"] ?? ""))
                }
            }
            for button in String(match.2).matches(of: /<button([^>]*)>/) {
                if let name = self.attributes(String(button.1))["name"] { names.insert(name) }
            }
            for area in String(match.2).matches(of: /(?s)<textarea([^>]*)>(.*?)<\/textarea>/) {
                if let name = self.attributes(String(area.1))["name"] {
                    names.insert(name)
                    fields.append((name, Visitor.decode(String(area.2)).trimmingCharacters(in: .newlines)))
                }
            }
            return Form(
                action: attributes["action"] ?? "", method: (attributes["method"] ?? "get").lowercased(),
                fields: fields, names: names)
        }
    }

    private static func attributes(_ text: String) -> [String: String] {
        var found: [String: String] = [:]
        for match in text.matches(of: /([a-zA-Z-]+)(?:="([^"]*)")?/) {
            found[String(match.1)] = Visitor.decode(String(match.2 ?? ""))
        }
        return found
    }
}
