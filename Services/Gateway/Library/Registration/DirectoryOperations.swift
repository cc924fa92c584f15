// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `directories/ods`, `directories/ico` and `directories/postcodes`: what others publish, and we look up.
enum DirectoryOperations {
    static let all: [Operation] = [
        // ISG-38
        .list(
            "directories/ods", "findDirectoryEntries", "Open organisations whose name has every word",
            query: [
                .init(
                    name: "name", schema: .typed(1...200), about: "Words of the name, or a code.",
                    isRequired: true),
                .init(name: "category", schema: .category, about: "Narrows to what can be of this category."),
            ], of: DirectoryListing.self
        ) { call in
            let found = try await call.ask(
                FindDirectoryEntries(
                    name: call.query["name"] ?? "", category: call.query["category"], after: call.after))
            return Page(items: found.items.map(DirectoryListing.init), next: found.next)
        },
        // ISG-39
        .get("directories/ods/{code}", "showDirectoryEntry", "An entry by its code", gives: DirectoryListing.self) {
            call in
            guard let entry = try await call.ask(FindDirectoryEntry(code: call.path["code"] ?? "")) else {
                throw Failure.notFound
            }
            return DirectoryListing(entry)
        },
        // ISG-41
        .list(
            "directories/ico", "findICOEntries", "Entries of the ICO’s register by the name that they are under",
            query: [
                .init(
                    name: "name", schema: .typed(1...200), about: "Words of the name, or a registration number.",
                    isRequired: true)
            ], of: ICOListing.self
        ) { call in
            let found = try await call.ask(FindICOEntries(name: call.query["name"] ?? "", after: call.after))
            return Page(items: found.items.map(ICOListing.init), next: found.next)
        },
        .get("directories/ico/{number}", "showICOEntry", "An entry by its number", gives: ICOListing.self) { call in
            guard let entry = try await call.ask(FindICOEntry(number: call.path["number"] ?? "")) else {
                throw Failure.notFound
            }
            return ICOListing(entry)
        },
        // ISG-44
        .get(
            "directories/postcodes/{postcode}", "locatePostcode", "Where a postcode is, as closely as is known",
            gives: PostcodePlace.self, refusals: [.unprocessableContent]
        ) { call in
            PostcodePlace(try await call.ask(LocatePostcode(postcode: call.path["postcode"] ?? "")))
        },
    ]
}
