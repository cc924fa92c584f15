// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging

/// Where the next page begins, as text that only this service reads.
enum Cursor {
    /// Items on a page.
    static let pageSize = 50

    static func write(_ parts: String...) -> String { Base64URL.encode(Array(parts.joined(separator: " ").utf8)) }

    /// - Throws: a refusal when it is not a cursor that was given out.
    static func read(_ cursor: String, parts count: Int) throws(QuestionRefused) -> [String] {
        let parts = Base64URL.decode(cursor).map { String(decoding: $0, as: UTF8.self).split(separator: " ") }
        guard let parts, parts.count == count else { throw unreadable }
        return parts.map(String.init)
    }

    static let unreadable = QuestionRefused(
        Problem(code: "cursor-unreadable", field: "after", message: "Begin the list again from its first page."))
}
