// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

import struct Foundation.UUID

/// What every page family works with.
struct Desk: Sendable {
    let services: Services
    let pages: Pages
    let forms: FormReader
    let keys: Keys
    let cookies: SessionCookies
    let configuration: Configuration

    /// A page with a form, with the status that the form's state calls for.
    func response(_ page: some PageView, _ context: GatewayContext, _ state: FormState) throws -> Response {
        try response(page, context, status: state.status, retryAfter: state.retryAfter)
    }

    func response(
        _ page: some PageView, _ context: GatewayContext, status: HTTPResponse.Status = .ok, retryAfter: Int? = nil
    ) throws -> Response {
        var response = try pages.response(page, context, status: status)
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }

    /// The display names of accounts. A service that does not answer costs the names, not the page.
    func names(of accounts: some Sequence<UUID>, _ context: GatewayContext) async -> [UUID: String] {
        await services.names(of: accounts, context)
    }
}

extension GatewayContext {
    /// An id in the address.
    ///
    /// - Throws: `Failure.notFound` when it is no id.
    func id(_ name: String = "id") throws(Failure) -> UUID {
        guard let id = parameters.get(name).flatMap({ UUID(uuidString: $0) }) else { throw .notFound }
        return id
    }
}

/// Addresses with what has to be escaped in them.
enum WebAddress {
    /// A value as it stands after `?name=`.
    static func query(_ value: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
        return value.utf8.reduce(into: "") { text, byte in
            if plain.contains(byte) {
                text.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                text += "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
            }
        }
    }

    /// Where to go after signing in: a path of ours, or else the start page.
    static func own(_ path: String) -> String {
        let usable = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") }
        return usable && path.hasPrefix("/") && !path.hasPrefix("//") ? path : "/"
    }
}
