// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

import struct Foundation.UUID

/// How a form is shown: empty at first, or again with what was typed and what is wrong with it.
struct FormState: Sendable {
    var form = Form()
    var problems: [Problem] = []
    var status = HTTPResponse.Status.ok
    /// Seconds until it is worth sending it again.
    var retryAfter: Int?
    /// The problems are the service's: what it does not name, it found right.
    var isJudged = false
    /// The id that the form is shown with.
    var command = Identifier.make()

    init() {}

    /// Answers that are known already.
    init(filled form: Form) { self.form = form }

    /// A form in which something is wrong. What is sent next is another message.
    init(_ form: Form, problems: [Problem], status: HTTPResponse.Status = .unprocessableContent) {
        self.form = form
        self.problems = problems
        self.status = status
    }

    /// A form that a service refused, or that it could not take now: then sending it again is the same message.
    ///
    /// - Throws: `Failure` when nothing in the form could change the answer.
    init(_ form: Form, after error: ClientError) throws(Failure) {
        let failure = Failure(error)
        if [[.forbidden], [.notFound]].contains(failure.problems) { throw failure }
        self.init(form, problems: failure.problems, status: failure.status)
        isJudged = true
        retryAfter = failure.retryAfter
        if failure.status == .serviceUnavailable { command = form.command }
    }

    /// Somebody else saved first. The next attempt is made in the knowledge of what they saved.
    var isConflict: Bool { problems.first?.kind == .stale }

    /// The form as it goes on once its author has been shown a revision.
    func showing(_ revision: Int?) -> FormState {
        var state = self
        state.form.set(Form.seen, to: revision.map { String($0) } ?? "")
        return state
    }

    func value(_ field: String) -> String { form[raw: field] }

    func error(_ field: String) -> FieldError? { FieldError(problems, of: field) }
}
