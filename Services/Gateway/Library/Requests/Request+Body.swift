// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

extension Request {
    /// The whole body.
    ///
    /// - Throws: `Failure`: 413 longer than the limit, 408 not there in time.
    func body(
        upTo limit: Int, within time: Duration = .seconds(30), tooLong: [Problem] = []
    ) async throws -> ByteBuffer {
        let body = body
        return try await withThrowingTaskGroup(of: ByteBuffer?.self) { tasks in
            tasks.addTask {
                do { return try await body.collect(upTo: limit) } catch { throw Failure(.contentTooLarge, tooLong) }
            }
            tasks.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { tasks.cancelAll() }
            // A byte now and then keeps a connection open for ever, and a hundred of them keep others out.
            guard let buffer = try await tasks.next() ?? nil else { throw Failure(.requestTimeout) }
            return buffer
        }
    }
}
