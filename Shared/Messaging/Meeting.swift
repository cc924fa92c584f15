// SPDX-License-Identifier: Apache-2.0

import Threads

/// A place where strands meet in the middle of their work: the first waits until the others have done what came before,
/// and they wait until it has done what is everybody's.
///
/// Whoever waits is told when its task is cancelled, since another strand may have failed and never come.
final class Meeting: Sendable {
    private let arrivals: [Mailbox<Bool>]
    private let ends: [Mailbox<Bool>]

    /// - Parameter others: how many come beside the first, with numbers from 1.
    init(others: Int) {
        arrivals = (0..<others).map { _ in Mailbox() }
        ends = (0..<others).map { _ in Mailbox() }
    }

    /// The first strand waits for the others.
    ///
    /// - Returns: false when the task was cancelled.
    func gathered() async -> Bool {
        for arrival in arrivals { guard await arrival.next() != nil else { return false } }
        return true
    }

    /// Another strand comes, and waits for the end.
    ///
    /// - Returns: false when the task was cancelled.
    func attend(_ number: Int) async -> Bool {
        arrivals[number - 1].post(true)
        return await ends[number - 1].next() != nil
    }

    func end() { for end in ends { end.post(true) } }
}
