// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import Testing

@testable import Identity

@Suite("The registration form")
struct RegistrationFormTests {
    let maker = ChallengeMaker(key: .random())

    private func form(
        _ email: String = "jo@nhs.net", _ password: String = "otter-lamp-7-river", name: String = "Jo Field",
        challenge: String? = nil, answer: String? = nil, at time: Date = noon, minimum: Int = 12
    ) throws -> RegistrationForm {
        var generator = Dice(state: 5)
        let shown = try maker.make(at: noon, using: &generator)
        let right = try #require(maker.open(shown.token)?.answers.first)
        return RegistrationForm(
            RegisterAccount(
                account: accountID, email: email, displayName: name, password: password,
                challenge: challenge ?? shown.token, challengeAnswer: answer ?? right),
            rules: PasswordRules(minimum: minimum), maker: maker, at: time)
    }

    @Test("A good form has no problems")
    func good() throws {
        let form = try form()
        #expect(form.problems.isEmpty)
        #expect(form.challenge != nil)
        #expect(form.email?.text == "jo@nhs.net")
        #expect(try self.form("Jo@Bücher.example").email?.text == "jo@xn--bcher-kva.example")
        #expect(try self.form(name: "  ").displayName == "jo")
    }

    @Test(
        "A name with an address in it is refused: it would be somebody else’s sentence in our e-mail",
        arguments: [
            "Your mailbox is locked: https://nhs-mail.example/unlock", "see www.unlock", "unlock at nhs-mail.example",
            "Jo (jo@nhs.net)", "Unlock.Now", "bit.ly/x", "пример.рф",
        ])
    func lure(name: String) throws {
        #expect(try form(name: name).problems.map(\.code) == ["name-with-address"])
    }

    @Test(
        "Names as people have them pass",
        arguments: ["Dr. A. B. O’Neil-Rao", "Jo Field Ph.D", "J. Field, O.B.E.", "李 小龍", "Jo Field (she/her)"])
    func names(name: String) throws { #expect(try form(name: name).problems.isEmpty) }

    @Test("Everything that is missing is named at once (ISG-22)")
    func missing() throws {
        let form = try form("", "", answer: "")
        #expect(form.problems.map(\.field) == ["email", "password", "challengeAnswer"])
        #expect(form.problems.map(\.code) == ["email-missing", "password-missing", "challenge-missing"])
    }

    @Test(
        "The floor of the rules is seven characters, a symbol and a numeral",
        arguments: [
            ("kz!1mt", ["password-too-short"]),  // ISG-29
            ("kzmtrw4p", ["password-no-symbol"]),  // ISG-30
            ("kzmtrw!p", ["password-no-numeral"]),  // ISG-31
            ("kzm", ["password-too-short", "password-no-symbol", "password-no-numeral", "password-common"]),
            ("kz!4mtr", []),
            ("kz!٤mtr", []),
        ])
    func floor(password: String, codes: [String]) throws {
        #expect(PasswordRules(minimum: 7).problems(of: password).map(\.code) == codes)
        // C-02: nothing is configured below the floor.
        #expect(PasswordRules(minimum: 1).problems(of: password).map(\.code) == codes)
    }

    @Test("Twelve characters are asked for unless configured otherwise (C-02)")
    func standard() {
        // What nobody types is not looked into: that would take for ever.
        for long in [
            String(repeating: "a", count: 400_000) + "bcde1!", "a1!" + String(repeating: "\u{301}", count: 200_000),
        ] {
            #expect(PasswordRules().problems(of: long).map(\.code) == ["password-too-long"])
        }
        #expect(PasswordRules().problems(of: "kz!4mtrwpqh").map(\.code) == ["password-too-short"])
        #expect(PasswordRules().problems(of: "kz!4mtrwpqhv").isEmpty)
    }

    @Test(
        "Passwords that are tried first are refused, however they are dressed up (C-02)",
        arguments: [
            "Password123!", "P@ssw0rd2027!", "password!1234567", "qwertyuiop1!", "Letmein-2027!", "Welcome!2027",
            "aaaaaaaaaa1!", "abc1!abc1!abc1!", "1234567890!!", "Monkey!!12345", "$unshine1984!", "abcdefghij1!",
            "!QAZ2wsx!",
            "Liverpool#1892", "Hospital!2027", "N3wc4stle-2027",
        ])
    func common(password: String) {
        let packaged = [
            "password", "letmein", "welcome", "monkey", "sunshine", "liverpool", "hospital", "newcastle", "qazwsx",
        ]
        #expect(
            PasswordRules(minimum: 7, common: CommonPasswords(packaged)).problems(of: password).map(\.code).contains(
                "password-common"))
    }

    @Test(
        "Passwords that nobody tries first pass",
        arguments: [
            "otter-lamp-7-river", "kz!4mtrwpqhv", "Three4 penguins, one canoe", "plum&tractor&59",
        ])
    func uncommon(password: String) { #expect(PasswordRules().problems(of: password).isEmpty) }

    @Test(
        "The packaged list is long, and keeps nobody from three words",
        .enabled(if: assets != nil, "needs deploy/local test"))
    func packaged() throws {
        let text = try String(contentsOfFile: (Self.assets ?? "") + "/common-passwords.txt", encoding: .utf8)
        let words = text.split(separator: "\n").map(String.init)
        #expect(words.count > 30_000)
        let rules = PasswordRules(common: CommonPasswords(words))
        for password in ["Liverpool#1892", "Mustang-mustang1!", "Princess!2027", "Practice-2027", "j3nn1fer!!2027"] {
            #expect(rules.problems(of: password).map(\.code).contains("password-common"), "\(password)")
        }
        var dice = Dice(state: 11)
        let plain = words.filter { $0.allSatisfy(\.isLetter) && $0.count > 3 }
        let refused = (0..<1_000).map { _ in
            (0..<3).map { _ in plain.randomElement(using: &dice) ?? "" }.joined(separator: "-") + "-7"
        }.filter { !rules.problems(of: $0).isEmpty }
        #expect(refused.isEmpty, "\(refused.prefix(5))")
    }

    private static let assets = ProcessInfo.processInfo.environment["ATTEST_ASSETS"]

    @Test("A password made of one's own address is refused")
    func own() throws {
        #expect(try form("joanna@nhs.net", "joanna-7-joanna!").problems.map(\.code) == ["password-common"])
    }

    @Test(
        "Addresses that no mail can reach are refused",
        arguments: [
            "jo", "jo@", "@nhs.net", "jo@nhs", "jo@@nhs.net", "jo field@nhs.net", "jo@nhs..net", "jo@-nhs.net",
            ".jo@nhs.net",
            "jo@nhs.net\r\nBcc: x@y.zz", "jö@nhs.net", "jo@nhs.net>",
        ])
    func addresses(email: String) throws {
        #expect(try form(email).problems.map(\.code) == ["email-malformed"])
        #expect(try form(email).problems.allSatisfy { !$0.message.contains(email) })
    }

    @Test("An address is known in lower case, with everything before its @ kept")
    func folds() { #expect(EmailAddress(folding: " Jo+Ward@NHS.net ")?.text == "jo+ward@nhs.net") }

    @Test(
        "Listed domains and those below them count, look-alikes do not (ISG-23, ISG-24)",
        arguments: [
            ("a@nhs.net", true), ("a@police.uk", true), ("a@cjsm.net", true), ("a@mod.uk", true),  // ISG-23
            ("a@trust.nhs.uk", true), ("a@cs.ox.ac.uk", true), ("A@GOV.UK", true),  // ISG-24
            ("a@evilnhs.uk", false), ("a@nhs.uk.example.com", false), ("a@nhs.com", false),
            ("nhs.uk@example.com", false),
        ])
    func listed(email: String, expected: Bool) throws {
        #expect(try #require(EmailAddress(folding: email)).isListed(in: Configuration.listedDomains) == expected)
    }

    @Test("A wrong, late or foreign challenge is refused, and a wrong answer is remembered (ISG-32)")
    func challenges() throws {
        let wrong = try form(answer: "nothing of the kind")
        #expect(wrong.problems.map(\.code) == ["challenge-wrong"])
        #expect(wrong.missed != nil)
        let late = try form(at: noon.addingTimeInterval(5 * 60))
        #expect(late.problems.map(\.code) == ["challenge-expired"])
        #expect(try form(at: noon.addingTimeInterval(5 * 60 - 1)).problems.isEmpty)
        let foreign = try form(challenge: "AAAA")
        #expect(foreign.problems.map(\.code) == ["challenge-unknown"])
        #expect(foreign.missed == nil && foreign.challenge == nil)
    }
}
