// SPDX-License-Identifier: Apache-2.0

import Contracts

extension WorkEmail {
    /// As its owner chooses it.
    var words: String {
        switch self {
        case .atOnce: "At once"
        case .daily: "Once a day"
        case .never: "Never"
        }
    }

    fileprivate var hint: String {
        switch self {
        case .atOnce: "Where much comes in at once, at most one e-mail an hour about it."
        case .daily: "One e-mail at 8am, on days on which there is something new."
        case .never: "You find your work under Your work when you sign in."
        }
    }
}

extension QuestionPage {
    /// What always comes, whatever somebody has chosen.
    fileprivate static let always =
        "E-mails about your account, and e-mails to sign a statement of compliance or about one that names you, always come."

    static func preferences(_ state: FormState) -> QuestionPage {
        var page = QuestionPage(
            "E-mails about work", form: FormFrame(PreferenceController.address, state), state: state)
        page.back = Link("Your account", "/account")
        page.lead = [
            "We can e-mail you when work waits for you, and when something happens to an organisation that you administer.",
            always,
        ]
        page.parts = [
            .radios(
                Radios(
                    "workEmail", "When do you want these e-mails?",
                    WorkEmail.allCases.map { .init(value: $0.rawValue, label: $0.words, hint: $0.hint) }, state))
        ]
        page.button = "Save"
        return page
    }

    static func unsubscribe(_ token: LinkToken) -> QuestionPage {
        var page = QuestionPage(
            "Stop e-mails about work", form: FormFrame("\(PreferenceController.address)/unsubscribe/\(token.clear)"))
        page.lead = [
            "Press the button, and we send no more e-mails about work to the account whose e-mail you came from. You do not "
                + "have to sign in.",
            always,
        ]
        page.button = "Stop e-mails about work"
        page.links = [Link("Have one e-mail a day instead", PreferenceController.address)]
        return page
    }
}

extension MessagePage {
    static let unsubscribed = MessagePage(
        title: "We have stopped e-mails about work",
        lead: [
            QuestionPage.always,
            "You can have e-mails about work again at any time: sign in and choose when they come.",
        ],
        links: [Link("Choose when e-mails come", PreferenceController.address)])

    static let unknownUnsubscribe = MessagePage(
        title: "We do not know this link",
        lead: [
            "Open it again exactly as it stands in the newest e-mail, or sign in and choose that no e-mails about work come."
        ],
        links: [Link("Choose when e-mails come", PreferenceController.address)])
}
