// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Hummingbird

/// Reads a form and refuses one that another site made the browser send.
struct FormReader: Sendable {
    let keys: Keys
    /// `https://attest.example`: what a browser names as the origin of our own forms.
    let origin: String
    /// The longest answer, when every character of it takes four bytes of which each is written with three.
    var limit = 512 * 1_024

    /// - Throws: `Failure`: 408 not there in time, 413 too long, 415 not a form, 400 not readable, 403 not from a page of
    ///   ours. `KeptForm` for one of ours that was made before its sender signed in or out: it is shown to be sent again.
    func form(_ request: Request, _ context: GatewayContext) async throws -> Form {
        guard let type = request.headers[.contentType]?.lowercased(),
            type.hasPrefix("application/x-www-form-urlencoded")
        else { throw Failure(.unsupportedMediaType) }
        let body = try await request.body(upTo: limit)
        guard var form = Form(encoded: body.readableBytesView) else { throw Failure(.badRequest) }
        form.command = UUID(uuidString: form["command"]) ?? Identifier.make()
        let stale = Failure(.forbidden, [.staleForm])
        guard isOwn(request.headers, host: request.head.authority), let browser = context.browser.binding else {
            throw stale
        }
        guard keys.isFormToken(form[raw: "csrf"], for: browser) else {
            // Only what certainly comes from a page of ours is shown again: a stranger's text, sent by a click on our
            // own page, would be the stranger's doing.
            guard isProven(request.headers), !form.isSecret else { throw stale }
            throw KeptForm(failure: stale, form: form, address: request.uri.path)
        }
        form.message = keys.messageID(command: form.command, browser: browser, content: form.content, at: Date())
        return form
    }

    /// Whether the browser says that a page of ours sent it, and not only nothing to the contrary.
    func isProven(_ headers: HTTPFields) -> Bool {
        headers[.fetchSite] == "same-origin" || headers[.origin] == origin
    }

    /// What modern browsers say of a request's origin, when they say it.
    private func isOwn(_ headers: HTTPFields, host: String?) -> Bool {
        if let site = headers[.fetchSite], site != "same-origin", site != "none" { return false }
        guard let claimed = headers[.origin] else { return true }
        if claimed == origin { return true }
        guard let host, let url = URL(string: claimed), let name = url.host() else { return false }
        return host.lowercased() == (url.port.map { "\(name):\($0)" } ?? name)
    }
}
