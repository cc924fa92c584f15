// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// Finds out where a request comes from, and refuses one that does not say to whom it goes, or says somebody else.
struct Gate: RouterMiddleware {
    typealias Context = GatewayContext

    /// The names that we answer to: the public address, and that on which we listen.
    private let hosts: Set<String>
    private let proxies: Set<IPAddress>
    private let passkeySite: PasskeySite?

    init(_ configuration: Configuration) {
        let own = configuration.publicURL.drop { $0 != ":" }.dropFirst(3).lowercased()
        // Checks of this machine itself name the address that we listen on.
        let listening = [configuration.host, "127.0.0.1", "localhost", "[::1]"].map { "\($0):\(configuration.port)" }
        // The port that the scheme has anyway may be said as well.
        hosts = Set([own, "\(own):\(configuration.secure ? 443 : 80)"] + listening)
        proxies = configuration.proxies
        passkeySite = PasskeySite(publicURL: configuration.publicURL)
    }

    func handle(
        _ request: Request, context: GatewayContext,
        next: @concurrent (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        // The server takes the first for the authority and leaves any other among the headers. RFC 9112 §3.2
        guard let host = request.head.authority, !host.isEmpty, request.headers[values: .host].isEmpty else {
            return try answer(Failure(.badRequest, [.hostMissing]), request, context)
        }
        guard hosts.contains(host.lowercased()) else {
            return try answer(Failure(.misdirectedRequest, [.hostUnknown]), request, context)
        }
        var context = context
        context.passkeySite = passkeySite
        context.userAgent = request.headers[.userAgent]
        context.sender = SourceNetwork.of(request, peer: context.peer, behind: proxies)
        return try await next(request, context)
    }

    /// As a page, by whoever shows them, or as a program reads it.
    private func answer(_ failure: Failure, _ request: Request, _ context: GatewayContext) throws -> Response {
        guard request.uri.path.hasPrefix("/api/") else { throw failure }
        return try ProblemDocument.response(to: failure, context)
    }
}

extension Problem {
    fileprivate static let hostMissing = Problem(
        code: "host-missing", message: "Name the host that the request goes to, once.")
    fileprivate static let hostUnknown = Problem(
        code: "host-unknown", message: "This service does not answer to that name. Use its public address.")
}

extension HTTPFields.Element.Name {
    // The text is a field name, so it parses.
    fileprivate static let host = HTTPFields.Element.Name("Host")!
}
