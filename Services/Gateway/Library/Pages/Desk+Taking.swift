// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

extension Desk {
    /// Takes a form: what it says is read and checked, and told; the form is shown again when something is wrong with it.
    ///
    /// - Parameters:
    ///   - member: false for a form that can be sent without signing in.
    ///   - read: makes one value of the form, the same as a program's JSON is; it is not told when a check failed.
    ///   - tell: the instruction that the value becomes.
    ///   - again: shows the form. Of a form whose author has not seen the newest state, `state.isConflict` is true.
    ///   - then: where to go on.
    /// - Throws: `KeptForm` when a service did not answer and the form's own page cannot be shown for that.
    func take<Body>(
        _ request: Request, _ context: GatewayContext, member: Bool = true,
        read: (inout Checks) async throws -> Body,
        tell: (Body, Form) async throws -> any Instruction,
        again: (FormState) async throws -> Response,
        then: (Body) async throws -> Response
    ) async throws -> Response {
        if member { try context.notAnonymous() }
        let form = try await forms.form(request, context)
        return try await take(form, of: request, context, read: read, tell: tell, again: again, then: then)
    }

    /// The same for a form that was read already.
    func take<Body>(
        _ form: Form, of request: Request, _ context: GatewayContext,
        read: (inout Checks) async throws -> Body,
        tell: (Body, Form) async throws -> any Instruction,
        again: (FormState) async throws -> Response,
        then: (Body) async throws -> Response
    ) async throws -> Response {
        try await keeping(form, of: request) {
            var checks = Checks(form)
            let body = try await read(&checks)
            guard checks.problems.isEmpty else { return try await again(FormState(form, problems: checks.problems)) }
            do {
                try await services.tell(try await tell(body, form), id: form.message, context)
            } catch let error as ClientError {
                return try await again(try FormState(form, after: error))
            }
            return try await then(body)
        }
    }

    /// The same for a form in which nothing is typed: a button.
    func press(
        _ request: Request, _ context: GatewayContext, member: Bool = true,
        tell: @autoclosure () throws -> any Instruction,
        again: (FormState) async throws -> Response,
        then: () async throws -> Response
    ) async throws -> Response {
        try await take(request, context, member: member) { _ in
        } tell: { _, _ in
            try tell()
        } again: {
            try await again($0)
        } then: { _ in
            try await then()
        }
    }

    func press(
        _ request: Request, _ context: GatewayContext, member: Bool = true,
        tell: @autoclosure () throws -> any Instruction,
        again: (FormState) async throws -> Response,
        then address: String
    ) async throws -> Response {
        try await press(request, context, member: member, tell: try tell(), again: again) { .redirect(to: address) }
    }
}
