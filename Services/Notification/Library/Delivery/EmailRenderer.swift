// SPDX-License-Identifier: Apache-2.0

import Contracts
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
    }

    private let library: MustacheLibrary
    private let publicURL: String

    /// - Throws: `Fault` naming a template that is not there or cannot be read: the service must not start without it.
    init(publicURL: String) throws {
        self.publicURL = publicURL
        guard let folder = Bundle.module.resourceURL?.appendingPathComponent("Templates") else {
            throw Fault(description: "the templates are missing")
        }
        var library = MustacheLibrary()
        let bodies = EmailTemplate.allCases.map(\.rawValue)
        for name in (["layout"] + bodies).flatMap({ ["\($0).text", "\($0).html"] }) {
            do {
                let text = try String(contentsOf: folder.appendingPathComponent("\(name).mustache"), encoding: .utf8)
                try library.register(text, named: name)
            } catch {
                throw Fault(description: "the template \(name) is missing or cannot be read")
            }
        }
        self.library = library
    }

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
        guard let text = library.render(fields, withTemplate: "\(template.rawValue).text"),
            let html = library.render(fields, withTemplate: "\(template.rawValue).html")
        else { throw Fault(description: "the template cannot be rendered") }
        return Rendered(subject: fields["subject"] ?? "", text: text, html: html)
    }
}
