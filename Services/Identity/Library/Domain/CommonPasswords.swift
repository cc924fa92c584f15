// SPDX-License-Identifier: Apache-2.0

/// Passwords that are tried first, and the ways in which people dress them up. No outside look-up. C-02
enum CommonPasswords {
    /// Whether a password is one of them, with whatever digits and symbols stand around it.
    static func contains(_ password: String) -> Bool {
        let lower = password.lowercased()
        if words.contains(lower) { return true }
        // `P@ssw0rd2024!` is `password`: what stands around the word goes, and look-alikes are read as letters.
        let headed = lower.dropLast(while: { !$0.isLetter })
        for core in [headed, headed.drop { !$0.isLetter }] {
            let plain = core.map { lookAlikes[$0] ?? $0 }.filter(\.isLetter)
            if words.contains(String(core.filter(\.isLetter))) || words.contains(String(plain)) { return true }
        }
        return isRepetitive(lower) || isWalk(lower)
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

    private static let words: Set<String> = Set(
        """
        aaaaaa abc abcd abcdef abcabc access account admin administrator alexander amanda andrea andrew angel animal anthony
        apple arsenal ashley asdf asdfgh asdfghjkl assessment attest august austin autumn babygirl bailey banana baseball
        basketball batman benjamin birmingham blessed bluebird brandon bristol buster butterfly cambridge cardiff carlos
        changeit changeme changemenow charlie cheese chelsea chester chicken chocolate christmas clinic coffee compliance
        computer confidential cookie correcthorsebatterystaple cricket daniel december default demo diamond doctor dolphin
        dragon edinburgh eleanor elephant elizabeth emily england everton family february flower football forever freedom
        friday friend friends garden general george ginger glasgow governance guest hannah happy harley harry hello
        hellohello helloworld helpdesk hockey holiday hospital hunter iloveu iloveyou information internet jackson james
        january jasmine jennifer jessica jesus jordan joseph joshua july june justin killer lancaster leeds letmein
        letmeinnow letmeinplease liverpool login london lovely loveme maggie manager manchester march maria martin master
        matrix matthew medical melissa merlin michael michelle monday monkey mother mustang mypassword naruto natasha
        newcastle newpassword nhsnet nhs nhspassword nicole nothing november nurse nursing october office oldpassword
        oliver online operator orange oxford pass passcode passme passphrase password passwordpassword passw patient
        patrick pepper pharmacy pikachu please pokemon police practice princess private purple qazwsx qazwsxedc qwer
        qwert qwerty qwertyqwerty qwertyuiop rainbow rangers reception registry richard robert root rugby samantha
        samsung sample saturday scotland secret secure security september server shadow sheffield slipknot snoopy soccer
        sophie spider spiderman spring starwars stephen summer sunday sunflower sunshine superman superuser support
        surgery sweetheart system taylor teacher temp temporary test tester testing testtest thomas thursday tigger
        tinkerbell toolkit tottenham trustno trustnoone tuesday united user username victoria wales wednesday welcome
        welcomehome welcometo westham whatever william winter wizard yorkshire zaq zaqwsx zxcvbn zxcvbnm
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}

extension String {
    /// Without what a test says of its end.
    fileprivate func dropLast(while out: (Character) -> Bool) -> Substring {
        var rest = self[...]
        while let last = rest.last, out(last) { rest.removeLast() }
        return rest
    }
}
