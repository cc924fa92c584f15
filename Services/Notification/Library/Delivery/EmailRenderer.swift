// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import Mustache

/// Makes an e-mail's two texts from its template and values. Templates are read once, at the start.
struct EmailRenderer: Sendable {
    /// Why an e-mail cannot be written: what is missing, never a value.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    struct Rendered: Sendable, Equatable {
        var subject: String
        var text: String
        var html: String
        /// Where one press ends all e-mails of this kind; nil of those that always come.
        var unsubscribe: String?
    }

    private let library: MustacheLibrary
    /// The versions of the wordings, by template.
    private let versions: [String: String]
    private let publicURL: String

    /// - Throws: `Fault` naming a template that is not there or cannot be read: the service must not start without it.
    init(publicURL: String) throws {
        self.publicURL = publicURL
        guard let folder = Bundle.module.resourceURL?.appendingPathComponent("Templates") else {
            throw Fault(description: "the templates are missing")
        }
        var library = MustacheLibrary()
        var texts: [String: String] = [:]
        let bodies = EmailTemplate.allCases.map(\.rawValue)
        for name in (["layout"] + bodies).flatMap({ ["\($0).text", "\($0).html"] }) {
            do {
                let text = try String(contentsOf: folder.appendingPathComponent("\(name).mustache"), encoding: .utf8)
                texts[name] = text
                try library.register(text, named: name)
            } catch {
                throw Fault(description: "the template \(name) is missing or cannot be read")
            }
        }
        self.library = library
        versions = Dictionary(
            uniqueKeysWithValues: bodies.map { name in
                let parts = ["\(name).text", "\(name).html", "layout.text", "layout.html"].map { texts[$0] ?? "" }
                return (name, String(Hex.encode(SHA256.digest(parts.joined(separator: "\u{0}"))).prefix(8)))
            })
    }

    /// Which wording of a template this is: it changes with every letter of it.
    func version(of template: EmailTemplate) -> String { versions[template.rawValue] ?? "" }

    /// - Parameter secrets: the opened values; what the template does not ask for is left out, whoever sent it.
    func render(
        _ template: EmailTemplate, values: [String: String], secrets: [String: String]
    ) throws(Fault) -> Rendered {
        var fields: [String: String] = [:]
        for name in template.values {
            guard let value = values[name] else { throw Fault(description: "the value '\(name)' is missing") }
            // Times travel in UTC and are shown in UK time. IMP-13
            fields[name] = Timestamp.parse(value).map(UKTime.moment) ?? value
        }
        for name in template.secrets {
            guard let value = secrets[name] else { throw Fault(description: "the sealed value '\(name)' is missing") }
            fields[name] = value
        }
        if let path = template.path(fields) { fields["link"] = publicURL + path }
        fields["site"] = publicURL
        // What is there is true to the templates, an empty text too.
        if let comment = fields["comment"], !comment.isEmpty { fields["hasComment"] = "yes" }
        fields["subject"] = template.subjectLine(fields)
        if template.isAboutWork, let token = fields["token"] {
            fields["unsubscribe"] = "\(publicURL)/account/preferences/unsubscribe/\(token)"
        }
        if fields["more"] == "0" { fields["more"] = nil }
        var context: [String: Any] = fields
        context["items"] = EmailTemplate.notices(fields).map {
            ["subject": $0.subject, "link": publicURL + $0.path]
        }
        // What somebody wrote cannot pass for ours where there is no other mark.
        var plain = context
        for name in ["comment", "reason"] {
            plain[name] = fields[name].map {
                $0.split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)" }
            }?
            .joined(separator: "\n")
        }
        guard let text = library.render(plain, withTemplate: "\(template.rawValue).text"),
            let html = library.render(context, withTemplate: "\(template.rawValue).html")
        else { throw Fault(description: "the template cannot be rendered") }
        return Rendered(
            subject: fields["subject"] ?? "", text: text, html: html, unsubscribe: fields["unsubscribe"])
    }

    /// What stands in place of a secret, in a text that is kept.
    static let blank = "not-kept"

    /// The text as it was sent, for whoever looks it up later: nothing in it opens anything.
    func kept(_ template: EmailTemplate, values: [String: String]) throws(Fault) -> String {
        let blanks = Dictionary(uniqueKeysWithValues: template.secrets.map { ($0, Self.blank) })
        return try render(template, values: values, secrets: blanks).text
    }
}
