// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID

/// How the ICO's register is read.
enum ICORegister {
    static let kept = "number, name, address, postcode, ends"

    /// The columns of an entry, from `e`.
    static func columns(at time: Date) -> SQL {
        """
        e.number, e.name, e.address, e.postcode, e.ends::text AS ends,
        coalesce(e.ends >= \(sql: Directory.day(of: time)), true) AS open, 
        (SELECT o.id FROM organisations AS o WHERE o.ico_number = e.number ORDER BY o.id LIMIT 1) AS organisation
        """
    }

    static func entry(_ row: Row) throws -> ICOEntry {
        let organisation: UUID? = try row.get("organisation")
        return ICOEntry(
            number: try row.get("number"), name: try row.get("name"), address: try row.get("address"),
            postcode: try row.get("postcode"), ends: try row.get("ends"), open: try row.get("open"),
            registered: organisation != nil, organisation: organisation)
    }

    /// One entry; nil when there is none of this number.
    static func entry(_ number: String, at time: Date, from database: Pool) async throws -> ICOEntry? {
        try await database.query(
            "SELECT \(sql: columns(at: time)) FROM ico_register AS e WHERE e.number = \(self.number(number))"
        ).first.map(entry)
    }

    /// As the register writes a number: capitals, no spaces.
    static func number(_ typed: String) -> String { SearchWords(typed).whole.filter { $0 != " " } }
}
