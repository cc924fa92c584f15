// SPDX-License-Identifier: Apache-2.0

/// Deliveries that came, and callers that wait for some. Belongs to one actor.
final class Inbox {
    typealias Outcome = Result<[Delivery], BrokerError>

    private var backlog = Backlog()
    private var waiters: [(ticket: UInt64, max: Int, CheckedContinuation<Outcome, Never>)] = []
    private var isFinished = false

    func append(_ delivery: Delivery) { backlog.append(delivery) }

    /// What is there, unless somebody waits already; nothing when it is finished.
    func takeNow(max: Int) -> [Delivery]? {
        if isFinished { return [] }
        return waiters.isEmpty && !backlog.isEmpty ? backlog.take(most: max) : nil
    }

    /// Hands out nothing more: whoever waits, or asks later, gets an empty batch.
    func finish() {
        isFinished = true
        let waiters = waiters
        self.waiters = []
        for waiter in waiters { waiter.2.resume(returning: .success([])) }
    }

    func wait(_ ticket: UInt64, max: Int, _ continuation: CheckedContinuation<Outcome, Never>) {
        waiters.append((ticket, max, continuation))
    }

    /// Serves the waiting in the order they came. `handOver` sees each batch first; when it throws, that caller gets the
    /// error. It may come back in here, so a pair leaves the lists before it is called.
    func serve(_ handOver: ([Delivery]) throws(BrokerError) -> Void) {
        while !waiters.isEmpty, !backlog.isEmpty {
            let waiter = waiters.removeFirst()
            let batch = backlog.take(most: waiter.max)
            waiter.2.resume(
                returning: Outcome { () throws(BrokerError) in
                    try handOver(batch)
                    return batch
                })
        }
    }

    func cancel(_ ticket: UInt64) {
        guard let position = waiters.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiters.remove(at: position).2.resume(returning: .failure(.cancelled))
    }

    func end(_ error: BrokerError) {
        backlog.removeAll()
        let waiters = waiters
        self.waiters = []
        for waiter in waiters { waiter.2.resume(returning: .failure(error)) }
    }
}
