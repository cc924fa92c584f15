// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.Date
import struct Foundation.UUID

/// Who belongs to an organisation; for those who look after them, whom it asks in and who asks. ISG-58, ISG-59
struct PeoplePage: PageView {
    static let template = "people"
    static let nameless = "Somebody whose name cannot be shown just now"
    let title = "People"
    let caption: String
    let back: Link
    let notice: String?
    let missingRoles: String?
    let members: [Member]
    let next: String?
    let manages: Bool
    /// Whether anything can be done about anybody.
    let hasActions: Bool
    let invite: String
    let hasInvitations: Bool
    let invitations: [Invited]
    let hasRequests: Bool
    let requests: [Request]
    /// What Super Administrators did for it. ISG-08
    let hasSupport: Bool
    let support: [Support]

    struct Support: Sendable {
        let what: String
        let moment: String
    }

    struct Member: Sendable {
        let name: String
        let roles: String
        let actions: [Link]
    }

    struct Invited: Sendable {
        let email: String
        let address: String
        let roles: String
        let tag: Tag
        let moment: String
    }

    struct Request: Sendable {
        let name: String
        let address: String
        let email: String
        let asked: String
    }

    /// - Parameter own: the account of whoever reads it.
    init(_ details: PeopleDetails, names: [UUID: String], own: UUID, done: String, at time: Date = Date()) {
        let base = "/organisations/\(details.organisation.text)"
        caption = details.organisationName
        back = details.supporting.map { Link("Group", "/groups/\($0.text)") } ?? Link(details.organisationName, base)
        notice = Self.notice(done, details.organisationName)
        missingRoles = Self.warning(of: details.missingRoles)
        manages = details.allows(.managePeople)
        invite = "\(base)/people/new"
        members = details.members.items.map { member in
            let name = names[member.account] ?? Self.nameless
            let page = "\(base)/people/members/\(member.account.text)"
            let change = details.allows(.managePeople) ? Link("Change", page) : nil
            let leave = member.account == own ? Link("Leave", "\(page)/removal") : nil
            return Member(
                name: member.account == own ? "\(name) (you)" : name,
                roles: member.roles.labels, actions: [change, leave].compactMap(\.self))
        }
        hasActions = members.contains { !$0.actions.isEmpty }
        next = details.members.next.map { "\(base)/people?after=\(WebAddress.query($0))" }
        hasInvitations = !details.invitations.isEmpty
        invitations = details.invitations.map { invitation in
            Invited(
                email: invitation.email, address: "\(base)/people/invitations/\(invitation.invitation.text)",
                roles: invitation.roles.labels, tag: invitation.tag(at: time),
                moment: UKTime.moment(invitation.sent))
        }
        support = (details.support ?? []).map { given in
            Support(
                what: "\(names[given.support.account] ?? Self.nameless), a Super Administrator of "
                    + "\(given.support.title), has \(given.isCorrection ? "corrected" : "sent again") an invitation",
                moment: UKTime.moment(given.time))
        }
        hasSupport = !support.isEmpty
        hasRequests = !details.requests.isEmpty
        requests = details.requests.map { request in
            Request(
                name: names[request.account] ?? Self.nameless,
                address: "\(base)/people/requests/\(request.request.text)", email: request.address,
                asked: UKTime.moment(request.asked))
        }
    }

    /// What is said of recommended roles that nobody has; nil when there are none such. ISG-59
    static func warning(of missing: [OrganisationRole]) -> String? {
        guard !missing.isEmpty else { return nil }
        return "We recommend that an organisation has somebody for each of these roles. Nobody has yet: "
            + "\(missing.labels.lowercased())."
    }

    private static func notice(_ done: String, _ organisation: String) -> String? {
        switch done {
        case "invited": "The invitation is on its way."
        case "sent": "The invitation is sent again."
        case "corrected": "The invitation is on its way to the new address. Nobody can use it with the old one."
        case "withdrawn": "The invitation is withdrawn."
        case "joined": "They are a member now. They get an e-mail."
        case "declined": "The request is turned down. They get an e-mail with your reason."
        case "roles": "The roles are changed."
        case "removed": "They are no longer a member."
        case "welcome": "You are a member of \(organisation) now."
        case "gone": "That has been answered or withdrawn already."
        default: nil
        }
    }
}

extension Invitation {
    /// How it stands.
    func tag(at time: Date) -> Tag {
        if isUndelivered { return Tag("Not delivered", "red") }
        return time < expires ? Tag("Waiting for an answer", "blue") : Tag("Expired", "grey")
    }
}

extension QuestionPage {
    static func invite(_ details: PeopleDetails, _ state: FormState) -> QuestionPage {
        var page = people("Invite somebody", "new", details, state)
        page.lead = ["We send an e-mail. They join when they sign in with this very address."]
        page.parts = [
            .input(
                Input(
                    "email", "Their e-mail address", state, kind: .email,
                    hint: "The one that they use at work, for example name@example.nhs.uk")),
            .roles(state),
        ]
        page.button = "Send the invitation"
        return page
    }

    /// C-28
    static func invitation(_ invitation: Invitation, _ details: PeopleDetails, _ state: FormState) -> QuestionPage {
        let base = "invitations/\(invitation.invitation.text)"
        var state = state
        if !state.form.has("email") { state.form.set("email", to: invitation.email) }
        var page = people("Invitation", base, details, state)
        page.lead = [
            "\(invitation.email) was asked on \(UKTime.moment(invitation.sent)) to be: "
                + "\(invitation.roles.labels.lowercased()). The invitation ends on "
                + "\(UKTime.moment(invitation.expires))."
        ]
        if invitation.isUndelivered {
            page.inset = "Our e-mail to this address could not be delivered. Check the address."
        }
        page.parts = [
            .input(
                Input(
                    "email", "E-mail address", state, kind: .email,
                    hint:
                        "If you change it, the invitation goes to the new address, and no longer works for the old one."
                ))
        ]
        page.button = "Change the address and send"
        page.others = [
            OtherForm(FormFrame("\(address(details))/\(base)/sending"), button: "Send it again")
        ]
        if details.allows(.managePeople) {
            page.others.append(
                OtherForm(FormFrame("\(address(details))/\(base)/withdrawal"), button: "Withdraw the invitation"))
        }
        return page
    }

    /// IMP-08
    static func joinRequest(
        _ request: JoinRequest, name: String?, _ details: PeopleDetails, _ state: FormState
    ) -> QuestionPage {
        var page = people("Somebody asks to join", "requests/\(request.request.text)", details, state)
        page.lead = [
            "\(name ?? PeoplePage.nameless) asked on \(UKTime.moment(request.asked)). They have shown that the address "
                + "\(request.address) is theirs. Make sure that you know who this is."
        ]
        if !request.note.isEmpty { page.inset = request.note }
        page.parts = [
            .radios(
                Radios(
                    "accepted", "May they join?",
                    [.init(value: "yes", label: "Yes"), .init(value: "no", label: "No")], state)),
            .roles(state, legend: "If yes, what is their role?"),
            .area(
                TextArea(
                    "reason", "If no, why not?", state, limit: Lengths.note, hint: "They read this.", rows: 3)),
        ]
        page.button = "Send the answer"
        return page
    }

    static func member(
        _ member: OrganisationMember, name: String, isOwn: Bool, _ details: PeopleDetails, _ state: FormState
    ) -> QuestionPage {
        let base = "members/\(member.account.text)"
        var page = people("Roles of \(name)", base, details, state)
        page.parts = [.roles(state)]
        page.button = "Save the roles"
        page.links = isOwn ? [] : [Link("Remove \(name) from the organisation", "\(address(details))/\(base)/removal")]
        return page
    }

    /// IMP-10
    static func removal(
        _ member: OrganisationMember, name: String, isOwn: Bool, _ details: PeopleDetails, _ state: FormState
    ) -> QuestionPage {
        let title =
            isOwn ? "Leave \(details.organisationName)" : "Remove \(name) from \(details.organisationName)"
        var page = people(title, "members/\(member.account.text)/removal", details, state)
        page.caption = nil
        if member.roles.contains(.administrator), details.administrators == 1 {
            var stop = QuestionPage(
                isOwn ? "You cannot leave yet" : "They cannot be removed yet", form: nil, state: state)
            stop.back = page.back
            stop.lead = [
                "\(isOwn ? "You are" : "\(name) is") the only administrator of \(details.organisationName). Make somebody else "
                    + "one first."
            ]
            return stop
        }
        page.lead = [
            isOwn
                ? "You will no longer see the organisation or its cases. To come back you have to be invited, or ask."
                : "They will no longer see the organisation or its cases. What they have done stays in its history."
        ]
        page.button = isOwn ? "Leave" : "Remove"
        return page
    }

    private static func people(
        _ title: String, _ path: String, _ details: PeopleDetails, _ state: FormState
    ) -> QuestionPage {
        var page = QuestionPage(title, form: FormFrame("\(address(details))/\(path)", state), state: state)
        page.caption = details.organisationName
        page.back = Link("People", address(details))
        return page
    }

    private static func address(_ details: PeopleDetails) -> String {
        "/organisations/\(details.organisation.text)/people"
    }
}

extension Part {
    fileprivate static func roles(_ state: FormState, legend: String = "What is their role?") -> Part {
        .checkboxes(
            Checkboxes(
                "roles", legend,
                OrganisationRole.assignable.map { .init(value: $0.rawValue, label: $0.label, hint: $0.hint) }, state,
                hint: "Select all that apply."))
    }
}
