// SPDX-License-Identifier: Apache-2.0

/// How much is done at once for those who ask.
public struct QuestionBounds: Sendable {
    /// How many questions are answered at once, at least 1.
    public var atOnce: Int
    /// How many of these may be of one kind, at least 1: a flood of one leaves places for the others.
    public var ofOneKind: Int
    /// How many of one kind may wait for their turn. Of more, the one that has waited longest is told that the service is
    /// busy: its sender is likeliest to have given up.
    public var waiting: Int

    public init(atOnce: Int, ofOneKind: Int, waiting: Int) {
        self.atOnce = atOnce
        self.ofOneKind = ofOneKind
        self.waiting = waiting
    }
}
