// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import Logging

/// Gives each request its trace, and writes one line about it: no address that was typed, no name, no token.
struct RequestLog: RouterMiddleware {
    typealias Context = GatewayContext

    private let times = RequestTimes()

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.trace =
            request.headers[.traceparent].flatMap { TraceContext(header: $0)?.child() } ?? TraceContext()
        context.logger[metadataKey: "trace"] = "\(context.trace.trace)"
        let begun = ContinuousClock.now
        do {
            var response = try await next(request, context)
            // Also of an error nothing but the head: what came after it would be taken for the next answer.
            if request.method == .head, response.body.contentLength != 0 { response = response.createHeadResponse() }
            response.headers[.requestID] = context.trace.trace
            report(request, context, status: response.status.code, since: begun)
            return response
        } catch {
            report(request, context, status: 500, since: begun)
            throw error
        }
    }

    private func report(
        _ request: Request, _ context: GatewayContext, status: Int, since begun: ContinuousClock.Instant
    ) {
        let time = ContinuousClock.now - begun
        let milliseconds = Double(time / Duration.microseconds(1)) / 1_000
        times.record(
            time, route: context.endpointPath ?? "none", method: request.method.rawValue, status: status)
        context.logger.log(
            level: status >= 500 ? .warning : .info, "a request was answered",
            metadata: [
                "method": "\(request.method.rawValue)",
                // The route's own form, since an address may hold a token.
                "route": "\(context.endpointPath ?? "")",
                "status": "\(status)",
                "milliseconds": "\(milliseconds)",
            ])
    }
}

extension HTTPFields.Element.Name {
    // The texts are field names, so they parse.
    static let requestID = HTTPFields.Element.Name("X-Request-Id")!
    static let fetchSite = HTTPFields.Element.Name("Sec-Fetch-Site")!
    static let referrerPolicy = HTTPFields.Element.Name("Referrer-Policy")!
    static let refresh = HTTPFields.Element.Name("Refresh")!
    static let openerPolicy = HTTPFields.Element.Name("Cross-Origin-Opener-Policy")!
    static let resourcePolicy = HTTPFields.Element.Name("Cross-Origin-Resource-Policy")!
    static let embedderPolicy = HTTPFields.Element.Name("Cross-Origin-Embedder-Policy")!
    static let crossDomainPolicies = HTTPFields.Element.Name("X-Permitted-Cross-Domain-Policies")!
    static let permissionsPolicy = HTTPFields.Element.Name("Permissions-Policy")!
}
