// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// Says that something could not be shown or done, and what to do about it.
struct ErrorPage: PageView {
    static let template = "error"
    let title: String
    var lead: [String]
    /// What to name when asking for help.
    let reference: String
    /// What was typed, to be sent again.
    var form: FormFrame?

    init(_ kept: KeptForm, reference: String) {
        self.init(kept.failure, reference: reference)
        let isStale = kept.failure.problems.contains { $0.code == "stale-form" }
        lead = [
            isStale
                ? "You signed in or out after you opened it. What you typed is kept on this page. Send it again from here."
                : "What you typed is kept on this page. Wait a minute, then send it again from here."
        ]
        form = FormFrame(kept)
    }

    init(_ failure: Failure, reference: String) {
        let said = failure.problems.filter { !["forbidden", "not-found", "failed", "unavailable"].contains($0.code) }
            .map(\.message)
        switch failure.status.code {
        case 403 where failure.problems.contains { $0.code == "stale-form" }:
            title = "This form is out of date"
            lead = [
                "Nothing was saved. Go back, load the page again and send it once more. This can happen if you signed in "
                    + "or out in another tab, or if cookies are off."
            ]
        case 403:
            title = "You cannot see this page"
            lead =
                said.isEmpty
                ? ["It belongs to another organisation or team. If it should be yours, ask your administrator."] : said
        case 404:
            title = "Page not found"
            lead = [
                "If you typed the address, check that it is right. If you pasted it, check that all of it is there."
            ]
        case 413:
            title = "What you sent is too long"
            lead = ["Go back and shorten your text."]
        case 429:
            title = "Too many attempts"
            lead = (said.isEmpty ? ["There were too many attempts in a short time."] : said) + ["Try again later."]
        case 503:
            title = "The service is not answering"
            lead = ["Nothing that was saved is lost. Try again in a minute."]
        case 400..<500:
            title = "This could not be done"
            lead = said.isEmpty ? ["Go back and try again."] : said
        default:
            title = "Something went wrong"
            lead = ["It is our mistake, and it was recorded. Try again later."]
        }
        self.reference = reference
    }
}
