// SPDX-License-Identifier: Apache-2.0

import Contracts

/// A form of a button alone.
struct OtherForm: Sendable {
    let form: FormFrame
    let button: String

    init(_ form: FormFrame, button: String) {
        self.form = form
        self.button = button
    }
}

/// A page that asks for something: a heading, some words, the parts of a form and a button.
struct QuestionPage: PageView {
    static let template = "question"
    let title: String
    /// Set unless the first part's legend is the heading.
    let heading: String?
    var caption: String?
    var back: Link?
    /// Good news that led here.
    var notice: String?
    var lead: [String] = []
    var inset: String?
    var beside: Beside?
    /// Nil of a page on which there is nothing left to send.
    let form: FormFrame?
    var parts: [Part] = []
    var button = "Continue"
    /// Another button of the form; it sends the field `later`.
    var second: String?
    /// What a passkey is asked for.
    var passkey: PasskeyPrompt?
    /// Where one signs in with a passkey, for browsers that know them.
    var passkeyLink: String?
    /// What else may be wanted instead, each by one press.
    var others: [OtherForm] = []
    var links: [Link] = []
    /// As the summary has them.
    var problems: [Problem]

    static let later = "later"

    init(_ title: String, ownHeading: Bool = true, form: FormFrame?, state: FormState = FormState()) {
        self.title = title
        heading = ownHeading ? title : nil
        self.form = form
        problems = state.problems
    }
}
