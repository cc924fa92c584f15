// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Organisations that wait for a group. C-14
struct UnplacedPage: PageView {
    static let template = "unplaced"
    let title = "Organisations without a group"
    let back = Link("Groups", "/groups")
    let notice: String?
    let none: Bool
    let organisations: [Entry]
    let next: String?

    struct Entry: Sendable {
        let name: String
        let place: String
        let asked: String
        let address: String
    }

    init(_ page: Page<UnplacedOrganisation>, done: String?) {
        notice =
            switch done {
            case "placed": "It is in the group now, whose Super Administrators have its request."
            case "refused": "There is no group for it. The organisation reads your reason."
            case "gone": "That has been decided already."
            default: nil
            }
        none = page.items.isEmpty
        organisations = page.items.map {
            Entry(
                name: $0.organisationName, place: $0.place, asked: UKTime.day($0.asked),
                address: "/groups/unplaced/\($0.organisation.text)")
        }
        next = page.next.map { "/groups/unplaced?after=\(WebAddress.query($0))" }
    }
}

extension UnplacedOrganisation {
    fileprivate var place: String {
        [odsCode ?? "No ODS code", postcode].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}

extension QuestionPage {
    /// C-14
    static func placing(_ one: UnplacedOrganisation, groups: [GroupSummary], _ state: FormState) -> QuestionPage {
        let address = "/groups/unplaced"
        var page = QuestionPage(
            "Which group is it for?", form: FormFrame("\(address)/\(one.organisation.text)", state), state: state)
        page.back = Link("Organisations without a group", address)
        page.caption = "\(one.organisationName), \(one.place)"
        page.lead = [
            "It asked for a licence on \(UKTime.day(one.asked)), and knew of no group. In a group, its request goes to the "
                + "Super Administrators."
        ]
        page.parts = [
            .radios(
                Radios(
                    "group", "Group",
                    groups.map { .init(value: $0.group.text, label: $0.title, hint: $0.contractorName) } + [
                        .init(value: RegistrationController.noGroup, label: "There is none for it", divided: true)
                    ], state)),
            .area(
                TextArea(
                    "reason", "If there is none, why not?", state, limit: Lengths.note,
                    hint: "The organisation reads this.", rows: 3)),
        ]
        return page
    }
}
