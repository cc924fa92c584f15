// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

/// A form that was not taken: no service could be asked about it, or its sender has signed in or out since. The page that
/// says so keeps what was typed, to be sent again.
struct KeptForm: Error {
    let failure: Failure
    let form: Form
    /// Where it was sent.
    let address: String
}

extension Desk {
    /// Does what a form asks for.
    ///
    /// What is secret is never written back into a page: such a form is typed again.
    ///
    /// - Throws: what the work throws, and `KeptForm` when a service did not answer and the form's own page cannot be
    ///   shown for that.
    func keeping(_ form: Form, of request: Request, _ work: () async throws -> Response) async throws -> Response {
        do {
            return try await work()
        } catch {
            guard let failure = error as? Failure ?? (error as? ClientError).map({ Failure($0) }),
                failure.status == .serviceUnavailable, !form.isSecret
            else { throw error }
            throw KeptForm(failure: failure, form: form, address: request.uri.path)
        }
    }
}

extension GatewayContext {
    /// Leads visitors to sign in, before their form is looked at: it was made for a session that is over.
    func notAnonymous() throws {
        switch visitor {
        case .anonymous, .halfway: throw SignInNeeded()
        case .signedIn, .unknown: break
        }
    }
}
