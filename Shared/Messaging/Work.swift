// SPDX-License-Identifier: Apache-2.0

import Database

/// What a message means for the batch: all that its handlers ask for, in their order. Nothing, when the service has no
/// part in it; it is remembered all the same.
struct Work: Sendable {
    var steps: [Step] = []
    var records: [Record] = []

    var isEmpty: Bool { steps.isEmpty && records.isEmpty }

    static func += (one: inout Work, other: Work) {
        one.steps += other.steps
        one.records += other.records
    }
}

/// A foreign fact to be copied into a table.
struct Record: Sendable {
    let recorder: Recorder
    /// As the recorder's handler received it.
    let value: any Sendable
}

/// Writes what one handler has received. Its identity tells whose a record is, so that a batch's are written together.
final class Recorder: Sendable {
    let write: @Sendable ([any Sendable]) -> [SQL]

    init(_ write: @escaping @Sendable ([any Sendable]) -> [SQL]) { self.write = write }
}
