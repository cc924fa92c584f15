// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import ServiceKit

/// What each step of a registration makes of its answers.
extension RegistrationController {
    /// Puts a step's answers into the draft.
    func apply(
        _ form: Form, of step: RegistrationDraft.Step, to draft: inout RegistrationDraft, _ checks: inout Checks,
        _ context: GatewayContext
    ) async throws(ClientError) {
        switch step {
        case .category:
            guard let category = OrganisationCategory.named(form["category"]) else {  // ISG-37
                return checks.refuse("category", "required", "Select what kind of organisation it is")
            }
            if draft.category != category.code { draft.entry = nil }
            draft.category = category.code
        case .ods:
            if form.has("unlisted") {  // ISG-40
                if !draft.unlisted { draft.forgetPlace() }
                draft.unlisted = true
                draft.entry = nil
                return
            }
            guard !form["odsCode"].isEmpty else {
                return checks.refuse("odsCode", "required", "Select your organisation, or continue without an ODS code")
            }
            let entry = try await desk.services.ask(FindDirectoryEntry(code: form["odsCode"]), context)
            guard let entry, entry.open else {
                return checks.refuse("odsCode", "unknown", "Select an organisation from the list")
            }
            if draft.entry?.code != entry.code { draft.forgetPlace() }
            draft.entry = entry  // ISG-39
            draft.unlisted = false
        case .details:
            let name = checks.required("name", "Enter the name of your organisation")
            let first = checks.required("address.lines", "Enter the building and street", limit: 100)
            let second = checks.optional("address.lines.2", limit: 100)
            let town = checks.required("address.town", "Enter the town or city", limit: 100)
            let county = checks.optional("address.county", limit: 100)
            let postcode = checks.postcode("address.postcode", "Enter the postcode")
            draft.name = name
            if draft.address?.postcode != postcode { draft.isPlaced = false; draft.location = nil }
            draft.address = Contracts.Address(
                lines: [first, second].filter { !$0.isEmpty }, town: town, county: county,
                postcode: postcode)
        case .ico: try await applyICO(form, to: &draft, &checks, context)
        case .unregistered:
            let absence = checks.choice("absence", ICOAbsence.self, "Select why it was not found")
            let controller = checks.required("controller", "Enter who answers for the personal information")
            let number = Self.icoNumber(checks.optional("icoNumber", limit: 20))
            if absence == .notFound, number.isEmpty {
                checks.refuse("icoNumber", "required", "Enter the number that it has in the ICO’s register")
            } else if !number.isEmpty, !ICORegistration.accepts(number: number) {
                checks.refuse("icoNumber", "malformed", "Enter an ICO number in the correct format, like ZA123456")
            }
            draft.ico = ICORegistration(number: number.isEmpty ? nil : number, name: controller, absence: absence)
        case .place: await applyPlace(form, to: &draft, &checks, context)
        case .contact:
            draft.role = checks.choice("applicantRole", OrganisationRole.self, "Select your role")  // ISG-47
            draft.contactEmail = checks.email("contactEmail", "Enter a contact e-mail address")  // ISG-48
            // Where there is no group, there is nothing to choose. What does not answer is asked again on its own page.
            if draft.grouping == nil, let groups = try? await desk.services.openGroups(context), groups.isEmpty {
                draft.grouping = RegistrationDraft.Grouping(isOffered: false)
            }
        case .group:
            let chosen = checks.required("group", "Select your licensing group, or None / Unknown", limit: 40)
            guard chosen != Self.noGroup else {  // ISG-50
                return draft.grouping = RegistrationDraft.Grouping()
            }
            let groups = try await desk.services.openGroups(context)
            guard let group = groups.first(where: { $0.group.text == chosen }) else {
                if !chosen.isEmpty { checks.refuse("group", "unknown", "Select a licensing group from the list") }
                return
            }
            draft.grouping = RegistrationDraft.Grouping(group: group.group, title: group.title)  // ISG-49
        case .licence: draft.wantsLicence = form.has("licence")
        case .check: break
        }
    }

    /// What stands for the group that there is not.
    static let noGroup = "none"

    /// ISG-41: an entry of the register; or none, and the details are entered by hand. ISG-43
    private func applyICO(
        _ form: Form, to draft: inout RegistrationDraft, _ checks: inout Checks, _ context: GatewayContext
    ) async throws(ClientError) {
        if form.has("unregistered") {
            draft.isUnregistered = true
            if draft.ico?.absence == nil { draft.ico = nil }
            return
        }
        guard !form["icoNumber"].isEmpty else {
            return checks.refuse(
                "icoNumber", "required", "Select the entry of your organisation, or continue without one")
        }
        let entry = try await desk.services.ask(FindICOEntry(number: form["icoNumber"]), context)
        guard let entry else { return checks.refuse("icoNumber", "unknown", "Select an entry from the list") }
        guard entry.open else {
            return checks.refuse(
                "icoNumber", "ended",
                "This registration with the ICO has ended. Select a current one, or continue without one")
        }
        // IMP-08: one may have several sites; most who find it here already look for the one that is there.
        if let existing = entry.organisation, !form.has("otherSite") {
            draft.sameNumber = existing
            return checks.refuse(
                "icoNumber", "already-registered",
                "An organisation is registered here under this number. Ask to join it, or say that yours is another site"
            )
        }
        draft.ico = ICORegistration(number: entry.number, name: entry.name)
        draft.isUnregistered = false
        draft.sameNumber = nil
    }

    /// ISG-44
    private func applyPlace(
        _ form: Form, to draft: inout RegistrationDraft, _ checks: inout Checks, _ context: GatewayContext
    ) async {
        let typed = (form["latitude"], form["longitude"])
        guard !typed.0.isEmpty || !typed.1.isEmpty else {
            draft.location = await located(draft, context)?.place
            draft.isPlaced = true
            return
        }
        guard let latitude = Double(typed.0), let longitude = Double(typed.1), (49...61).contains(latitude),
            (-9...3).contains(longitude)
        else {
            return checks.refuse(
                "latitude", "malformed",
                "Place the pin in the United Kingdom: a latitude like 53.7960 and a longitude like -1.5479")
        }
        let known = await located(draft, context)?.place
        let isMoved = known.map { Self.differ($0.latitude, latitude) || Self.differ($0.longitude, longitude) } ?? true
        draft.location =
            isMoved ? Location(latitude: latitude, longitude: longitude, precision: .pin) : known
        draft.isPlaced = true
    }

    /// As they are shown: some ten metres.
    private static func differ(_ first: Double, _ second: Double) -> Bool { abs(first - second) > 0.000_051 }

    private static func icoNumber(_ typed: String) -> String { typed.uppercased().filter { $0 != " " } }

    /// Where the postcode is; nil while the registry does not say.
    func located(_ draft: RegistrationDraft, _ context: GatewayContext) async -> Located? {
        guard let postcode = draft.postalAddress?.postcode else { return nil }
        return try? await desk.services.ask(LocatePostcode(postcode: postcode), context)
    }
}
