// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography

/// A code of a second factor.
struct SignInCode: Described {
    static let isConfidential = true
    var code: String

    static let schema = Schema.object([
        .init("code", .typed, "The six digits that the app shows now, or a recovery code.")
    ])
    static let example = SignInCode(code: "123456")
}

extension SignInCode {
    init(_ checks: inout Checks) { code = checks.required("code", "Enter the code", limit: 100) }

    /// Nil when the session has nothing left to prove.
    func instruction(_ context: GatewayContext) -> ProveSession? {
        guard case .halfway(let session) = context.visitor, let token = context.browser.session else { return nil }
        return ProveSession(
            account: session.account, session: session.session, tokenDigest: Hex.encode(token.digest), code: code)
    }
}

/// A second factor to be.
struct SecondFactor: Described {
    static let isConfidential = true
    var current: String
    var secret: String
    var code: String
    var recoveryDigests: [String]

    static let schema = Schema.object([
        .init("current", .typed, "The account’s password."),
        .init("secret", .typed, "20 random bytes in Base32. Choose them and keep them in the app."),
        .init("code", .typed, "The six digits that the app shows now."),
        .init(
            "recoveryDigests", .list(.typed),
            "Of up to 20 recovery codes that you choose and keep: SHA-256 in hexadecimal of each code’s letters and digits, "
                + "in capitals."),
    ])
    static let example = SecondFactor(
        current: "three random words 1!", secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", code: "123456",
        recoveryDigests: [RecoveryCode(secret: Array(1...10)).digest])
}

extension SecondFactor {
    init(_ checks: inout Checks, secret: String, _ codes: [RecoveryCode]) {
        current = checks.secret("current", "Enter your password")
        self.secret = secret
        code = checks.required("code", "Enter the code that the app shows", limit: 100)
        recoveryDigests = codes.map(\.digest)
    }

    func instruction(for session: Session) -> EnrolSecondFactor {
        EnrolSecondFactor(
            account: session.account, session: session.session, current: current, secret: secret, code: code,
            recoveryDigests: recoveryDigests)
    }
}
