// SPDX-License-Identifier: Apache-2.0

import Contracts
import ServiceKit

/// All that the services hold about whoever is signed in: the page and the download are made of the same.
struct OwnDataReading: Sendable {
    let account: OwnAccount
    let sessions: [SessionSummary]
    let keys: [APIKeySummary]
    let organisations: [OrganisationSummary]
    /// What the registry has of invitations and requests to join.
    let tray: InTray
    let records: [OwnRecord]
    let emails: [EmailSummary]
    let history: [OwnHistoryEntry]

    /// Pages of a list that are read: more than anybody has in years.
    private static let most = 100

    /// - Throws: when a service does not answer: half of it would look like all of it.
    static func read(_ services: Services, _ context: GatewayContext) async throws -> OwnDataReading {
        let account = try await services.ask(ReadOwnAccount(), context)
        // One that was given up may be somebody else's by now.
        let addresses = [account.email]
        async let sessions = services.ask(ListSessions(), context)
        async let keys = services.ask(ListAPIKeys(), context)
        async let organisations = all { after in
            try await services.ask(ListOrganisations(after: after, own: true), context)
        }
        async let tray = services.ask(ReadInTray(address: account.email), context)
        async let records = services.ask(ReadOwnRecords(addresses: addresses), context)
        async let emails = all { after in
            try await services.ask(ListOwnEmails(addresses: addresses, after: after), context)
        }
        async let history = all { after in try await services.ask(ShowOwnHistory(after: after), context) }
        return OwnDataReading(
            account: account, sessions: try await sessions, keys: try await keys,
            organisations: try await organisations, tray: try await tray, records: try await records,
            emails: try await emails,
            history: try await history)
    }

    private static func all<Item: Codable & Sendable>(
        _ page: @Sendable (String?) async throws -> Page<Item>
    ) async throws -> [Item] {
        var (items, next): ([Item], String?) = ([], nil)
        for _ in 1...most {
            let page = try await page(next)
            items += page.items
            next = page.next
            if next == nil { break }
        }
        return items
    }
}
