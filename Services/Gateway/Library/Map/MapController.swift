// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

import struct Foundation.UUID

/// `/map`: where registered organisations are, as a map and as a table, for anybody. ISG-45
struct MapController: Sendable {
    let desk: Desk

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("map", use: show)
        router.get("map/places", use: places)
        router.get("map/:organisation", use: describe)
    }

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let search = try PlaceSearch(request)
        // The list is worth showing without a choice of groups.
        async let groups = try? desk.services.openGroups(context)
        let found = try await desk.services.ask(search.list, context)
        return try desk.response(MapPage(search, found, groups: await groups ?? []), context)
    }

    /// What the script fills the map with. It is the same for everybody, and asked for again with every move.
    @Sendable func places(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let search = try PlaceSearch(request)
        guard let view = search.view else { throw Failure(.unprocessableContent, [.viewUnusable]) }
        guard let zoom = Int(request.uri.queryParameters.get("zoom") ?? ""), 0...22 ~= zoom else {
            throw Failure(
                .unprocessableContent,
                [
                    Problem(
                        code: "zoom-unusable", field: "zoom", message: "Give the zoom as a whole number from 0 to 22.")
                ])
        }
        let found = try await desk.services.ask(
            FindPlaces(view: view, zoom: zoom, category: search.category?.code, group: search.group), context)
        var response = try Response.json(MapContent(found))
        response.headers[.cacheControl] = "public, max-age=60"
        return response
    }

    @Sendable func describe(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let organisation = try context.id("organisation")
        let details = try await desk.services.ask(DescribePlace(organisation: organisation), context)
        return try desk.response(
            PublicOrganisationPage(details, isMember: context.actor.isMember(of: organisation)), context)
    }
}

/// What of the organisations somebody wants to see, from the address.
struct PlaceSearch: Sendable {
    var words = ""
    var category: OrganisationCategory?
    var group: UUID?
    var view: MapBox?
    var after: String?

    init() {}

    /// - Throws: `Failure` naming what nobody can search for.
    init(_ request: Request) throws(Failure) {
        let query = request.uri.queryParameters
        try self.init { query.get($0) }
    }

    /// - Parameter value: that of a parameter; one that is empty is not given.
    init(_ value: (String) -> String?) throws(Failure) {
        func given(_ name: String) -> String? { value(name).flatMap { $0.isEmpty ? nil : $0 } }
        words = Typed.words(given("name") ?? "")
        guard words.unicodeScalars.count <= 200 else {
            throw Failure(
                .unprocessableContent,
                [Problem(code: "name-too-long", field: "name", message: "Enter words of 200 characters or fewer.")])
        }
        if let code = given("category") {
            category = OrganisationCategory.named(code)
            guard category != nil else {
                throw Failure(
                    .unprocessableContent,
                    [Problem(code: "category-unknown", field: "category", message: "Choose a kind of organisation.")])
            }
        }
        if let id = given("group") {
            group = UUID(uuidString: id)
            guard group != nil else {
                throw Failure(
                    .unprocessableContent,
                    [Problem(code: "group-unknown", field: "group", message: "Choose a group from the list.")])
            }
        }
        let edges = ["west", "south", "east", "north"].map(given)
        if edges.contains(where: { $0 != nil }) {
            let numbers = edges.compactMap { $0.flatMap(Double.init) }
            guard numbers.count == 4, numbers.allSatisfy(\.isFinite),
                let box = MapBox(west: numbers[0], south: numbers[1], east: numbers[2], north: numbers[3])
            else { throw Failure(.unprocessableContent, [.viewUnusable]) }
            view = box
        }
        after = given("after")
    }

    var list: ListPlaces {
        ListPlaces(words: words.isEmpty ? nil : words, category: category?.code, group: group, view: view, after: after)
    }

    /// As it stands after `?`, and empty when it is all of them.
    ///
    /// - Parameter words: whether the words of the name belong to it, which the map does not search for.
    func query(words isWorded: Bool = true, view isViewed: Bool = true, after: String? = nil) -> String {
        var parts: [(String, String)] = []
        if isWorded, !words.isEmpty { parts.append(("name", words)) }
        if let category { parts.append(("category", category.code)) }
        if let group { parts.append(("group", group.text)) }
        if isViewed, let view {
            parts += [("west", view.west), ("south", view.south), ("east", view.east), ("north", view.north)].map {
                ($0.0, String($0.1))
            }
        }
        if let after { parts.append(("after", after)) }
        return parts.map { "\($0.0)=\(WebAddress.query($0.1))" }.joined(separator: "&")
    }
}

extension Problem {
    static let viewUnusable = Problem(
        code: "view-unusable", field: "west",
        message: "Give west, south, east and north in degrees, west before east and south before north.")
}
