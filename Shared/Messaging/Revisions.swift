// SPDX-License-Identifier: Apache-2.0

import Database
import Threads

/// Which projections' live tables this build may write: those of an older revision stand still until new ones are filled.
///
/// A batch asks while anything is open, and keeps the new tables from taking their place before it has committed: what
/// it leaves out is then sure to be among the events that they still get. Once all are of this build's revision nobody
/// asks any more, since a revision never goes back.
final class Revisions: Sendable {
    private let isOpen = Lock(true)

    var hasToAsk: Bool { isOpen.withLock { $0 } }

    static let question: [SQL] = ["LOCK TABLE events IN ROW EXCLUSIVE MODE", "SELECT name, revision FROM projections"]

    /// - Parameter rows: the answer to the question's last statement.
    /// - Returns: the projections that must not be written.
    func outdated(_ projections: [ProjectedTables], _ rows: Rows) throws -> Set<String> {
        var revisions: [String: Int] = [:]
        for row in rows { revisions[try row.get(0)] = try row.get(1, as: Int.self) }
        let outdated = Set(projections.filter { revisions[$0.name, default: 0] < $0.revision }.map(\.name))
        if outdated.isEmpty { isOpen.withLock { $0 = false } }
        return outdated
    }
}
