// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography

/// Erases in one stream's events, and keeps what the erasing event has to say of it.
struct Erasure {
    private let eraser: Eraser
    private let aggregate: Aggregate
    /// Covers every event in which something is erased by now, as it reads now.
    private(set) var digest = Chain.start
    private(set) var versions: [Int64] = []
    private(set) var paths: Set<String> = []

    /// - Parameter eraser: has been shown all events of the stream already.
    init(_ eraser: Eraser, in aggregate: Aggregate) {
        self.eraser = eraser
        self.aggregate = aggregate
    }

    /// Takes the stream's next event.
    ///
    /// - Parameter isNeeded: true when what is in it must stay.
    /// - Returns: its body, when something was erased in it now.
    mutating func take(
        _ version: Int64, _ type: String, _ body: String, isBlanked: Bool, isNeeded: Bool = false
    ) throws -> String? {
        let erased = isNeeded ? nil : try eraser.erase(body, aggregate.personal(in: type))
        if erased != nil || isBlanked { digest = Self.digest(digest, erased?.body ?? body) }
        guard let erased else { return nil }
        versions.append(version)
        paths.formUnion(erased.paths)
        return erased.body
    }

    /// What the stream's next event says; nil when nothing was erased.
    func fact(because reason: ErasureReason) -> PersonalDataErased<Own>? {
        guard !versions.isEmpty else { return nil }
        return PersonalDataErased(
            reason: reason, versions: versions, fields: paths.sorted(), digest: Hex.encode(digest))
    }

    /// The digest of blanked events, each after the one before.
    static func digest(_ previous: [UInt8], _ body: String) -> [UInt8] { Chain.next(after: previous, body: body) }

    static func read(_ body: String) throws -> PersonalDataErased<Own> {
        try Envelope.decode(PersonalDataErased<Own>.self, from: Array(body.utf8)).1
    }
}

/// The service that an engine runs. Messages that every engine knows bear its name, which no type can say.
enum Own: HistoryKeeper { static let service = "own" }
