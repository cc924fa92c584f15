// SPDX-License-Identifier: Apache-2.0

import Foundation
import Mail
import Threads

/// A Maildir with reports of what could not be delivered. Whoever puts a message in moves it whole into `new`; what has
/// been read goes on to `cur`, with a flag: `S` for seen, `F` for what was no report.
struct BounceFolder: Sendable {
    let path: String
    private let pool = WorkerPool(limit: 1, name: "bounces")

    /// What comes back holds the message at most, and ours are small.
    private static let largest = 2_000_000

    init(_ path: String) { self.path = path }

    static func isThere(_ path: String) -> Bool {
        ["new", "cur", "tmp"].allSatisfy { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
                && isFolder.boolValue
        }
    }

    /// The names of some messages that nobody has read, oldest first.
    func unread(_ limit: Int) async throws -> [String] {
        try await pool.run {
            try FileManager.default.contentsOfDirectory(atPath: "\(path)/new").filter { !$0.hasPrefix(".") }.sorted()
                .prefix(limit).map { $0 }
        }
    }

    /// - Returns: nil when it is no report, or too large for one.
    func report(_ name: String) async throws -> DeliveryReport? {
        try await pool.run {
            let file = "\(path)/new/\(name)"
            let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
            guard size <= Self.largest else { return nil }
            return DeliveryReport(Array(try Data(contentsOf: URL(fileURLWithPath: file))))
        }
    }

    /// Moves a message away. Another copy of the service may have done so before.
    func done(_ name: String, isUnderstood: Bool) async {
        await pool.run {
            let bare = name.prefix { $0 != ":" }
            _ = rename("\(path)/new/\(name)", "\(path)/cur/\(bare):2,\(isUnderstood ? "S" : "F")")
        }
    }
}
