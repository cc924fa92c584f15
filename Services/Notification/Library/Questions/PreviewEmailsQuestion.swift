// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date

/// Every kind of e-mail as people get it, for those who look after the platform.
struct PreviewEmailsQuestion: Question {
    let renderer: EmailRenderer

    func answer(
        _ query: PreviewEmails, for actor: Actor, at time: Date, from database: Pool
    ) async throws -> [EmailPreview] {
        guard actor.may(.previewEmails) else { throw QuestionRefused.forbidden }
        return try EmailTemplate.allCases.map { template in
            let rendered = try renderer.render(
                template, values: Self.values(template), secrets: Self.secrets(template))
            return EmailPreview(
                template: template.rawValue, version: renderer.version(of: template), subjectLine: rendered.subject,
                text: rendered.text, html: rendered.html)
        }
    }

    /// The longest and oddest that people type: what looks well with these looks well.
    private static func values(_ template: EmailTemplate) -> [String: String] {
        let person = "Dr Seren-Angharad O’Shaughnessy-Featherstonehaugh <MRCGP> & Söhne"
        let organisation =
            "The “Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch & District” Family Practice <formerly two>"
        let words = String(repeating: "Please say who trains new staff, and by when. ", count: 20)
        return Dictionary(
            uniqueKeysWithValues: template.values.map { name in
                let value =
                    switch name {
                    case "organisationName": organisation
                    case "signatoryName", "name", "signedBy": person
                    case "comment", "reason": words + "https://example.nhs.uk/" + String(repeating: "x", count: 80)
                    case "expires", "signedAt", "sent", "erasure": "30 September 2027 at 11:59pm"
                    case "change":
                        template == .providerChanged
                            ? "unlinked from" : template == .passkeyChanged ? "removed" : "turned off"
                    case "keyName", "passkey", "provider":
                        "Rota & “Leave” <2027> " + String(repeating: "W", count: 30)
                    case "roles": "Administrator, Senior officer, Data protection officer, Contact"
                    case "case", "invitation", "organisation": Identifier.text(.zero)
                    case "notice": "The improvement plan of \(organisation) waits for review"
                    case "path": "/reviews"
                    case "notices":
                        "/reviews The improvement plan of \(organisation) waits for review\n"
                            + "/admin/accounts An account waits to be checked"
                    case "more": "3"
                    default: person
                    }
                return (name, value)
            })
    }

    private static func secrets(_ template: EmailTemplate) -> [String: String] {
        let token = String(repeating: "W", count: 43)
        return Dictionary(uniqueKeysWithValues: template.secrets.map { ($0, $0 == "code" ? "0000000" : token) })
    }
}
