// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation

@testable import Gateway

extension Samples {
    /// The pages of a registration, and of what comes of it.
    var registration: [(name: String, page: any PageView)] {
        let steps = RegistrationSteps(draft: draft, sealed: "sealed")
        let byHand = RegistrationSteps(draft: unlisted, sealed: "sealed")
        var search = DirectorySearch(text("canal"))
        search.found = Page(items: [entry, entry], next: text("cursor"))
        var failed = DirectorySearch(text("canal"))
        failed.problem = text("We could not do this just now.")
        var register = DirectorySearch(text("canal"))
        register.register = Page(
            items: [
                ICOEntry(
                    number: text("ZA123456"), name: text("Canal Walk Partnership"), address: [text("Leeds")],
                    postcode: text("LS1 4AP"), open: false, registered: true, organisation: id)
            ], next: text("cursor"))
        let located = Located(
            postcode: text("LS1 4AP"), place: Location(latitude: 53.8, longitude: -1.5, precision: .sector))
        let details = OrganisationDetails(
            organisation: id, name: text("Canal Walk Surgery"), category: text("general-practice"),
            odsCode: text("B86001"), address: address, parent: host, contactEmail: text("office@example.nhs.uk"),
            mode: "independent", registered: time, members: [OrganisationMember(account: id, roles: [.administrator])])
        var page = OrganisationPage(details, names: [id: text("Ada Example")], cases: [summary])
        page.notice = text("Registered.")
        return [
            ("category", steps.category(FormState())),
            ("category-wrong", steps.category(wrong(["category"]))),
            ("ods", steps.directory(FormState(), search)),
            ("ods-wrong", steps.directory(wrong(["odsCode"]), search)),
            ("ods-none", steps.directory(FormState(), DirectorySearch(text("canal")))),
            ("ods-unavailable", steps.directory(FormState(), failed)),
            (
                "details",
                byHand.details(
                    wrong(["name", "address.lines", "address.town", "address.county", "address.postcode"]))
            ),
            ("ico", steps.ico(wrong(["icoNumber"]), register)),
            ("ico-none", byHand.ico(FormState(), DirectorySearch(text("canal")))),
            ("ico-unavailable", steps.ico(FormState(), failed)),
            ("unregistered", steps.unregistered(wrong(["absence", "controller", "icoNumber"]))),
            ("place", steps.place(located, wrong(["latitude"]))),
            (
                "place-unknown",
                byHand.place(Located(postcode: text("BT1 1AA"), reason: .outsideGreatBritain), FormState())
            ),
            ("contact", steps.contact(wrong(["applicantRole", "contactEmail"]))),
            ("check", steps.check(FormState())),
            ("check-by-hand", byHand.check(FormState())),
            ("registration", RegistrationPage(id)),
            (
                "registration-refused",
                RegistrationPage(id, refused: [Problem(code: "no", message: text("Taken."))], existing: id)
            ),
            ("organisation", page),
            ("organisation-new", OrganisationPage(details, names: [:], cases: [])),
        ]
    }
}
