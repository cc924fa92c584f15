// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

extension QuestionPage {
    /// For somebody who has not signed in.
    static func invited(_ invitation: UUID) -> QuestionPage {
        var page = QuestionPage("You are invited to join an organisation", form: nil)
        page.lead = [
            "To see the invitation, sign in with the e-mail address that we wrote to.",
            "If you have no account yet, create one with that address. After that you find the invitation under Your work.",
        ]
        page.links = [
            Link("Sign in", "/account/sign-in?next=\(WebAddress.query("/invitations/\(invitation.text)"))"),
            Link("Create an account", "/account/register"),
        ]
        return page
    }

    /// ISG-67, ISG-68
    static func invited(
        _ details: InvitationDetails, _ id: UUID, as session: Session, _ state: FormState
    ) -> QuestionPage {
        guard let invitation = details.invitation else {
            var page = QuestionPage("This invitation is for another e-mail address", form: nil, state: state)
            page.lead = [
                "It was sent to \(details.masked ?? "another address"), and you are signed in as \(session.email).",
                "To join, sign out, and sign in or create an account with the address that it was sent to. If that address is "
                    + "wrong or old, ask whoever invited you to correct the invitation.",
            ]
            page.links = [Link("Your work", "/")]
            return page
        }
        guard details.standing == .open else {
            var page = QuestionPage("This invitation has expired", form: nil, state: state)
            page.lead = ["Ask an administrator of \(invitation.organisationName) to send it again."]
            page.links = [Link("Your work", "/")]
            return page
        }
        let hidden: KeyValuePairs = ["organisation": invitation.organisation.text]
        var page = QuestionPage(
            "Join \(invitation.organisationName)",
            form: FormFrame("/invitations/\(id.text)", state, hidden: hidden), state: state)
        page.lead = [
            "An administrator of \(invitation.organisationName) invites you to be: "
                + "\(invitation.roles.labels.lowercased()).",
            "You will see the organisation and its cases. You can leave it at any time.",
        ]
        page.button = "Join"
        page.others = [OtherForm(FormFrame("/invitations/\(id.text)/refusal", hidden: hidden), button: "Decline")]
        return page
    }

    /// IMP-08
    static func joining(_ details: JoiningDetails, _ state: FormState) -> QuestionPage {
        let address = "/organisations/\(details.organisation.text)/join"
        if let asked = details.asked {
            var page = QuestionPage("You have asked to join \(details.organisationName)", form: nil, state: state)
            page.lead = [
                "You asked on \(UKTime.moment(asked)). Its administrators decide. You get an e-mail when they have."
            ]
            page.links = [Link("Your work", "/")]
            return page
        }
        var page = QuestionPage(
            "\(details.organisationName) is registered already", form: FormFrame(address, state), state: state)
        page.lead = [
            "If you work there, you can ask to join it. Its administrators see your name, your e-mail address and what you "
                + "write here."
        ]
        page.parts = [
            .area(
                TextArea(
                    "note", "What should they know? (optional)", state, limit: Lengths.note,
                    hint: "For example, what you do there.", rows: 3))
        ]
        page.button = "Ask to join"
        page.links = [Link("Register another organisation", "/organisations/new/category")]
        return page
    }
}

extension MessagePage {
    static let invitationCut = MessagePage(
        title: "This link is not complete", lead: ["Copy all of it from the e-mail, and try again."],
        links: [Link("Your work", "/")])
    static let invitationGone = MessagePage(
        title: "There is no such invitation any more",
        lead: [
            "It was answered or withdrawn, or the link is not complete. If you expect one, ask whoever invited you to send it "
                + "again."
        ],
        links: [Link("Your work", "/")])
}
