// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// Brings the ICO's register in. What it no longer lists is not kept: it is not ours to remember.
struct ICOImport: Job {
    static let kind = "ico-import"
    static let table = ReferenceTable(
        name: "ico_register", staging: "ico_staging", key: "number", columns: ["name", "address", "postcode", "ends"],
        waiting: "ico_register_by_word")
    /// Rows in one step.
    var stretch = 20_000

    func step(
        _ order: ImportICORegister, from place: JobPlace, at time: Date, on connection: isolated Connection
    ) async throws -> JobStep {
        guard place.cursor != nil else { return try await Self.table.begin(order, on: connection) }
        let next = try await Self.table.merge(order, from: place, stretch: stretch, on: connection)
        guard next.cursor == nil else { return .more(next) }
        try await Self.table.clear(order.run, on: connection)
        if order.isRehearsal != true, next.hasChanges { try await WordTable.ico.renew(on: connection) }
        return .finished(next)
    }
}
