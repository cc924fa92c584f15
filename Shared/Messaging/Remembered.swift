// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database

/// What is kept of a message that took effect: what was answered, and the digest of what it said.
struct Remembered: Sendable {
    let reply: String?
    /// Nil when nothing is compared: see `Instruction.isConfidential` and `Intake.read`.
    let digest: [UInt8]?

    init(reply: String?, digest: [UInt8]?) {
        self.reply = reply
        self.digest = digest
    }

    /// A row of `Store.known`.
    init(_ row: Row) throws {
        self.init(reply: try row.get("reply"), digest: try row.get("digest"))
    }

    /// The answer to a message that comes with the same id: the stored one, unless it says something else.
    func answer(to digest: [UInt8]?) throws -> String {
        if let own = self.digest, let digest, own != digest { return try Reply.refused([.keyReused]).text() }
        return reply ?? Self.nothing
    }

    /// The reply to what changes no stream of this service.
    static let nothing = #"{"stream":"00000000-0000-0000-0000-000000000000","version":0}"#
}
