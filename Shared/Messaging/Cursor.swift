// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography

/// Where a page begins, as opaque text: the sort key of the last item before it.
public enum Cursor {
    /// Items on a page, where nothing else is said.
    public static let pageSize = 50

    public static func write(_ parts: String...) -> String {
        // An array of strings can always be written.
        Base64URL.encode((try? JSON.bytes(parts)) ?? [])
    }

    /// - Throws: a refusal when the text is none that `write` gave.
    public static func read(_ text: String, parts: Int) throws(QuestionRefused) -> [String] {
        guard text.utf8.count <= 2_000, let bytes = Base64URL.decode(text),
            let values = try? JSON.value([String].self, from: bytes), values.count == parts,
            // PostgreSQL's text holds every character but this one.
            !values.contains(where: { $0.utf8.contains(0) })
        else { throw malformed }
        return values
    }

    public static let malformed = QuestionRefused(
        Problem(code: "page-unknown", field: "after", message: "Begin again at the first page."))
}
