// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

/// The groups that the reader looks after.
struct GroupsPage: PageView {
    static let template = "groups"
    let title = "Groups"
    let none: Bool
    let groups: [Entry]
    let next: String?
    let record: String?
    /// Where organisations wait for a group. C-14
    let unplaced: String?

    struct Entry: Sendable {
        let title: String
        let address: String
        let contractor: String
        let tag: Tag
    }

    init(_ page: Page<GroupSummary>, mayRecord: Bool) {
        none = page.items.isEmpty
        groups = page.items.map {
            Entry(
                title: $0.title, address: "/groups/\($0.group.text)", contractor: $0.contractorName,
                tag: $0.isActive ? Tag("Active", "green") : Tag("Not begun", "grey"))
        }
        next = page.next.map { "/groups?after=\(WebAddress.query($0))" }
        record = mayRecord ? "/groups/new" : nil
        unplaced = mayRecord ? "/groups/unplaced" : nil
    }
}

/// A group: its licences, and who looks after them. ISG-02, ISG-05, ISG-06
struct GroupPage: PageView {
    static let template = "group"
    let title: String
    let back = Link("Groups", "/groups")
    let problems: [Problem]
    let notice: String?
    let rows: [Row]
    let activation: FormFrame?
    /// ISG-54
    let support: FormFrame?
    let supportButton: String
    let hasAdministrators: Bool
    let administrators: [Administrator]
    let naming: String?
    /// ISG-13
    let guide: String?
    let replacement: String?
    let allowance: String?
    /// How the number of licences has changed. C-15
    let changes: [Change]
    let hasChanges: Bool
    let none: Bool
    let licences: [Entry]
    let mayDecide: Bool
    let next: String?

    struct Administrator: Sendable {
        let name: String
        /// Named, and not confirmed yet: since when. C-16
        let waits: String?
        let confirm: FormFrame?
        let standDown: FormFrame?
    }

    struct Change: Sendable {
        let day: String
        let what: String
        let reason: String
    }

    struct Entry: Sendable {
        let name: String
        let asked: String
        let tag: Tag
        let action: String
        /// Where it is decided; nil where nothing is asked.
        let address: String?
        /// Of the organisation. ISG-08
        let people: String
    }

    init(_ details: GroupDetails, names: [UUID: String], _ state: FormState, done: String) {
        let base = "/groups/\(details.group.text)"
        title = details.title
        problems = state.problems
        notice = Self.notice(done)
        rows = [
            Row("Contract of", details.contractorName),
            Row(
                "Licences in use",
                details.isActive
                    ? "\(Lengths.words(details.used)) of \(Lengths.words(details.allowance))"
                    : "The contract has not begun"),
            Row("Licences left", details.isActive ? String(details.remaining) : ""),
            Row("Supports other organisations", details.supports == true ? "Yes" : details.isActive ? "No" : ""),
        ].filter { !$0.lines.isEmpty }
        activation =
            !details.isActive && details.allows(.keepGroups) ? FormFrame("\(base)/activation", state) : nil
        let isSupporting = details.supports == true
        support =
            details.isActive && details.allows(.keepGroups)
            ? FormFrame("\(base)/support", hidden: ["on": isSupporting ? "no" : "yes"]) : nil
        supportButton =
            isSupporting ? "Stop registering supported organisations" : "Let it register supported organisations"
        let waiting = Dictionary((details.named ?? []).map { ($0.account, $0.named) }) { first, _ in first }
        hasAdministrators = !details.people.isEmpty
        administrators = details.people.map { account in
            let address = "\(base)/administrators/\(account.text)"
            let since = waiting[account]
            return Administrator(
                name: names[account] ?? PeoplePage.nameless, waits: since.map { UKTime.day($0) },
                confirm: since != nil && details.allows(.confirmSuperAdministrators)
                    ? FormFrame("\(address)/confirmation") : nil,
                standDown: details.allows(.standDownSuperAdministrators) ? FormFrame(address) : nil)
        }
        guide = details.allows(.decideLicences) ? "/groups/guide" : nil
        let mayName = details.allows(.nameSuperAdministrators)
        naming = mayName && details.people.count < 3 ? "\(base)/administrators" : nil
        replacement = mayName && hasAdministrators ? "\(base)/replacement" : nil
        allowance = details.isActive && details.allows(.keepGroups) ? "\(base)/allowance" : nil
        changes = (details.allowanceChanges ?? []).map {
            Change(
                day: UKTime.day($0.time),
                what: "From \(Lengths.words($0.before)) to \(Lengths.words($0.allowance))", reason: $0.reason)
        }
        hasChanges = !changes.isEmpty
        none = details.licences.items.isEmpty
        mayDecide = details.allows(.decideLicences)
        licences = details.licences.items.map {
            Entry(
                name: $0.organisationName, asked: UKTime.day($0.asked),
                tag: $0.standing.tag, action: $0.isGranted ? "Withdraw or move" : "Decide",
                address: $0.standing == .linked ? nil : "\(base)/licences/\($0.organisation.text)",
                people: "/organisations/\($0.organisation.text)/people")
        }
        next = details.licences.next.map { "\(base)?after=\(WebAddress.query($0))" }
    }

    private static func notice(_ done: String) -> String? {
        switch done {
        case "recorded": "The contract is recorded. Its licences can be used once it is active."
        case "activated": "The contract is active."
        case "named": "They are named. They get an e-mail, and begin when Central Admin has confirmed them."
        case "confirmed": "They are a Super Administrator now. They get an e-mail, and need two-step sign-in."
        case "replaced": "One goes and one comes. Both get an e-mail. Central Admin confirms the new one next."
        case "allowance": "The number of licences is changed."
        case "stood-down": "They are no longer a Super Administrator."
        case "granted": "The licence is granted."
        case "refused": "The licence is refused. The organisation reads your reason."
        case "withdrawn": "The licence is withdrawn. The organisation reads your reason."
        case "moved": "The licence has moved."
        case "support": "It is changed. Its administrators get an e-mail when they can register others."
        case "gone": "That has been decided already."
        default: nil
        }
    }
}

extension QuestionPage {
    /// ISG-04
    static func newGroup(_ state: FormState) -> QuestionPage {
        var page = QuestionPage("Record a Group contract", form: FormFrame("/groups/new", state), state: state)
        page.back = Link("Groups", "/groups")
        page.parts = [
            .input(Input("title", "Name of the group", state, hint: "As its organisations know it.")),
            .input(
                Input(
                    "contractorCode", "ODS code of the contracting organisation", state, kind: .code,
                    hint: "It must be registered here. For example, Q99", width: 10)),
        ]
        page.button = "Record the contract"
        return page
    }

    /// ISG-06
    static func superAdministrator(
        _ details: GroupDetails, names: [UUID: String], _ state: FormState
    ) -> QuestionPage {
        let base = "/groups/\(details.group.text)"
        var page = QuestionPage(
            "Name a Super Administrator", form: FormFrame("\(base)/administrators", state), state: state)
        page.back = Link(details.title, base)
        page.caption = details.title
        page.lead = [
            "They decide about the licences of the group. There can be three at a time. Central Admin confirms each of them."
        ]
        let candidates = details.candidates.filter { !details.people.contains($0) }
        page.parts = [
            .radios(
                Radios(
                    "account", "Who is it?",
                    candidates.map { .init(value: $0.text, label: names[$0] ?? PeoplePage.nameless) }, state,
                    hint: "Only people of \(details.contractorName) can be chosen."))
        ]
        page.button = "Name them"
        return page
    }

    /// ISG-03
    static func licenceRequest(_ licence: Licence, of details: GroupDetails, _ state: FormState) -> QuestionPage {
        var page = licencePage(licence, details, "", state)
        page.lead = [
            "\(licence.organisationName) asked for a licence on \(UKTime.day(licence.asked)). "
                + "\(details.used) of \(details.allowance) licences are in use."
        ]
        page.parts = [
            .radios(
                Radios(
                    "granted", "Do they get a licence?",
                    [.init(value: "yes", label: "Yes"), .init(value: "no", label: "No")], state)),
            .area(
                TextArea(
                    "reason", "If no, why not?", state, limit: Lengths.note, hint: "The organisation reads this.",
                    rows: 3)),
        ]
        page.button = "Decide"
        return page
    }

    /// ISG-09
    static func licence(
        _ licence: Licence, of details: GroupDetails, waiting: [Licence], _ state: FormState
    ) -> QuestionPage {
        var page = licencePage(licence, details, "/withdrawal", state)
        page.lead = ["\(licence.organisationName) has a licence. If you withdraw it, another organisation can have it."]
        if !waiting.isEmpty {
            page.parts.append(
                .radios(
                    Radios(
                        "movesTo", "Does somebody who waits get it?",
                        [.init(value: "", label: "Nobody yet")]
                            + waiting.map { .init(value: $0.organisation.text, label: $0.organisationName) }, state)))
        }
        page.parts.append(
            .area(
                TextArea(
                    "reason", "Why is it withdrawn?", state, limit: Lengths.note, hint: "The organisation reads this.",
                    rows: 3)))
        page.button = "Withdraw the licence"
        return page
    }

    private static func licencePage(
        _ licence: Licence, _ details: GroupDetails, _ path: String, _ state: FormState
    ) -> QuestionPage {
        let base = "/groups/\(details.group.text)"
        var page = QuestionPage(
            "Licence of \(licence.organisationName)",
            form: FormFrame("\(base)/licences/\(licence.organisation.text)\(path)", state), state: state)
        page.back = Link(details.title, base)
        page.caption = details.title
        return page
    }

    /// ISG-51
    static func ownLicence(
        of organisation: OrganisationDetails, groups: [GroupSummary], _ state: FormState, done: Bool
    ) -> QuestionPage {
        let licence = organisation.licence
        let address = "/organisations/\(organisation.organisation.text)"
        let mayAsk = organisation.allows(.requestLicence) && licence?.mayBeAsked != false && !groups.isEmpty
        var page = QuestionPage("Licence", form: mayAsk ? FormFrame("\(address)/licence", state) : nil, state: state)
        page.back = Link(organisation.name, address)
        page.caption = organisation.name
        page.notice = done ? "The Super Administrators of the group have your request." : nil
        page.lead = [licence?.sentence ?? "Your organisation has no licence."]
        if let reason = licence?.reason { page.inset = reason }
        if let placing = organisation.placing {
            page.lead = [placing.sentence]
            page.inset = placing.reason
        }
        guard mayAsk else {
            if licence == nil, groups.isEmpty { page.lead.append("There is no group that can be asked for one yet.") }
            return page
        }
        // It belongs to one group at a time. ISG-49
        let groups = licence?.standing == .linked ? groups.filter { $0.group == licence?.group } : groups
        page.parts = [
            .radios(
                Radios(
                    "group", "Which group do you ask?",
                    groups.map { .init(value: $0.group.text, label: $0.title, hint: $0.contractorName) }, state))
        ]
        page.button = "Ask for a licence"
        return page
    }
}

extension Placing {
    var label: String { reason == nil ? "Our central team looks for a group" : "None" }

    var sentence: String {
        reason == nil
            ? "You asked for a licence on \(UKTime.day(asked)). Our central team looks for a group that has one for you."
            : "Our central team found no group with a licence for you, for this reason:"
    }
}

extension OwnLicence.Standing {
    var tag: Tag {
        switch self {
        case .linked: Tag("Pending: no licence asked for", "grey")
        case .requested: Tag("Waiting", "blue")
        case .granted: Tag("In use", "green")
        case .refused: Tag("Refused", "red")
        case .withdrawn: Tag("Withdrawn", "red")
        }
    }
}

extension OwnLicence {
    var label: String {
        switch standing {
        case .linked: "None, in the group \(title)"
        case .requested: "Asked of \(title)"
        case .granted: title
        case .refused: "Refused by \(title)"
        case .withdrawn: "Withdrawn by \(title)"
        }
    }

    var sentence: String {
        switch standing {
        case .linked: "Your organisation is in the group \(title), and has not asked for a licence."
        case .requested: "You asked \(title) for a licence on \(UKTime.day(asked)). It has not been decided yet."
        case .granted: "Your organisation has a licence of \(title)."
        case .refused: "\(title) did not grant a licence\(reason == nil ? "." : ", for this reason:")"
        case .withdrawn: "\(title) has withdrawn the licence\(reason == nil ? "." : ", for this reason:")"
        }
    }
}
