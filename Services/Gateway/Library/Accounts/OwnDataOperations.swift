// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `account/data` and `account/closure`.
enum OwnDataOperations {
    static let all: [Operation] = [
        .get("account/data", "showOwnData", "All that is held about you", gives: OwnData.self) { call in
            OwnData(try await OwnDataReading.read(call.services, call.context))
        },
        .act(
            .post, "account/closure", "closeAccount",
            "Close your account: sessions and keys end at once, and a week later what is held about you is erased, unless "
                + "you sign in before then",
            takes: CurrentPassword.self, refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call, password in
            try await call.tell(
                CloseAccount(account: try call.context.signedIn().account, current: password.current))
        },
    ]
}
