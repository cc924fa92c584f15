// SPDX-License-Identifier: Apache-2.0

import Database
import struct Foundation.UUID

/// What is looked up of organisations.
enum Organisations {
    /// What one is called; nil when there is none.
    static func name(of organisation: UUID, in database: Pool) async throws -> String? {
        try await database.query("SELECT name FROM organisations WHERE id = \(organisation)").first?.get(0)
    }
}
