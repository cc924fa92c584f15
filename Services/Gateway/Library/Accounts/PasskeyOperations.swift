// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Hummingbird

/// `account/passkeys`, and signing in with one.
enum PasskeyOperations {
    static let all: [Operation] = [
        .list("account/passkeys", "listPasskeys", "Your passkeys, the oldest first", pages: false, of: Passkey.self) {
            call in
            Page(items: try await call.ask(ListPasskeys()).map { Passkey($0) })
        },
        .make(
            "account/passkeys", "addPasskey", "Add a passkey that was made for a challenge", takes: MadePasskey.self,
            gives: AddedPasskey.self, hasLocation: false,
            refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call, made in
            let passkey = call.identifier("passkey")
            try await call.tell(
                try made.instruction(
                    for: try call.context.signedIn(), passkey: passkey, keys: call.keys, call.context))
            return (AddedPasskey(id: passkey.text), nil)
        },
        challenge("account/passkeys/challenges", "challengeNewPasskey", "What a new passkey has to sign", .adding),
        .act(
            .put, "account/passkeys/{passkey}/name", "renamePasskey", "Call a passkey something else",
            takes: PasskeyName.self
        ) { call, name in
            try await call.tell(
                RenamePasskey(
                    account: try call.context.signedIn().account, passkey: try call.id("passkey"), label: name.label))
        },
        .act(
            .post, "account/passkeys/{passkey}/removal", "removePasskey", "Remove a passkey",
            takes: CurrentPassword.self, refusals: [.unprocessableContent, .tooManyRequests]
        ) { call, password in
            try await call.tell(
                RemovePasskey(
                    account: try call.context.signedIn().account, passkey: try call.id("passkey"),
                    current: password.current))
        },
        challenge(
            "sessions/current/passkey-challenges", "challengeSession",
            "What a passkey has to sign for the second step of signing in", .proving, access: .halfway),
        .act(
            .put, "sessions/current/passkey", "proveSessionWithPasskey",
            "The second step of signing in, with a passkey",
            access: .halfway, takes: UsedPasskey.self, refusals: [.unprocessableContent, .tooManyRequests]
        ) { call, used in
            guard let instruction = try used.proof(call.keys, call.context) else { return }
            try await call.tell(instruction)
        },
        challenge(
            "sessions/passkey-challenges", "challengeSignIn", "What a passkey has to sign to sign in with it alone",
            .signingIn, access: .anyone),
        .make(
            "sessions/passkey", "signInWithPasskey", "Sign in with a passkey alone: both steps in one",
            access: .anyone, takes: UsedPasskey.self, gives: NewSession.self,
            refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call, used in
            try await call.beginSession { token in
                try used.signIn(as: call.identifier("session"), token, call.keys, call.context)
            }
        },
    ]

    private static func challenge(
        _ path: String, _ name: String, _ summary: String, _ purpose: PasskeyPurpose,
        access: Operation.Access = .account
    ) -> Operation {
        .act(path, name, summary, access: access, gives: PasskeyRequest.self) { call in
            try await call.services.passkeyRequest(purpose, call.keys, call.context).request
        }
    }
}

extension Operation {
    /// Gives something new for the asking, without a body.
    fileprivate static func act<Value: Described>(
        _ path: String, _ name: String, _ summary: String, access: Access, gives: Value.Type,
        answer: @escaping @Sendable (Call) async throws -> Value
    ) -> Operation {
        Operation(
            method: .post, path: "/api/v1/\(path)", name: name, summary: summary, access: access,
            gives: Answer(status: .ok, about: "As asked.", body: Shape(Value.self)), refusals: [.unprocessableContent]
        ) { call in
            try .json(try await answer(call))
        }
    }
}

extension Services {
    /// A challenge, and whether the account has an app for codes as well.
    func passkeyRequest(
        _ purpose: PasskeyPurpose, _ keys: Keys, _ context: GatewayContext
    ) async throws -> (request: PasskeyRequest, takesCode: Bool) {
        let site = try context.passkeys()
        var halfway: NewPasskeyChallenge.Halfway?
        if purpose == .proving, let session = context.held, let token = context.browser.session {
            halfway = .init(account: session.account, session: session.session, tokenDigest: Hex.encode(token.digest))
        }
        let challenge = try await ask(
            NewPasskeyChallenge(purpose, binding: keys.passkeyBinding(context.browser), halfway: halfway), context)
        return (
            PasskeyRequest(challenge, for: purpose, at: site.party, context.visitor.session), challenge.takesCode
        )
    }
}
