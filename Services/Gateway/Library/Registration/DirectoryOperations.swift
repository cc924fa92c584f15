// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `directories/ods`: the directory of the Organisation Data Service.
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
    ]
}
