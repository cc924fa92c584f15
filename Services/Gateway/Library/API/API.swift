// SPDX-License-Identifier: Apache-2.0

import Contracts
import HTTPTypes
import Hummingbird

/// `/api/v1`: everything that the pages do, for programs, and the document that describes it.
struct API: Sendable {
    let services: Services
    let keys: Keys
    /// `https://attest.example`, as the document gives it.
    let server: String

    /// Everything that it does, from which come the routes and the document.
    static let operations: [Operation] =
        [
            AccountOperations.all, SessionOperations.all, PasskeyOperations.all, AdminOperations.all,
            DirectoryOperations.all, PlaceOperations.all,
            OrganisationOperations.all, SupportOperations.all, PeopleOperations.all, GroupOperations.all,
            TicketOperations.all,
            CaseOperations.all, AssessmentOperations.all, DeclarationOperations.all, ReviewOperations.all,
            DocumentOperations.all, APIKeyOperations.all, OwnDataOperations.all,
        ].flatMap { $0 }.map(ProgramAccess.scoped)

    func addRoutes(to router: Router<GatewayContext>) throws {
        let reception = Reception(services: services, keys: keys)
        var document = try Response.json(OpenAPI(operations: Self.operations, server: server).json)
        document.headers[.cacheControl] = "public, max-age=300"
        for (path, operations) in Dictionary(grouping: Self.operations, by: \.path) {
            for operation in operations {
                router.on(RouterPath(path), method: operation.method) { [document] request, context in
                    do {
                        if operation.name == DocumentOperations.name { return document }
                        return try await operation.handle(
                            try await reception.receive(request, context, for: operation))
                    } catch {
                        return try ProblemDocument.response(to: error, context)
                    }
                }
            }
            refuse(Set(operations.map(\.method)), at: path, router)
        }
    }

    /// Every other method gets a 405 that names those which work. HEAD comes with GET.
    private func refuse(_ known: Set<HTTPRequest.Method>, at path: String, _ router: Router<GatewayContext>) {
        let allowed = known.contains(.get) ? known.union([.head]) : known
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .patch, .options, .trace, .query]
        let names = methods.filter(allowed.contains).map(\.rawValue).joined(separator: ", ")
        for method in methods where !allowed.contains(method) {
            router.on(RouterPath(path), method: method) { _, context in
                var response = try ProblemDocument.response(to: Failure(.methodNotAllowed), context)
                response.headers[.allow] = names
                return response
            }
        }
    }
}

extension HTTPRequest.Method {
    // The text is a token, so it parses.
    fileprivate static let query = HTTPRequest.Method("QUERY")!
}
