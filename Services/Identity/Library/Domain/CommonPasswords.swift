// SPDX-License-Identifier: Apache-2.0

/// Passwords that are tried first, and the ways in which people dress them up. No outside look-up. C-02
struct CommonPasswords: Sendable {
    private let words: Set<String>

    /// - Parameter packaged: in lower case.
    init(_ packaged: some Sequence<String> = []) { words = Self.ours.union(packaged) }

    /// Whether a password is one of them, with whatever digits and symbols stand around it.
    func contains(_ password: String) -> Bool {
        let lower = password.lowercased()
        if words.contains(lower) { return true }
        // `P@ssw0rd2024!` is `password`: what stands around the word goes, and look-alikes are read as letters.
        let headed = lower.dropLast(while: { !$0.isLetter })
        for core in [headed, headed.drop { !$0.isLetter }] {
            let plain = core.map { Self.lookAlikes[$0] ?? $0 }.filter(\.isLetter)
            if isWord(String(core.filter(\.isLetter))) || isWord(String(plain)) { return true }
        }
        return Self.isRepetitive(lower) || Self.isWalk(lower)
    }

    /// A word, or one again and again.
    private func isWord(_ text: String) -> Bool {
        if words.contains(text) { return true }
        let characters = Array(text)
        return (3..<max(3, characters.count)).contains { length in
            characters.count.isMultiple(of: length)
                && characters.indices.dropFirst(length).allSatisfy { characters[$0] == characters[$0 - length] }
                && words.contains(String(characters.prefix(length)))
        }
    }

    /// Fewer than five different characters, or one piece again and again: `aaaa1!`, `abc1!abc1!abc1!`.
    private static func isRepetitive(_ text: String) -> Bool {
        if Set(text).count < 5 { return true }
        let characters = Array(text)
        return (1...max(1, characters.count / 2)).contains { length in
            length <= characters.count / 2
                && characters.indices.dropFirst(length).allSatisfy { characters[$0] == characters[$0 - length] }
        }
    }

    /// Mostly neighbours in the alphabet, in the row of digits or on a keyboard: `abcdefg1!`, `qwertyuiop1!`.
    private static func isWalk(_ text: String) -> Bool {
        let characters = Array(text)
        guard characters.count > 1 else { return false }
        let steps = zip(characters, characters.dropFirst()).count { first, second in
            walks.contains { walk in
                guard let index = walk.firstIndex(of: first), let next = walk.firstIndex(of: second) else {
                    return false
                }
                return abs(index - next) <= 1
            }
        }
        return steps * 10 >= (characters.count - 1) * 7
    }

    private static let walks: [[Character]] = [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop[]", "asdfghjkl;'#", "zxcvbnm,./", "!\"£$%^&*()_+",
        "!@#$%^&*()_+", "qazwsxedcrfvtgbyhnujmikolp",
    ].map(Array.init)

    private static let lookAlikes: [Character: Character] = [
        "@": "a", "4": "a", "3": "e", "€": "e", "1": "i", "!": "i", "|": "l", "0": "o", "$": "s", "5": "s", "7": "t",
        "+": "t", "8": "b", "9": "g",
    ]

    /// What this field's own people think of first, and no list of the world's passwords has.
    private static let ours: Set<String> = [
        "attest", "changemenow", "clinic", "letmeinplease", "nhs", "nhsmail", "nhsnet", "nhspassword", "passphrase",
        "pharmacy", "surgery", "toolkit", "welcometo",
    ]
}

extension String {
    /// Without what a test says of its end.
    fileprivate func dropLast(while out: (Character) -> Bool) -> Substring {
        var rest = self[...]
        while let last = rest.last, out(last) { rest.removeLast() }
        return rest
    }
}
