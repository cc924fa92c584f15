// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

/// The organisations that one looks after. ISG-55
struct SupportedPage: PageView {
    static let template = "supported"
    let title = "Supported organisations"
    let back: Link
    let caption: String
    let register: String?
    let none: Bool
    let organisations: [Entry]
    let next: String?

    struct Entry: Sendable {
        let name: String
        let place: String
        let address: String
        /// What it needs yet. ISG-61
        let missing: String
    }

    init(_ id: UUID, _ supported: SupportedOrganisations) {
        let address = "/organisations/\(id.text)"
        back = Link(supported.supporterName, address)
        caption = supported.supporterName
        register = supported.mayRegister ? "\(address)/supported/new" : nil
        none = supported.organisations.items.isEmpty
        organisations = supported.organisations.items.map {
            Entry(
                name: $0.name,
                place: [$0.odsCode ?? "No ODS code", $0.postcode].filter { !$0.isEmpty }.joined(separator: ", "),
                address: "/organisations/\($0.organisation.text)",
                missing: $0.missingRoles.isEmpty ? "Nobody: all are there" : $0.missingRoles.labels)
        }
        next = supported.organisations.next.map { "\(address)/supported?after=\(WebAddress.query($0))" }
    }
}

extension QuestionPage {
    static func support(
        _ details: OrganisationDetails, by supporter: Supporter, _ state: FormState
    ) -> QuestionPage {
        let address = "/organisations/\(details.organisation.text)"
        let mayEnd = details.allows(.endSupport)
        var page = QuestionPage(
            "Support by \(supporter.name)", form: mayEnd ? FormFrame("\(address)/support", state) : nil, state: state)
        page.back = Link(details.name, address)
        page.caption = details.name
        page.lead = [
            "The administrators of \(supporter.name) look after \(details.name): they keep its record and its people, and "
                + "answer its assessment. They do not sign for it."
        ]
        guard mayEnd else { return page }
        page.lead.append(
            "If you end this, they can do nothing here any more. \(details.name) needs an administrator of its own first."
        )
        page.button = "End the support"
        return page
    }
}
