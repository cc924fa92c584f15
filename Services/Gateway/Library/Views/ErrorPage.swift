// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// Says that something could not be shown or done, and what to do about it.
struct ErrorPage: PageView {
    static let template = "error"
    let title: String
    let lead: [String]
    /// What to name when asking for help.
    let reference: String

    init(_ failure: Failure, reference: String) {
        let said = failure.problems.filter { !["forbidden", "not-found", "failed", "unavailable"].contains($0.code) }
            .map(\.message)
        switch failure.status.code {
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
