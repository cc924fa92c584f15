// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID

/// How the directory is read.
enum Directory {
    /// One entry, open or not; nil when there is none of this code.
    static func entry(_ code: String, at time: Date, from database: Pool) async throws -> DirectoryEntry? {
        try await database.query(
            """
            SELECT \(raw: columns), d.open AND (d.close_date IS NULL OR d.close_date >= \(sql: day(of: time))) AS open
            FROM directory AS d LEFT JOIN directory AS p ON p.code = d.parent_code
            WHERE d.code = \(code)
            """
        ).first.map(entry)
    }

    /// The columns of an entry but `open`, from `d` and its parent `p`.
    static let columns = """
        d.code, d.name, d.line1, d.line2, d.line3, d.town, d.county, d.postcode, d.parent_code, p.name AS parent_name,
        (SELECT o.id FROM organisations AS o WHERE o.ods_code = d.code LIMIT 1) AS organisation
        """

    /// The day in the United Kingdom. An organisation is open on its closing date, and no longer on the day after.
    static func day(of time: Date) -> SQL { "(\(time)::timestamptz AT TIME ZONE 'Europe/London')::date" }

    static func entry(_ row: Row) throws -> DirectoryEntry {
        let parent: String? = try row.get("parent_code")
        let parentName: String? = try row.get("parent_name")
        let organisation: UUID? = try row.get("organisation")
        return DirectoryEntry(
            code: try row.get("code"), name: try row.get("name"), address: try address(row),
            // A host that no file lists is known by its code alone.
            parent: parent.map { ParentOrganisation(code: $0, name: parentName ?? $0) }, open: try row.get("open"),
            registered: organisation != nil, organisation: organisation)
    }

    static func address(_ row: Row) throws -> Address {
        let lines: [String] = [try row.get("line1"), try row.get("line2"), try row.get("line3")]
        return Address(
            lines: lines.filter { !$0.isEmpty }, town: try row.get("town"), county: try row.get("county"),
            postcode: try row.get("postcode"))
    }
}
