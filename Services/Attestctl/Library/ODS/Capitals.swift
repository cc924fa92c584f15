// SPDX-License-Identifier: Apache-2.0

/// Text in capitals, as the directory has it, in the letters that people write and read faster.
///
/// It is for reading: names are compared and sought without regard to case.
enum Capitals {
    /// `ST MARY'S SURGERY, NHS NORTH` as `St Mary's Surgery, NHS North`. What has a small letter somewhere stays.
    static func relaxed(_ text: String) -> String {
        guard !text.contains(where: \.isLowercase) else { return text }
        var result = ""
        var before: (word: Substring, mark: Substring) = ("", "")
        var isFirst = true
        var rest = text[...]
        while !rest.isEmpty {
            let mark = rest.prefix { !isPart($0) }
            rest = rest.dropFirst(mark.count)
            let word = rest.prefix(while: isPart)
            rest = rest.dropFirst(word.count)
            result += mark
            guard !word.isEmpty else { break }
            if mark == "'" || mark == "’", !before.word.isEmpty, !["O", "D"].contains(before.word) {
                result += word.lowercased()  // MARY'S
            } else {
                result += relaxed(word, isFirst: isFirst || mark.contains { "(/:,".contains($0) })
            }
            // A house number does not begin a name.
            if word.contains(where: \.isLetter) { isFirst = false }
            before = (word, mark)
        }
        return result
    }

    private static func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "&"
    }

    private static func relaxed(_ word: Substring, isFirst: Bool) -> String {
        let text = String(word)
        if abbreviations.contains(text) { return text }
        if text.contains(where: \.isNumber) {
            return text.wholeMatch(of: /[0-9]+(ST|ND|RD|TH)/) == nil ? text : text.lowercased()
        }
        if small.contains(text), !isFirst { return text.lowercased() }
        // Without a vowel, and short, it is rather letters than a word.
        if text.count <= 4, !shortened.contains(text), !text.contains(where: { "AEIOUY".contains($0) }) { return text }
        if text.hasPrefix("MC"), text.count > 4 { return "Mc" + text.dropFirst(2).capitalized }
        return word.capitalized
    }

    private static let abbreviations: Set = [
        "NHS", "ICB", "GP", "UK", "PMS", "APMS", "GMS", "CIC", "LLP", "PLC", "PCT", "PCN", "CCG", "HMP", "HMYOI", "YOI",
        "RAF", "II", "III", "IV", "VI", "VII", "VIII", "XI", "XII", "IT", "CAMHS", "MOD", "A&E",
    ]
    private static let small: Set = [
        "OF", "AND", "THE", "AT", "IN", "ON", "FOR", "BY", "WITH", "UPON", "UNDER", "LE", "CUM",
    ]
    private static let shortened: Set = ["DR", "ST", "MR", "MRS", "MS", "LTD", "RD", "LN", "DRS", "CTR", "FLR"]
}

extension StringProtocol {
    /// The first letter large, the others small.
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst().lowercased() }
}
