// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing
import Threads

/// A socket that listens on a free port of the loopback.
struct Listener {
    let descriptor: Int32
    let port: UInt16

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let made = descriptor
        let ready = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(made, $0, length) == 0 && listen(made, 8) == 0 && getsockname(made, $0, &length) == 0
            }
        }
        try #require(ready)
        port = UInt16(bigEndian: address.sin_port)
    }
}

private func loopback(port: UInt16) -> sockaddr_in {
    sockaddr_in(
        sin_family: sa_family_t(AF_INET), sin_port: port.bigEndian,
        sin_addr: in_addr(s_addr: UInt32(0x7f00_0001).bigEndian),
        sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
}

/// A wire to the broker that a test can freeze: it stays connected, and nothing passes any more.
final class Proxy: Sendable {
    private struct State {
        var frozen = false
        var sockets: [Int32] = []
        var opened: Bool = false
        var fromClient = 0
    }

    let port: UInt16
    private let listener: Listener
    private let pool = WorkerPool(limit: 3, name: "proxy")
    private let state = Lock(State())
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    /// - Parameter broker: the port on the loopback that the first connection is passed to.
    init(to broker: UInt16) throws {
        listener = try Listener()
        port = listener.port
        (changes, changed) = AsyncStream.makeStream()
        Task { await self.serve(broker) }
    }

    private func serve(_ broker: UInt16) async {
        let listening = listener.descriptor
        let client = await pool.run { accept(listening, nil, nil) }
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: broker)
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        state.withLock { $0.sockets = [client, server] }
        async let out: Void = pool.run { self.pass(from: client, to: server, counts: true) }
        async let back: Void = pool.run { self.pass(from: server, to: client, counts: false) }
        _ = await (out, back)
    }

    private func pass(from source: Int32, to target: Int32, counts: Bool) {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(source, &bytes, bytes.count)
            if count <= 0 { return }
            let frozen = state.withLock { state in
                // Heartbeat frames have eight bytes; what the login and the channel need comes in larger pieces.
                if counts, count == 8 { state.fromClient += count }
                return state.frozen
            }
            if !frozen { _ = send(target, bytes, count, Int32(MSG_NOSIGNAL)) }
            changed.yield()
        }
    }

    /// Waits until the client has sent so many bytes of heartbeats.
    func waitForBytes(fromClient count: Int) async throws {
        for await _ in changes where state.withLock({ $0.fromClient }) >= count { return }
    }

    func freeze() { state.withLock { $0.frozen = true } }

    func close() {
        Glibc.close(listener.descriptor)
        for socket in state.withLock({ $0.sockets }) { shutdown(socket, Int32(SHUT_RDWR)) }
    }
}
