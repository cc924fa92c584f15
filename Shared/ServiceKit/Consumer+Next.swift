// SPDX-License-Identifier: Apache-2.0

import Broker

extension Consumer {
    /// What comes next, at most so many.
    ///
    /// - Returns: nil when nothing comes in time.
    func next(max most: Int, within time: Duration) async throws -> [Delivery]? {
        try await withThrowingTaskGroup(of: [Delivery]?.self) { tasks in
            tasks.addTask {
                do { return try await self.next(max: most) } catch {
                    if Task.isCancelled { return nil }
                    throw error
                }
            }
            tasks.addTask {
                try? await Task.sleep(for: time)
                return nil
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? nil
        }
    }
}
