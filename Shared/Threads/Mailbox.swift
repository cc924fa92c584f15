// SPDX-License-Identifier: Apache-2.0

/// A queue between two tasks: many may send, one receives, and a full one makes the senders wait.
///
/// Unlike an `AsyncStream`, a receiver that is cancelled leaves the queue intact for its successor.
public final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        /// What was taken is nil at once: an element may be large.
        var elements: [Element?] = []
        var head = 0
        var receiver: CheckedContinuation<Element?, Never>?
        var senders: [(id: UInt64, element: Element, continuation: CheckedContinuation<Bool, Never>)] = []
        var next: UInt64 = 0
        var finished = false

        var count: Int { elements.count - head }

        mutating func take() -> Element? {
            guard head < elements.count else { return nil }
            let element = elements[head]
            elements[head] = nil
            head += 1
            if head > 64, head * 2 > elements.count {
                elements.removeFirst(head)
                head = 0
            }
            return element
        }
    }

    private let state: Lock<State>
    private let capacity: Int

    /// - Parameter capacity: how many elements wait before a sender does.
    public init(capacity: Int = .max) {
        self.capacity = capacity
        state = Lock(State())
    }

    /// Adds an element without waiting, whatever the capacity; lost when the mailbox is finished.
    public func post(_ element: Element) {
        let receiver = state.withLock { state -> CheckedContinuation<Element?, Never>? in
            if state.finished { return nil }
            if let receiver = state.receiver {
                state.receiver = nil
                return receiver
            }
            state.elements.append(element)
            return nil
        }
        receiver?.resume(returning: element)
    }

    /// Adds an element, waiting while the mailbox is full.
    ///
    /// - Returns: false when the mailbox is finished or the task was cancelled: the element was not added.
    @discardableResult
    public func send(_ element: Element) async -> Bool {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (added, receiver) = state.withLock { state -> (Bool?, CheckedContinuation<Element?, Never>?) in
                    if state.finished || Task.isCancelled { return (false, nil) }
                    if let receiver = state.receiver {
                        state.receiver = nil
                        return (true, receiver)
                    }
                    if state.count < capacity {
                        state.elements.append(element)
                        return (true, nil)
                    }
                    state.senders.append((id, element, continuation))
                    return (nil, nil)
                }
                receiver?.resume(returning: element)
                if let added { continuation.resume(returning: added) }
            }
        } onCancel: {
            let sender = state.withLock { state -> CheckedContinuation<Bool, Never>? in
                guard let index = state.senders.firstIndex(where: { $0.id == id }) else { return nil }
                return state.senders.remove(at: index).continuation
            }
            sender?.resume(returning: false)
        }
    }

    /// The next element, waiting for it; nil when the mailbox is finished and empty, or the task was cancelled.
    public func next() async -> Element? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (found, sender) = state.withLock { state -> (Element??, CheckedContinuation<Bool, Never>?) in
                    if let element = state.take() {
                        guard !state.senders.isEmpty else { return (.some(element), nil) }
                        let sender = state.senders.removeFirst()
                        state.elements.append(sender.element)
                        return (.some(element), sender.continuation)
                    }
                    if state.finished || Task.isCancelled { return (.some(nil), nil) }
                    state.receiver = continuation
                    return (nil, nil)
                }
                sender?.resume(returning: true)
                if let found { continuation.resume(returning: found) }
            }
        } onCancel: {
            let receiver = state.withLock { state in
                defer { state.receiver = nil }
                return state.receiver
            }
            receiver?.resume(returning: nil)
        }
    }

    /// No more elements are accepted; those that wait are still received.
    public func finish() {
        let (receiver, senders) = state.withLock { state in
            state.finished = true
            defer {
                state.receiver = nil
                state.senders = []
            }
            return (state.receiver, state.senders)
        }
        receiver?.resume(returning: nil)
        for sender in senders { sender.continuation.resume(returning: false) }
    }
}
