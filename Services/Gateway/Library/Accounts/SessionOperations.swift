// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Hummingbird

/// `sessions`: signing in and out. The token stays between the caller and the gateway: services know its digest.
enum SessionOperations {
    static let signIn = "signIn"

    static let all: [Operation] = [
        .make(
            "sessions", signIn, "Sign in: begin a session and get its token", access: .anyone, takes: Credentials.self,
            gives: NewSession.self, refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call, credentials in
            try await call.beginSession { token in
                credentials.instruction(for: call.identifier("session"), token, on: call.context.userAgent)
            }
        },
        .act(
            .put, "sessions/current/code", "proveSession", "The second step of signing in", access: .halfway,
            takes: SignInCode.self, refusals: [.unprocessableContent, .tooManyRequests]
        ) { call, code in
            guard let instruction = code.instruction(call.context) else { return }
            try await call.tell(instruction)
        },
        .get("sessions/current", "showSession", "The session that the token is of", gives: CurrentSession.self) {
            call in
            CurrentSession(try call.context.signedIn())
        },
        .get("sessions", "listSessions", "Where you are signed in", gives: SessionList.self) { call in
            let own = try call.context.signedIn()
            return SessionList(try await call.ask(ListSessions()), current: own.session)
        },
        .act(.delete, "sessions", "signOutEverywhere", "End all your sessions, this one as well") { call in
            try await call.tell(SignOutEverywhere(account: try call.context.signedIn().account))
        },
        .act(.delete, "sessions/{session}", "endSession", "End one of your sessions") { call in
            try await call.tell(
                SignOut(account: try call.context.signedIn().account, session: try call.id("session")))
        },
        .act(.delete, "sessions/current", "signOut", "Sign out: end the session", access: .halfway) { call in
            guard let session = call.context.held else { return }
            try await call.services.tell(
                SignOut(account: session.account, session: session.session), id: call.key.id, call.context,
                as: .account(session.account))
        },
    ]
}

extension Call {
    /// Signs in, and gives the session and its token.
    func beginSession(
        _ instruction: (Token) throws -> some Instruction
    ) async throws -> (value: NewSession, location: String?) {
        let token = keys.sessionToken(message: key.id, browser: "api")
        try await tell(try instruction(token))
        switch try await services.visitor(with: token, trace: context.trace) {
        case .signedIn(let begun), .halfway(let begun):
            return (NewSession(token: token.clear, session: CurrentSession(begun)), "sessions/current")
        case .anonymous, .unknown: throw Failure(.conflict, [.keyUsed])
        }
    }
}

extension Problem {
    fileprivate static let keyUsed = Problem(
        code: "key-used", field: "Idempotency-Key",
        message: "This Idempotency-Key began a session that has ended. Send another.")
}
