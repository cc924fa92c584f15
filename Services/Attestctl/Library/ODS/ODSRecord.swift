// SPDX-License-Identifier: Apache-2.0

import Contracts

/// One line of the 27 columns that the Organisation Data Service publishes without a heading.
struct ODSRecord {
    /// Why a line cannot be used.
    struct Unusable: Error, Equatable {
        let reason: String
    }

    static let columns = 27

    /// Reads the columns that the directory keeps.
    static func row(_ fields: [String]) throws(Unusable) -> DirectoryRow {
        guard fields.count == columns else {
            throw Unusable(reason: "it has \(fields.count) columns instead of \(columns)")
        }
        let text = fields.map(\.tidied)
        guard !text[0].isEmpty else { throw Unusable(reason: "the code is empty") }
        guard isCode(text[0]) else {
            throw Unusable(reason: "the code is not three to nine capital letters and digits")
        }
        guard !text[1].isEmpty else { throw Unusable(reason: "the name is empty") }
        guard let opened = date(text[10]) else { throw Unusable(reason: "the opening date is impossible") }
        guard let closed = date(text[11]) else { throw Unusable(reason: "the closing date is impossible") }
        guard ["", "A", "C", "D", "P"].contains(text[12]) else {
            throw Unusable(reason: "the status is not A, C, D or P")
        }
        // The fifteenth column of a practice names the commissioner that hosts it.
        return DirectoryRow(
            code: text[0], name: Capitals.relaxed(text[1]),
            address: address(lines: Array(text[4...8]), postcode: text[9]),
            parentCode: text[14].isEmpty ? nil : text[14], openDate: opened, closeDate: closed, status: text[12],
            kind: text[25])
    }

    static func isCode(_ text: String) -> Bool {
        (3...9).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) }
    }

    /// Town and county stand in the last lines that are filled, wherever those are: practices leave the fifth line empty
    /// and trusts the fourth, and the county is often left out.
    static func address(lines: [String], postcode: String) -> Address {
        var filled = lines.filter { !$0.isEmpty }
        let county = filled.count > 1 && Counties.contains(filled[filled.count - 1]) ? filled.removeLast() : ""
        let town = filled.count > 1 ? filled.removeLast() : ""
        if filled.count > 3 { filled = filled[..<2] + [filled[2...].joined(separator: ", ")] }
        return Address(
            lines: filled.map(Capitals.relaxed), town: Capitals.relaxed(town), county: Capitals.relaxed(county),
            postcode: postcode)
    }

    /// `20130401` as `2013-04-01`; empty stays empty; nil when there is no such day.
    static func date(_ text: String) -> String? {
        if text.isEmpty { return "" }
        let digits = Array(text.utf8)
        guard digits.count == 8, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        let (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard year > 0, (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
        return "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))"
    }
}
