// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Hummingbird

/// `account/keys`: what programs act with. No program makes, sees or ends any.
enum APIKeyOperations {
    static let all: [Operation] = [
        .get("account/keys", "listKeys", "Your keys for programs", gives: APIKeyList.self) { call in
            APIKeyList(try await call.ask(ListAPIKeys()))
        },
        .make(
            "account/keys", "makeKey", "Make a key for a program", takes: NewAPIKey.self, gives: MadeAPIKey.self,
            hasLocation: false, refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call, new in
            let session = try call.context.signedIn()
            let secret = call.keys.apiKey(message: call.key.id, session: session.session)
            let id = call.identifier("key")
            try await call.tell(new.instruction(for: session, as: id, secret))
            // An old request sent again gives no dead key.
            guard try await call.ask(ListAPIKeys()).contains(where: { $0.key == id }) else {
                throw Failure(.conflict, [.keyEnded])
            }
            return (MadeAPIKey(id: id.text, key: secret.clear), nil)
        },
        .act(.delete, "account/keys/{key}", "endKey", "End one of your keys, at once") { call in
            try await call.tell(
                EndAPIKey(account: try call.context.signedIn().account, key: try call.id("key")))
        },
    ]
}

extension Problem {
    fileprivate static let keyEnded = Problem(
        code: "key-used", field: "Idempotency-Key",
        message: "This Idempotency-Key made a key that has ended. Send another.")
}
