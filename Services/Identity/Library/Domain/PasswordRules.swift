// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What a password has to be.
///
/// Seven characters, a symbol and a numeral are the floor that no configuration goes below. C-02
struct PasswordRules: Sendable {
    static let floor = 7
    /// Beyond it a password is a paste by mistake.
    static let ceiling = 256

    /// How many characters at least.
    let minimum: Int
    private let common: CommonPasswords

    init(minimum: Int = 12, common: CommonPasswords = CommonPasswords()) {
        self.minimum = max(Self.floor, minimum)
        self.common = common
    }

    /// Everything that is wrong with a password, at once.
    ///
    /// - Parameter email: a password made of one's own address is no secret.
    func problems(of password: String, email: EmailAddress? = nil) -> [Problem] {
        guard !password.isEmpty else { return [problem("password-missing", "Choose a password.")] }
        // Nothing else is looked for in it: that takes the longer the longer it is.
        guard password.fits(Self.ceiling) else {
            return [problem("password-too-long", "Your password can have at most \(Self.ceiling) characters.")]
        }
        var problems: [Problem] = []
        // ISG-29
        if password.count < minimum {
            problems.append(problem("password-too-short", "Your password needs at least \(minimum) characters."))
        }
        // ISG-30
        if !password.contains(where: { !$0.isLetter && !$0.isNumber && !$0.isWhitespace }) {
            problems.append(problem("password-no-symbol", "Your password needs a symbol, such as ! or ?"))
        }
        // ISG-31
        if !password.contains(where: \.isNumber) {
            problems.append(problem("password-no-numeral", "Your password needs a number."))
        }
        // C-02
        if common.contains(password) || email.map({ Self.isMade(of: $0, password) }) == true {
            problems.append(
                problem(
                    "password-common", "This password is easy to guess. Try three words that do not belong together."))
        }
        return problems
    }

    private func problem(_ code: String, _ message: String) -> Problem {
        Problem(code: code, field: "password", message: message)
    }

    private static func isMade(of email: EmailAddress, _ password: String) -> Bool {
        let password = password.lowercased()
        return email.localPart.count >= 4 && password.contains(email.localPart) || password.contains(email.domain)
    }
}
