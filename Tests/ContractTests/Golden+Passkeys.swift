// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    static let passkeys: [Golden] = [
        message(
            AddPasskey(
                account: Invented.account, session: Invented.session, current: "correct horse 1!",
                passkey: Invented.passkey, label: "Ada’s telephone", token: "c2VhbGVk", binding: Invented.digest,
                origin: "https://attest.example", clientDataJSON: "e30", attestationObject: "oA")),
        message(RenamePasskey(account: Invented.account, passkey: Invented.passkey, label: "The old telephone")),
        message(RemovePasskey(account: Invented.account, passkey: Invented.passkey, current: "correct horse 1!")),
        message(
            ProveSessionWithPasskey(
                account: Invented.account, session: Invented.session, tokenDigest: Invented.digest,
                use: Invented.use(userHandle: "AZcKPG8AextenFUKT10uiwE"))),
        message(
            ProveSessionWithPasskey(
                account: Invented.account, session: Invented.session, tokenDigest: Invented.digest,
                use: Invented.use(userHandle: nil)), "nobodys"),
        message(
            SignInWithPasskey(
                session: Invented.session, tokenDigest: Invented.digest, device: "Firefox on Windows",
                use: Invented.use(userHandle: "AZcKPG8AextenFUKT10uiwE"))),

        message(
            PasskeyAdded(
                account: Invented.account, passkey: Invented.passkey, label: "Ada’s telephone",
                credential: Invented.credential, key: "pQECAyYgASFYIA", signCount: 0, challenge: Invented.spent,
                time: Invented.time)),
        message(
            PasskeyUsed(
                account: Invented.account, passkey: Invented.passkey, signCount: 7, challenge: Invented.spent,
                time: Invented.time)),
        message(
            PasskeyDoubted(
                account: Invented.account, passkey: Invented.passkey, signCount: 3, challenge: Invented.spent,
                time: Invented.time, isTold: true)),
        message(PasskeyRenamed(account: Invented.account, passkey: Invented.passkey, label: "The old telephone")),
        message(
            PasskeyRemoved(
                account: Invented.account, passkey: Invented.passkey, label: "The old telephone",
                credential: Invented.credential)),

        query(NewPasskeyChallenge(.signingIn, binding: Invented.digest), challenge([], takesCode: false)),
        query(
            NewPasskeyChallenge(
                .proving, binding: Invented.digest,
                halfway: .init(
                    account: Invented.account, session: Invented.session, tokenDigest: Invented.digest)),
            challenge([Invented.credential], takesCode: true), "proving"),
        query(
            ListPasskeys(),
            [
                PasskeySummary(
                    passkey: Invented.passkey, label: "Ada’s telephone", added: Invented.time, used: Invented.later)
            ]),
    ].flatMap { $0 }

    private static func challenge(_ credentials: [String], takesCode: Bool) -> PasskeyChallenge {
        PasskeyChallenge(
            token: "c2VhbGVk", challenge: "AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA", expires: Invented.later,
            credentials: credentials, takesCode: takesCode)
    }
}

extension Invented {
    fileprivate static let passkey = id(12)
    fileprivate static let credential = "-R85HbTJsv3g6nAYnLo_tj9Xm6YSKzOtlP8-wzAITuQ"
    fileprivate static let spent = SpentChallenge(digest: digest, expires: later)

    fileprivate static func use(userHandle: String?) -> PasskeyUse {
        PasskeyUse(
            token: "c2VhbGVk", binding: digest, origin: "https://attest.example", credential: credential,
            clientDataJSON: "e30", authenticatorData: "v6vDdDKViwYzYNOtZGHJxHNa5_jt1GWSpeDwFFKy5LUZAAAAAA",
            signature: "MEYCIQ", userHandle: userHandle)
    }
}
