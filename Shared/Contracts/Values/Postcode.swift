// SPDX-License-Identifier: Apache-2.0

/// The form of a postcode of the United Kingdom, the Channel Islands, the Isle of Man, the overseas territories
/// (`ASCN 1ZZ`) and the forces' post offices (`BFPO 57`).
public enum Postcode {
    /// Upper case with one space before the last three characters: `LS1 4AP`.
    public static func written(_ text: String) -> String {
        let close = text.uppercased().filter { !$0.isWhitespace }
        if close.hasPrefix("BFPO") { return "BFPO \(close.dropFirst(4))" }
        guard (5...7).contains(close.count) else { return text.uppercased() }
        return "\(close.dropLast(3)) \(close.suffix(3))"
    }

    /// Whether a text, as `written` gives it, has the form of one. It may still not exist.
    public static func accepts(_ text: String) -> Bool {
        if text.wholeMatch(of: #/BFPO [0-9]{1,4}/#) != nil { return true }
        let outward = #/[A-Z]{1,2}[0-9][A-Z0-9]?|GIR|ASCN|BBND|BIQQ|FIQQ|PCRN|SIQQ|STHL|TDCU|TKCA/#
        let inward = #/[0-9][A-Z]{2}/#
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].wholeMatch(of: outward) != nil && parts[1].wholeMatch(of: inward) != nil
    }
}
