// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography

import struct Foundation.Date
import struct Foundation.UUID

// Passkeys, as forms, the script and the API have them: what authenticators make is in Base64 for addresses, without
// padding, as browsers write it (WebAuthn §5.1, `toJSON`).

/// What a passkey is asked to sign, and how.
struct PasskeyRequest: Described {
    var token: String
    var challenge: String
    var party: String
    var verification: String
    var credentials: [String]
    var algorithms: [Int]
    var userHandle: String?
    var userName: String?
    var displayName: String?
    var expires: Date

    static let title = "PasskeyChallenge"
    static let schema = Schema.object([
        .init("token", .plain, "Send it back with what the passkey made. It serves once."),
        .init("challenge", .plain, "32 random bytes, to be signed."),
        .init("party", .plain, "The relying party’s id."),
        .init("verification", .choice(["required", "preferred", "discouraged"]), "Whether to find out who it is."),
        .init(
            "credentials", .list(.plain),
            "Credentials of the account: one of them is to be used, or none of them made again. Empty: any will do."),
        .init("algorithms", .list(.integer(-65_536...65_536)), "Of new keys, as COSE numbers them, the best first."),
        .init("userHandle", .plain, "For a new key: whose it is.", .optional),
        .init("userName", .plain, "For a new key: the account’s e-mail address.", .optional),
        .init("displayName", .plain, "For a new key: the owner’s name.", .optional),
        .init("expires", .time),
    ])
    static let example = PasskeyRequest(
        PasskeyChallenge(
            token: "c2VhbGVk", challenge: "AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA", expires: Sample.later,
            credentials: ["-R85HbTJsv3g6nAYnLo_tj9Xm6YSKzOtlP8-wzAITuQ"], takesCode: false),
        for: .adding, at: "attest.example",
        Session(
            session: Sample.session, account: Sample.account, email: "ada@example.nhs.uk",
            displayName: "Ada Example", roles: [], memberships: [], expires: Sample.later, used: nil))
}

extension PasskeyRequest {
    init(_ challenge: PasskeyChallenge, for purpose: PasskeyPurpose, at party: String, _ session: Session?) {
        token = challenge.token
        self.challenge = challenge.challenge
        self.party = party
        credentials = challenge.credentials
        algorithms = AccountLimits.passkeyAlgorithms
        expires = challenge.expires
        switch purpose {
        // It may come to serve alone: then who uses it is found out.
        case .adding: verification = "preferred"
        // The password was given already.
        case .proving: verification = "discouraged"
        case .signingIn: verification = "required"
        }
        guard purpose == .adding, let session else { return }
        userHandle = Base64URL.encode(Identifier.bytes(of: session.account))
        userName = session.email
        displayName = session.displayName
    }
}

/// A passkey that was just made.
struct MadePasskey: Described {
    static let isConfidential = true
    var current: String
    var label: String
    var token: String
    var clientDataJSON: String
    var attestationObject: String

    static let schema = Schema.object([
        .init("current", .typed, "The account’s password."),
        .init("label", .typed, "What you will know it by."),
        .init("token", .typed, "Of the challenge."),
        .init("clientDataJSON", .encoded), .init("attestationObject", .encoded),
    ])
    static let example = MadePasskey(
        current: "three random words 1!", label: "My telephone", token: "c2VhbGVk", clientDataJSON: "e30",
        attestationObject: "oA")
}

extension MadePasskey {
    init(_ checks: inout Checks) {
        label = checks.required("label", "Enter a name to know the passkey by", limit: AccountLimits.passkeyLabel)
        current = checks.secret("current", "Enter your password")
        token = checks.form["token"]
        clientDataJSON = checks.form["clientDataJSON"]
        attestationObject = checks.form["attestationObject"]
        if clientDataJSON.isEmpty, checks.problems.isEmpty { checks.refuse(.passkeyMissing) }
    }

    func instruction(
        for session: Session, passkey: UUID, keys: Keys, _ context: GatewayContext
    ) throws -> AddPasskey {
        AddPasskey(
            account: session.account, session: session.session, current: current, passkey: passkey, label: label,
            token: token, binding: keys.passkeyBinding(context.browser), origin: try context.passkeys().origin,
            clientDataJSON: clientDataJSON, attestationObject: attestationObject)
    }
}

/// A passkey that was just used.
struct UsedPasskey: Described {
    var token: String
    var credential: String
    var clientDataJSON: String
    var authenticatorData: String
    var signature: String
    var userHandle: String?

    static let schema = Schema.object([
        .init("token", .typed, "Of the challenge."),
        .init("credential", .encoded, "The credential’s id."),
        .init("clientDataJSON", .encoded), .init("authenticatorData", .encoded), .init("signature", .encoded),
        .init("userHandle", .encoded, "Needed to sign in with it alone.", .nullable),
    ])
    static let example = UsedPasskey(
        token: "c2VhbGVk", credential: "-R85HbTJsv3g6nAYnLo_tj9Xm6YSKzOtlP8-wzAITuQ", clientDataJSON: "e30",
        authenticatorData: "v6vDdDKViwYzYNOtZGHJxHNa5_jt1GWSpeDwFFKy5LUZAAAAAA", signature: "MEYCIQ",
        userHandle: "AY99PgAAcACAAAAAAAAAAQ")
}

extension UsedPasskey {
    init(_ checks: inout Checks) {
        token = checks.form["token"]
        credential = checks.form["credential"]
        clientDataJSON = checks.form["clientDataJSON"]
        authenticatorData = checks.form["authenticatorData"]
        signature = checks.form["signature"]
        let handle = checks.form["userHandle"]
        userHandle = handle.isEmpty ? nil : handle
        if signature.isEmpty { checks.refuse(.passkeyMissing) }
    }

    private func use(_ keys: Keys, _ context: GatewayContext) throws -> PasskeyUse {
        PasskeyUse(
            token: token, binding: keys.passkeyBinding(context.browser), origin: try context.passkeys().origin,
            credential: credential, clientDataJSON: clientDataJSON, authenticatorData: authenticatorData,
            signature: signature, userHandle: userHandle)
    }

    func signIn(
        as session: UUID, _ token: Token, _ keys: Keys, _ context: GatewayContext
    ) throws -> SignInWithPasskey {
        SignInWithPasskey(
            session: session, tokenDigest: Hex.encode(token.digest), device: Device.name(of: context.userAgent),
            use: try use(keys, context))
    }

    /// Nil when the session has nothing left to prove.
    func proof(_ keys: Keys, _ context: GatewayContext) throws -> ProveSessionWithPasskey? {
        guard case .halfway(let session) = context.visitor, let token = context.browser.session else { return nil }
        return ProveSessionWithPasskey(
            account: session.account, session: session.session, tokenDigest: Hex.encode(token.digest),
            use: try use(keys, context))
    }
}

struct PasskeyName: Described {
    var label: String

    static let schema = Schema.object([.init("label", .typed, "What you will know it by.")])
    static let example = PasskeyName(label: "My telephone")
}

extension PasskeyName {
    init(_ checks: inout Checks) {
        label = checks.required("label", "Enter a name to know the passkey by", limit: AccountLimits.passkeyLabel)
    }
}

struct Passkey: Described {
    var id: String
    var label: String
    var added: Date
    var used: Date?

    init(_ summary: PasskeySummary) {
        id = summary.passkey.text
        label = summary.label
        added = summary.added
        used = summary.used
    }

    static let schema = Schema.object([
        .init("id", .id), .init("label", .plain), .init("added", .time),
        .init("used", .time, "Left out of one that was never used.", .optional),
    ])
    static let example = Passkey(
        PasskeySummary(passkey: Sample.session, label: "My telephone", added: Sample.time, used: Sample.later))
}

struct AddedPasskey: Described {
    var id: String

    static let schema = Schema.object([.init("id", .id)])
    static let example = AddedPasskey(id: Sample.session.text)
}

extension Schema {
    /// Bytes of an authenticator's or a browser's.
    fileprivate static let encoded = pattern("^[A-Za-z0-9_-]+$", length: 1...90_000)
}

extension Keys {
    /// Who a challenge for a passkey is given to: nobody else can make it.
    func passkeyBinding(_ browser: Browser) -> String { binding("passkey", browser.binding ?? "api") }
}

extension Checks {
    fileprivate mutating func refuse(_ problem: Problem) { refuse(problem.field ?? "", problem.code, problem.message) }
}
