// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

/// What is said of an organisation that has no case.
struct NoCase: Sendable {
    /// Its case is on its way.
    let isComing: Bool

    init(_ category: String?) { isComing = category.flatMap(OrganisationCategory.named)?.hasStatement ?? true }
}

/// An organisation: what it is, who belongs to it, and its cases.
struct OrganisationPage: PageView {
    static let template = "organisation"
    let title: String
    /// Where the same page is.
    let address: String
    var notice: String?
    /// Where to go on, for whoever has just registered it.
    var begin: String?
    /// Why there is no case, when there is none.
    let noCase: NoCase?
    let rows: [Row]
    let members: [Member]
    /// Where one sees everybody, and looks after them.
    let people: Link
    /// Those that it looks after. ISG-55
    let supported: Link?
    let missingRoles: String?
    let hasCases: Bool
    let cases: [InTrayPage.Case]

    static let shown = 10

    struct Member: Sendable {
        let name: String
        let roles: String
    }

    init(_ details: OrganisationDetails, names: [UUID: String], cases: [CaseSummary]) {
        title = details.name
        address = "/organisations/\(details.organisation.text)"
        var rows = [
            Row("Kind", OrganisationCategory.named(details.category)?.label ?? details.category),
            Row(
                "ODS code", details.odsCode ?? "No ODS code",
                change: details.odsCode == nil && details.allows(.recordCode) ? "\(address)/ods-code" : nil),
            Row("Address", lines: details.address.all),
        ]
        if details.allows(.requestLicence) || details.licence?.isOver == false {
            rows.append(
                Row(
                    "Licence", details.licence?.label ?? details.placing?.label ?? "None",
                    change: details.allows(.requestLicence) ? "\(address)/licence" : nil))
        }
        if let ico = details.ico {
            rows.append(
                Row(
                    "ICO registration",
                    lines: [ico.number, ico.absence?.label, ico.absence == nil ? nil : ico.name].compactMap { $0 }))
        }
        if let supporter = details.supporter {
            rows.append(
                Row(
                    "Supported by", supporter.name,
                    change: details.allows(.endSupport) ? "\(address)/support" : nil))
        }
        if let host = details.parent { rows.append(Row("Host organisation", host.label)) }
        rows += [Row("Contact", details.contactEmail), Row("Registered", UKTime.day(details.registered))]
        self.rows = rows
        // There may be many: the page of the people has them all.
        members = details.members.prefix(Self.shown).map {
            Member(
                name: names[$0.account] ?? "A member whose name cannot be shown just now",
                roles: $0.roles.labels)
        }
        people = Link(
            details.allows(.managePeople) ? "Manage people" : "All people",
            "\(address)/people")
        supported =
            details.supports == true && details.allows(.support)
            ? Link("Supported organisations", "\(address)/supported") : nil
        missingRoles = PeoplePage.warning(of: details.members.missingRoles)
        hasCases = !cases.isEmpty
        noCase = cases.isEmpty ? NoCase(details.category) : nil
        self.cases = cases.map(InTrayPage.Case.init)
    }
}

extension QuestionPage {
    /// The code of an organisation that was registered without one. ISG-40
    static func odsCode(_ details: OrganisationDetails, _ state: FormState) -> QuestionPage {
        let address = "/organisations/\(details.organisation.text)"
        var page = QuestionPage("Add the ODS code", form: FormFrame("\(address)/ods-code", state), state: state)
        page.back = Link(details.name, address)
        page.caption = details.name
        page.lead = [
            "The code is in the directory of the Organisation Data Service (ODS). Once it is added it cannot be changed "
                + "here."
        ]
        page.parts = [
            .input(Input("odsCode", "ODS code", state, kind: .code, hint: "For example, B86001", width: 10))
        ]
        page.button = "Add the code"
        return page
    }
}
