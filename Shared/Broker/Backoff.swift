// SPDX-License-Identifier: Apache-2.0

/// How long to wait before the next attempt: doubling, with jitter so that many processes do not come back at once.
public struct Backoff: Sendable {
    private let first: Duration
    private let most: Duration
    private var step: Duration

    public init(first: Duration = .milliseconds(100), most: Duration = .seconds(2)) {
        self.first = first
        self.most = most
        step = first
    }

    /// Between half of this step and the whole of it; the next step is twice as long, up to the limit.
    public mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        defer { step = min(step * 2, most) }
        return step * Double.random(in: 0.5...1, using: &generator)
    }

    /// The same with the system's random numbers.
    public mutating func next() -> Duration {
        var generator = SystemRandomNumberGenerator()
        return next(using: &generator)
    }

    /// After a success: starts from the first step again.
    public mutating func reset() { step = first }
}
