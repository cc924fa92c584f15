// SPDX-License-Identifier: Apache-2.0

import Cryptography
import Hummingbird

/// The cookies: the session's, the one that binds a visitor's forms, and for some minutes that of somebody who came back from
/// another provider. All are strictly necessary.
struct SessionCookies: Sendable {
    /// With it, browsers take the cookies only from us, over TLS, and for this host alone.
    let secure: Bool

    private var prefix: String { secure ? "__Host-" : "" }
    private var rest: String { "; Path=/; HttpOnly; SameSite=Lax\(secure ? "; Secure" : "")" }

    func read(_ request: Request) -> Browser {
        var browser = Browser()
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                let name = parts[0].drop { $0 == " " }
                let value = String(parts[1].prefix { $0 != " " })
                // The first of a name counts: the browser puts the more specific one first.
                if name == "\(prefix)session", browser.session == nil { browser.session = Token(clear: value) }
                if name == "\(prefix)visit", browser.visit == nil { browser.visit = Token(clear: value) }
                if name == "\(prefix)arrival", browser.arrival == nil { browser.arrival = value }
            }
        }
        return browser
    }

    func visit(_ token: Token) -> String { "\(prefix)visit=\(token.clear)\(rest)" }

    /// The session's cookie goes when the browser closes; the service ends the session itself in its time.
    func session(_ token: Token) -> String { "\(prefix)session=\(token.clear)\(rest)" }

    /// - Parameter sealed: what they brought, for us alone to read.
    func arrival(_ sealed: String) -> String { "\(prefix)arrival=\(sealed)\(rest); Max-Age=600" }
    var endArrival: String { "\(prefix)arrival=\(rest); Max-Age=0" }

    /// The answer to whoever has no session any more.
    func signedOut(leadingTo address: String) -> Response {
        var response = Response.redirect(to: address)
        response.headers[values: .setCookie] += [endSession]
        return response
    }

    var endSession: String { "\(prefix)session=\(rest); Max-Age=0" }
    var endVisit: String { "\(prefix)visit=\(rest); Max-Age=0" }
}
