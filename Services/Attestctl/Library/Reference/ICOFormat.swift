// SPDX-License-Identifier: Apache-2.0

import Contracts

/// The register that the Information Commissioner's Office publishes every day. Columns are known by their names; those
/// that are not named here, the officers' among them, are read by nobody.
struct ICOFormat: ReferenceFormat {
    static let batch = StageICORows.mostRows

    private let number: Int
    private let name: Int
    private let lines: [Int]
    private let postcode: Int
    private let ends: Int
    private let columns: Int

    init(heading: Heading) throws(Heading.Missing) {
        number = try heading.place("Registration_number")
        name = try heading.place("Organisation_name")
        let first = try heading.place("Organisation_address_line_1")
        lines = [first] + (2...5).compactMap { heading.place(ifThere: "Organisation_address_line_\($0)") }
        postcode = try heading.place("Organisation_postcode")
        ends = try heading.place("End_date_of_registration")
        columns = heading.columns.count
    }

    func row(_ fields: [String]) throws(ODSRecord.Unusable) -> ICORow {
        guard fields.count == columns else {
            throw ODSRecord.Unusable(reason: "it has \(fields.count) columns instead of \(columns)")
        }
        guard let last = DatesOfFiles.day(fields[ends].tidied) else {
            throw ODSRecord.Unusable(reason: "the day on which the registration ends is impossible")
        }
        let row = ICORow(
            number: fields[number].tidied.uppercased(), name: Capitals.relaxed(fields[name].tidied),
            address: lines.map { Capitals.relaxed(fields[$0].tidied) }.filter { !$0.isEmpty },
            postcode: fields[postcode].tidied.uppercased(), ends: last)
        if let fault = row.fault { throw ODSRecord.Unusable(reason: fault) }
        return row
    }

    func key(_ fields: [String]) -> String? {
        guard fields.indices.contains(number) else { return nil }
        let key = fields[number].tidied.uppercased()
        return ICORow.isNumber(key) ? key : nil
    }
}

/// Days as files write them.
enum DatesOfFiles {
    /// `2026-03-31`, also with a time behind it, and `31/03/2026`; empty stays empty; nil when there is no such day.
    static func day(_ text: String) -> String? {
        if text.isEmpty { return "" }
        let date = text.prefix { $0 != " " && $0 != "T" }
        let parts = date.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 3, let day = Int(parts[0]), let month = Int(parts[1]), let year = Int(parts[2]) {
            return Day(year: year, month: month, day: day)?.text
        }
        return Day(String(date))?.text
    }
}
