// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography

import struct Foundation.Date
import struct Foundation.UUID

/// A key for a program to be.
struct NewAPIKey: Described {
    static let isConfidential = true

    var name: String
    var scopes: [APIKeyScope]
    var organisation: UUID?
    var days: Int
    var current: String

    static let schema = Schema.object([
        .init("name", .typed, "What you call it: best the program’s name."),
        .init("scopes", .list(.apiKeyScope), "What the program may do. It can always read."),
        .init(
            "organisation", .id, "The one that it is for. Left out: all that you belong to, now and later.", .nullable),
        .init("days", .integer(30...365), "How long it lasts: 30, 90 or 365."),
        .init("current", .typed, "The account’s password."),
    ])
    static let example = NewAPIKey(
        name: "Rota system", scopes: [.read, .assessments], organisation: Sample.organisation, days: 90,
        current: "three random words 1!")
}

extension NewAPIKey {
    /// What the form calls all organisations.
    static let everywhere = "all"

    init(_ checks: inout Checks) {
        name = checks.required("name", "Enter a name for the key", limit: AccountLimits.keyName)
        let chosen = checks.form["organisation"]
        organisation = UUID(uuidString: chosen)
        if organisation == nil, chosen != Self.everywhere {
            checks.refuse("organisation", "required", "Choose which organisations the program may work on")
        }
        let scopes = checks.form.values(of: "scopes").compactMap { APIKeyScope(rawValue: $0) }
        self.scopes = [.read] + scopes.filter { $0 != .read }
        days = Int(checks.form["days"]) ?? 0
        if !AccountLimits.keyLives.contains(days) { checks.refuse("days", "required", "Choose how long the key lasts") }
        current = checks.secret("current", "Enter your password")
    }

    func instruction(for session: Session, as key: UUID, _ secret: APIKey) -> MakeAPIKey {
        MakeAPIKey(
            account: session.account, session: session.session, key: key, tokenDigest: Hex.encode(secret.digest),
            keyName: name, scopes: scopes, organisation: organisation, days: days, current: current)
    }
}

/// A key that was made, with what the program sends.
struct MadeAPIKey: Described {
    var id: String
    var key: String

    static let schema = Schema.object([
        .init("id", .id),
        .init(
            "key", .pattern("^attest_[A-Z2-7]{46}$"),
            "The program sends it as `Authorization: Bearer <key>`. It is shown here and nowhere else."),
    ])
    static let example = MadeAPIKey(id: Sample.session.text, key: APIKey(secret: Array(1...25)).clear)
}

/// The keys of an account.
struct APIKeyList: Described {
    var items: [Item]

    struct Item: Codable, Sendable {
        var id: String
        var name: String
        var scopes: [APIKeyScope]
        var organisation: UUID?
        var made: Date
        var used: Date?
        var expires: Date
    }

    init(_ keys: [APIKeySummary]) {
        items = keys.map {
            Item(
                id: $0.key.text, name: $0.keyName, scopes: $0.scopes, organisation: $0.organisation, made: $0.made,
                used: $0.used, expires: $0.expires)
        }
    }

    static let title = "Keys"
    static let schema = Schema.object([
        .init(
            "items",
            .list(item))
    ])
    static let item = Schema.object([
        .init("id", .id), .init("name", .plain), .init("scopes", .list(.apiKeyScope)),
        .init("organisation", .id, "Left out: all that you belong to.", .optional),
        .init("made", .time),
        .init(
            "used", .time, "When it was last used, to some minutes; left out when it never was.", .optional),
        .init("expires", .time),
    ])
    static let example = APIKeyList([
        APIKeySummary(
            key: Sample.session, keyName: "Rota system", scopes: [.read, .assessments],
            organisation: Sample.organisation, made: Sample.time, used: Sample.time, expires: Sample.later)
    ])
}

extension Schema {
    static let apiKeyScope = choice(APIKeyScope.allCases.map(\.rawValue))
}
