// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Data
import Messaging

/// Where a page begins, as opaque text: the sort key of the last item before it.
enum Cursor {
    static func write(_ parts: String...) -> String {
        // An array of strings can always be written.
        Data((try? JSON.bytes(parts)) ?? []).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Throws: a refusal when the text is none that `write` gave.
    static func read(_ text: String, parts: Int) throws(QuestionRefused) -> [String] {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard text.utf8.count <= 2_000, let data = Data(base64Encoded: base64 + padding),
            let values = try? JSON.value([String].self, from: [UInt8](data)), values.count == parts,
            // PostgreSQL's text holds every character but this one.
            !values.contains(where: { $0.utf8.contains(0) })
        else { throw malformed }
        return values
    }

    static let malformed = QuestionRefused(
        Problem(code: "page-unknown", field: "after", message: "Begin again at the first page."))
}
