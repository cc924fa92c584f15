// SPDX-License-Identifier: Apache-2.0

/// Something that should have happened by now.
public struct NotInTime: Error, CustomStringConvertible {
    public let description: String
    public init(description: String) { self.description = description }
}

/// Waits until a condition holds.
///
/// - Throws: `NotInTime` after the deadline, naming what was waited for.
@discardableResult
public func eventually<Value>(
    _ what: String, within deadline: Duration = .seconds(60), _ condition: () async throws -> Value?
) async throws -> Value {
    let clock = ContinuousClock()
    let end = clock.now + deadline
    while true {
        if let value = try await condition() { return value }
        guard clock.now < end else { throw NotInTime(description: "\(what): not within \(deadline)") }
        try await clock.sleep(for: .milliseconds(20))
    }
}

/// Waits for something that ends when it is cancelled, for so long.
///
/// - Throws: `NotInTime` after the limit, and whatever `body` throws.
public func within<Value: Sendable>(
    _ limit: Duration = .seconds(20), _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { tasks in
        tasks.addTask { try await body() }
        tasks.addTask {
            try await Task.sleep(for: limit)
            throw NotInTime(description: "what was waited for: not within \(limit)")
        }
        defer { tasks.cancelAll() }
        guard let value = try await tasks.next() else { throw CancellationError() }
        return value
    }
}
