// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A serial executor that is one operating-system thread: the home of an actor that owns a C handle.
///
/// The actor's jobs run on the thread in order. Between jobs the thread sleeps; when a file descriptor is watched it
/// sleeps in `poll`, and calls the handler when the descriptor is readable and at least once a tick, so that a library
/// whose heartbeats are served inside its own calls gets its calls.
///
/// The thread ends when the last reference to the executor is gone and its mailbox is empty.
public final class ThreadExecutor: SerialExecutor, Sendable {
    private let core: Core

    /// - Parameter name: what `top -H` and a debugger show; at most 15 bytes are kept.
    public init(name: String) {
        core = Core()
        Core.start(core, name: name)
    }

    deinit { core.close() }

    public func enqueue(_ job: consuming ExecutorJob) {
        core.post(Work(job: UnownedJob(job), executor: asUnownedSerialExecutor()))
    }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    public func checkIsolated() {
        precondition(core.isCurrentThread, "This must run on the executor's own thread")
    }

    public func isIsolatingCurrentContext() -> Bool? { core.isCurrentThread }

    /// Watches a descriptor from the executor's own thread; call it there.
    ///
    /// - Parameters:
    ///   - descriptor: a socket that stays open until `unwatch`.
    ///   - tick: the longest time between two calls of the handler.
    ///   - handler: runs on the executor's thread when the socket is readable and on every tick. It must not block.
    public func watch(_ descriptor: Int32, tick: Duration = .seconds(1), handler: @escaping @Sendable () -> Void) {
        core.watch(Watch(descriptor: descriptor, tick: Int32(tick.milliseconds), handler: handler))
    }

    /// Stops watching; call it on the executor's thread.
    public func unwatch() { core.watch(nil) }
}

private struct Work: Sendable {
    let job: UnownedJob
    let executor: UnownedSerialExecutor
}

private struct Watch: Sendable {
    let descriptor: Int32
    let tick: Int32
    let handler: @Sendable () -> Void
}

/// What the thread and the executor share. The thread holds the core, not the executor, so that the executor can go.
private final class Core: @unchecked Sendable {  // mailbox behind a lock; `watching` and `thread` only on the thread
    private struct Mailbox {
        var work: [Work] = []
        var asleep = false
        var closed = false
    }

    private let mailbox = Lock(Mailbox())
    private let wake: (read: Int32, write: Int32)
    private var watching: Watch?
    private let thread = Lock<pthread_t?>(nil)

    init() {
        var ends: [Int32] = [0, 0]
        // Without a pipe no thread could ever be woken: the process is out of descriptors at start-up.
        precondition(pipe(&ends) == 0, "No file descriptor is left for a wake-up pipe")
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        wake = (ends[0], ends[1])
    }

    deinit {
        Glibc.close(wake.read)
        Glibc.close(wake.write)
    }

    var isCurrentThread: Bool {
        thread.withLock { $0.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    static func start(_ core: Core, name: String) {
        var handle = pthread_t()
        let box = Unmanaged.passRetained(Start(core: core, name: name))
        let failed = pthread_create(
            &handle, nil,
            { argument in
                // The argument is the retained box passed below; without it there is nothing to run.
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                nameThisThread(start.name)
                start.core.thread.withLock { $0 = pthread_self() }
                start.core.loop()
                return nil
            }, box.toOpaque())
        // A process that cannot start a thread cannot serve; there is nothing to fall back to.
        precondition(failed == 0, "The system refused another thread")
        pthread_detach(handle)
    }

    private final class Start {
        let core: Core
        let name: String
        init(core: Core, name: String) {
            self.core = core
            self.name = name
        }
    }

    func post(_ item: Work) {
        let mustWake = mailbox.withLock { mailbox in
            mailbox.work.append(item)
            defer { mailbox.asleep = false }
            return mailbox.asleep
        }
        if mustWake { ring() }
    }

    func close() {
        mailbox.withLock { $0.closed = true }
        ring()
    }

    func watch(_ watch: Watch?) { watching = watch }

    private func ring() {
        var byte: UInt8 = 1
        _ = write(wake.write, &byte, 1)
    }

    private func loop() {
        while true {
            let (work, closed) = mailbox.withLock { mailbox in
                let work = mailbox.work
                mailbox.work = []
                mailbox.asleep = work.isEmpty
                return (work, mailbox.closed)
            }
            for item in work { item.job.runSynchronously(on: item.executor) }
            if work.isEmpty {
                if closed { return }
                sleep()
            } else if let watching, isReadable(watching.descriptor) {
                // A busy mailbox must not starve the socket.
                watching.handler()
            }
        }
    }

    private func isReadable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    private func sleep() {
        var entries = [pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0)]
        if let watching { entries.append(pollfd(fd: watching.descriptor, events: Int16(POLLIN), revents: 0)) }
        let ready = poll(&entries, nfds_t(entries.count), watching?.tick ?? -1)
        mailbox.withLock { $0.asleep = false }
        if ready > 0, entries[0].revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 64)
            while read(wake.read, &bytes, bytes.count) > 0 {}
        }
        if let watching, ready == 0 || (entries.count > 1 && entries[1].revents != 0) { watching.handler() }
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    public var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
