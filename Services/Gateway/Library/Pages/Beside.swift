// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What stands beside a form or a page when two people wrote the same thing: the other's text, or one's own that was not
/// saved. IMP-05
struct Beside: Sendable {
    let heading: String
    let rows: [Row]
    /// Where one goes who leaves it at what is saved; nil where nothing can be saved any more.
    let keep: Link?

    /// What is saved, above a form with what was typed.
    static func saved(_ rows: [Row], keep address: String) -> Beside {
        Beside(heading: "What is saved now", rows: rows, keep: Link("Keep this, and leave out what you typed", address))
    }

    /// What was typed into a form that can no longer be sent; nil when there was none.
    static func typed(_ state: FormState, _ rows: (Form) -> [Row]) -> Beside? {
        state.problems.isEmpty || state.form.fields.isEmpty
            ? nil : Beside(heading: "What you typed, which is not saved", rows: rows(state.form), keep: nil)
    }
}
