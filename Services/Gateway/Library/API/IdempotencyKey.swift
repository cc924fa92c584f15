// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import HTTPTypes

/// The id of the command that a request becomes, so that a request that is sent again takes effect once. IMP-04
struct IdempotencyKey: Sendable, Equatable {
    /// The command's id.
    let id: UUID
    /// The client gave no key: nobody can send the command again.
    let isFresh: Bool

    /// - Parameters:
    ///   - header: what the request says; nil makes a fresh id. Any text becomes an id that follows from it and the
    ///     scope; a version 7 UUID of the last weeks one of the same time. It is never the id itself: the services
    ///     would answer whoever sends it again, for whatever, with the first one's answer.
    ///   - scope: what keeps the same text apart: the operation, and who asks or, where nobody has signed in, what is
    ///     asked. Never a secret's digest in the clear: the id that follows is keyed.
    init(header: String?, scope: String, keys: Keys, now: Date = Date()) throws(Failure) {
        isFresh = header == nil
        guard let header else {
            id = Identifier.make()
            return
        }
        guard (1...200).contains(header.utf8.count), header.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw Failure(.badRequest, [.malformedKey])
        }
        let uuid = UUID(uuidString: header)
        if let uuid, let time = Identifier.time(of: uuid), Self.isUsable(time, now) {
            id = keys.identifier(scope, message: uuid)
        } else {
            // A UUID is the same in either case; other texts are not.
            id = keys.identifier(key: uuid?.text ?? header, scope: scope)
        }
    }

    /// The services remember ids for thirty days by the time that is in them, and take no older one.
    private static func isUsable(_ time: Date, _ now: Date) -> Bool {
        (-86_400...28 * 86_400).contains(now.timeIntervalSince(time))
    }

    /// An id for something that the command makes: the same for a repetition, and nobody's choice.
    func identifier(_ purpose: String, keys: Keys) -> UUID {
        Identifier.time(of: id) == nil
            ? keys.identifier(key: purpose, scope: id.text) : keys.identifier(purpose, message: id)
    }
}

extension Problem {
    static let malformedKey = Problem(
        code: "malformed", field: "Idempotency-Key", message: "Give 1 to 200 visible ASCII characters, best a UUID.")
}
