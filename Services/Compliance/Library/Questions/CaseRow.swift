// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// One case as its row holds it.
struct CaseRow {
    var version: Int64
    var opened: Date
    var signed: Date?
    var state: CaseState

    /// A case that the actor may read. One that they may not is not found, so that nobody learns which there are.
    static func find(_ id: UUID, for actor: Actor, from database: Pool) async throws -> CaseRow {
        guard let row = try await find(id, from: database),
            CaseAccess.mayRead(actor, organisation: row.state.organisation, host: row.state.host?.code)
        else { throw QuestionRefused.notFound }
        return row
    }

    /// A case, whoever asks: for those who prove in another way that they may know.
    static func find(_ id: UUID, from database: Pool) async throws -> CaseRow? {
        let rows = try await database.query("SELECT version, opened, signed, state FROM cases WHERE id = \(id)")
        guard let row = rows.first else { return nil }
        return CaseRow(
            version: try row.get("version"), opened: try row.get("opened"), signed: try row.get("signed"),
            state: try JSON.value(CaseState.self, from: row.get("state", as: String.self)))
    }
}
