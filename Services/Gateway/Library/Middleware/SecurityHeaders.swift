// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// Tells browsers what a page of ours never does: call another host, run what stands in it, be framed, be kept.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = GatewayContext

    /// Whether people reach us over TLS.
    let secure: Bool

    private static let policy = """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; \
        connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'
        """

    /// Passkeys are for our own pages, and nothing else that a browser could let a page do is.
    private static let permissions = """
        camera=(), geolocation=(), microphone=(), publickey-credentials-create=(self), publickey-credentials-get=(self)
        """

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // What is shown as others get it brings a stricter one along.
        if response.headers[.contentSecurityPolicy] == nil { response.headers[.contentSecurityPolicy] = Self.policy }
        response.headers[.xContentTypeOptions] = "nosniff"
        // Not `no-referrer`: browsers would then hide the origin of our own forms from us.
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.openerPolicy] = "same-origin"
        response.headers[.resourcePolicy] = "same-origin"
        response.headers[.embedderPolicy] = "require-corp"
        response.headers[.crossDomainPolicies] = "none"
        response.headers[.permissionsPolicy] = Self.permissions
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if secure { response.headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains" }
        return response
    }
}
