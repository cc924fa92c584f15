// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

/// A search of the ODS directory or of the ICO’s register by name.
struct DirectorySearch: Sendable {
    var name: String
    var found: Page<DirectoryEntry>?
    var register: Page<ICOEntry>?
    /// Why there is no answer.
    var problem: String?

    init(_ name: String) { self.name = name }
}

/// The pages of one draft.
struct RegistrationSteps {
    let draft: RegistrationDraft
    let sealed: String
    /// The step was reached from "Check your answers", and leads back there.
    var isChange = false

    static func address(of step: RegistrationDraft.Step, _ sealed: String, isChange: Bool = false) -> String {
        "/organisations/new/\(step.rawValue)?draft=\(sealed)\(isChange ? "&change=yes" : "")"
    }

    func category(_ state: FormState) -> QuestionPage {
        var page = question("What kind of organisation is it?", .category, state, ownHeading: false)
        page.parts = [
            .radios(
                Radios(
                    "category", page.title, OrganisationCategory.all.map { .init(value: $0.code, label: $0.label) },
                    state,
                    hint: "Every organisation can register. Only general practices can get a statement of compliance "
                        + "here at the moment.",
                    heading: true, caption: draft.caption))
        ]
        return page
    }

    func directory(_ state: FormState, _ search: DirectorySearch) -> DirectoryPage {
        DirectoryPage(
            draft: draft, address: Self.address(of: .ods, sealed, isChange: isChange), hidden: hidden, search: search,
            state: state, back: back(from: .ods))
    }

    func details(_ state: FormState) -> QuestionPage {
        var page = question("Name and address", .details, state)
        page.lead = ["Your record will say that the organisation has no ODS code."]
        if hasStatement {
            page.lead.append("You need an ODS code to get a statement of compliance. You can add the code later.")
        }
        page.parts = [
            .input(Input("name", "Name of the organisation", state, autocomplete: "organization")),
            .input(Input("address.lines", "Building and street", state, autocomplete: "address-line1")),
            .input(
                Input("address.lines.2", "Second line of the address (optional)", state, autocomplete: "address-line2")),
            .input(Input("address.town", "Town or city", state, autocomplete: "address-level2", width: 20)),
            .input(Input("address.county", "County (optional)", state, autocomplete: "address-level1", width: 20)),
            .input(Input("address.postcode", "Postcode", state, autocomplete: "postal-code", width: 10)),
        ]
        return page
    }

    private static func choice(_ role: OrganisationRole) -> Radios.Choice {
        .init(value: role.rawValue, label: role.label, hint: role.hint)
    }

    func contact(_ state: FormState) -> QuestionPage {
        var page = question("Your role and the organisation’s contact", .contact, state)
        page.parts = [
            .radios(
                Radios(
                    "applicantRole", "What is your role in the organisation?",
                    (draft.supporter == nil ? [] : [OrganisationRole.supporter]).map(Self.choice)
                        + OrganisationRole.assignable.map(Self.choice), state)),
            .input(
                Input(
                    "contactEmail", "Contact e-mail address", state, kind: .email,
                    hint: "This is usually a person with a job in information governance.", autocomplete: "email")),
        ]
        return page
    }

    /// ISG-49, ISG-50
    func group(_ groups: [GroupSummary], _ state: FormState) -> QuestionPage {
        var page = question("Which licensing group is it in?", .group, state, ownHeading: false)
        page.parts = [
            .radios(
                Radios(
                    "group", page.title,
                    groups.map { .init(value: $0.group.text, label: $0.title, hint: $0.contractorName) } + [
                        .init(
                            value: RegistrationController.noGroup, label: "None / Unknown",
                            hint: "You can register without a group.", divided: true)
                    ], state,
                    hint: "An organisation with a group contract gives licences to the organisations of its group.",
                    heading: true, caption: draft.caption))
        ]
        return page
    }

    /// ISG-51, ISG-52, C-14
    func licence(_ state: FormState) -> QuestionPage {
        var page = question("Ask for a licence", .licence, state)
        page.lead = [
            draft.grouping?.title.map { "The Super Administrators of \($0) decide who gets a licence." }
                ?? "Our central team looks for a group that has a licence for you."
        ]
        page.parts = [
            .checkboxes(
                Checkboxes(
                    "licence", "Does your organisation need a licence?",
                    [.init(value: "yes", label: "Ask for a licence when the organisation is registered")], state,
                    hint: "You can leave this empty, and ask later."))
        ]
        return page
    }

    func check(_ state: FormState) -> CheckPage {
        CheckPage(draft: draft, sealed: sealed, state: state, back: back(from: .check))
    }

    func question(
        _ title: String, _ step: RegistrationDraft.Step, _ state: FormState, ownHeading: Bool = true
    ) -> QuestionPage {
        var page = QuestionPage(
            title, ownHeading: ownHeading,
            form: FormFrame("/organisations/new/\(step.rawValue)", state, hidden: hidden), state: state)
        page.back = back(from: step)
        if ownHeading { page.caption = draft.caption }
        return page
    }

    func back(from step: RegistrationDraft.Step) -> Link {
        let before = isChange ? .check : draft.step(before: step)
        return before.map { Link("Back", Self.address(of: $0, sealed)) } ?? Link("Back", draft.origin)
    }

    var hidden: KeyValuePairs<String, String> {
        isChange ? ["draft": sealed, "change": "yes"] : ["draft": sealed]
    }

    private var hasStatement: Bool { draft.category.flatMap(OrganisationCategory.named)?.hasStatement == true }
}

/// Finding the organisation in the ODS directory. ISG-38
struct DirectoryPage: PageView {
    static let template = "directory"
    let title: String
    let caption: String
    let problems: [Problem]
    let back: Link
    let form: FormFrame
    let name: Input
    let results: Radios?
    let searched: Bool
    let problem: String?
    let none: Bool
    /// How many were found.
    let count: String?
    let hidden: [FormFrame.Hidden]
    /// The next page of what was found.
    let next: String?

    init(
        draft: RegistrationDraft, address: String, hidden: KeyValuePairs<String, String>, search: DirectorySearch,
        state: FormState, back: Link
    ) {
        title = draft.supporter == nil ? "Find your organisation" : "Find the organisation"
        caption = draft.caption
        problems = state.problems
        self.back = back
        self.hidden = hidden.map { FormFrame.Hidden(name: $0.key, value: $0.value) }
        var frame = FormFrame("/organisations/new/ods", state, hidden: hidden)
        frame.hidden.append(.init(name: "search", value: search.name))
        form = frame
        var shown = state
        shown.form.set("name", to: search.name)
        name = Input(
            "name", "Name, place or ODS code", shown, kind: .search,
            hint: "Type part of the name, the town, the postcode or the code.",
            autocomplete: "organization")
        searched = !search.name.isEmpty
        problem = search.problem
        var entries = search.found?.items ?? []
        // What was chosen before is offered again, without another search.
        if entries.isEmpty, !searched, let entry = draft.entry { entries = [entry] }
        none = searched && problem == nil && entries.isEmpty
        count =
            switch search.found {
            case nil: nil
            case let page? where page.items.isEmpty: nil
            case let page? where page.next != nil:
                "These are \(page.items.count) of the organisations that match. Add the town or the postcode to see fewer."
            case let page?:
                page.items.count == 1 ? "One organisation matches." : "\(page.items.count) organisations match."
            }
        results =
            entries.isEmpty
            ? nil
            : Radios(
                "odsCode", "Which one is it?",
                entries.map { entry in
                    let place = [entry.code, entry.address.town, entry.address.postcode].filter { !$0.isEmpty }
                    return .init(
                        value: entry.code, label: entry.name,
                        hint: place.joined(separator: ", ") + (entry.registered ? " – already registered here" : ""))
                }, state)
        next = search.found?.next.map {
            "\(address)&name=\(WebAddress.query(search.name))&after=\(WebAddress.query($0))"
        }
    }
}

/// Check your answers.
struct CheckPage: PageView {
    static let template = "check"
    let title = "Check your answers"
    let caption: String
    let problems: [Problem]
    let back: Link
    let form: FormFrame
    let rows: [Row]

    init(draft: RegistrationDraft, sealed: String, state: FormState, back: Link) {
        problems = state.problems
        self.back = back
        form = FormFrame("/organisations/new/check", state, hidden: ["draft": sealed])
        func change(_ step: RegistrationDraft.Step) -> String {
            RegistrationSteps.address(of: step, sealed, isChange: true)
        }
        caption = draft.caption
        let category = draft.category.flatMap { OrganisationCategory.named($0)?.label } ?? ""
        var rows = draft.supporter.map { [Row("Supported by", $0.name)] } ?? []
        rows += [Row("Kind of organisation", category, change: change(.category))]
        if let entry = draft.entry {
            rows += [
                Row("ODS code", entry.code, change: change(.ods)),
                Row("Name", entry.name),
                Row("Address", lines: entry.address.all),
            ]
            if let parent = entry.parent { rows.append(Row("Host organisation", parent.label)) }
        } else {
            rows += [
                Row("ODS code", "No ODS code", change: change(.ods)),
                Row("Name", draft.name ?? "", change: change(.details)),
                Row("Address", lines: draft.address?.all ?? [], change: change(.details)),
            ]
        }
        var licensing: [Row] = []
        if let grouping = draft.grouping, grouping.isOffered {
            licensing = [
                Row("Licensing group", grouping.title ?? "None / Unknown", change: change(.group)),
                Row(
                    "Licence", draft.wantsLicence == true ? "Asks for a licence" : "Does not ask for a licence",
                    change: change(.licence)),
            ]
        }
        self.rows =
            rows + [
                draft.icoRow(change: change(draft.isUnregistered ? .unregistered : .ico)),
                Row("Place", draft.location?.sentence ?? "Not on the map", change: change(.place)),
                Row("Your role", draft.role?.label ?? "", change: change(.contact)),
                Row("Contact e-mail address", draft.contactEmail ?? "", change: change(.contact)),
            ] + licensing
    }
}

/// What became of a registration that is not done yet, or was refused.
struct RegistrationPage: PageView {
    static let template = "registration"
    let title: String
    let refused: [Problem]
    let waiting: Bool
    let looksAgain: Bool
    /// Where the same page is.
    let address: String
    /// Where one asks to join the organisation that is here already.
    let join: String?

    init(_ registration: UUID, refused: [Problem] = [], existing: UUID? = nil, looksAgain: Bool = false) {
        join = existing.map { "/organisations/\($0.text)/join" }
        self.looksAgain = looksAgain
        self.refused = refused
        waiting = refused.isEmpty
        title = waiting ? "Your registration is accepted" : "The organisation was not registered"
        address = "/organisations/registrations/\(registration.text)"
    }
}
