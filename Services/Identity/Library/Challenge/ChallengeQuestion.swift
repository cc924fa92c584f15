// SPDX-License-Identifier: Apache-2.0

/// A challenge in words, for those who cannot see the picture: as good as it, read aloud or not. C-04
struct ChallengeQuestion: Sendable, Equatable {
    let text: String
    let answers: [String]

    static func any(using generator: inout some RandomNumberGenerator) -> ChallengeQuestion {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0:
            let (a, b) = (Int.random(in: 2...12, using: &generator), Int.random(in: 2...12, using: &generator))
            return number(a + b, "What is \(numbers[a]) plus \(numbers[b])?")
        case 1:
            let (a, b) = (Int.random(in: 10...20, using: &generator), Int.random(in: 2...9, using: &generator))
            return number(a - b, "What is \(numbers[a]) take away \(numbers[b])?")
        case 2:
            let list = some(6, of: Array(words.joined()), using: &generator)
            let index = Int.random(in: 0..<ordinals.count, using: &generator)
            return ChallengeQuestion(
                text: "Write the \(ordinals[index]) word of this list: \(list.joined(separator: ", ")).",
                answers: [list[index]])
        case 3:
            let word = words.joined().shuffled(using: &generator)[0]
            return number(word.count, "How many letters has the word “\(word)”?")
        case 4:
            let odd = Int.random(in: 0..<words.count, using: &generator)
            let common = (odd + Int.random(in: 1..<words.count, using: &generator)) % words.count
            let stranger = words[odd].shuffled(using: &generator)[0]
            let list = (some(4, of: words[common], using: &generator) + [stranger]).shuffled(using: &generator)
            return ChallengeQuestion(
                text: "Which word does not belong: \(list.joined(separator: ", "))?", answers: [stranger])
        default:
            let all = some(4, of: Array(11...99), using: &generator)
            let largest = all.max() ?? 0
            return ChallengeQuestion(
                text: "Which is the largest of these numbers: \(all.map(String.init).joined(separator: ", "))?",
                answers: [String(largest)])
        }
    }

    private static func number(_ value: Int, _ text: String) -> ChallengeQuestion {
        ChallengeQuestion(text: text, answers: [String(value), numbers[value]])
    }

    private static func some<T>(_ count: Int, of all: [T], using generator: inout some RandomNumberGenerator) -> [T] {
        Array(all.shuffled(using: &generator).prefix(count))
    }

    private static let ordinals = ["first", "second", "third", "fourth", "fifth", "last"]

    private static let numbers = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "twenty-one",
        "twenty-two", "twenty-three", "twenty-four",
    ]

    /// Kinds of things that nobody confuses.
    private static let words = [
        ["apple", "pear", "cherry", "banana", "plum", "grape", "peach", "lemon"],
        ["table", "chair", "cupboard", "bed", "bench", "stool", "desk", "shelf"],
        ["horse", "sheep", "rabbit", "goat", "otter", "badger", "donkey", "pig"],
        ["hammer", "saw", "spanner", "drill", "chisel", "pliers", "spade", "rake"],
        ["doctor", "baker", "teacher", "nurse", "plumber", "farmer", "pilot", "tailor"],
    ]
}
