// SPDX-License-Identifier: Apache-2.0

import Glibc
import Threads

/// A wire to the broker that a test can cut and mend, make mute, and speak on in the broker's place.
public final class Relay: Sendable {
    private struct State {
        var listener: Int32?
        var clients: [Int32] = []
        var servers: [Int32] = []
        var accepted = 0
        var isMute = false
        var swapped: (from: UInt8, to: UInt8)?
    }

    public let port: Int
    private let broker: Int
    private let pool = WorkerPool(limit: 24, name: "relay")
    private let state = Lock(State())

    public init(to broker: Int) throws {
        self.broker = broker
        port = try freePort()
        try mend()
    }

    /// How many connections were ever taken.
    public var accepted: Int { state.withLock { $0.accepted } }

    /// Whether what the broker says is lost on the way.
    public var isMute: Bool {
        get { state.withLock { $0.isMute } }
        set { state.withLock { $0.isMute = newValue } }
    }

    /// A byte that becomes another one in all that clients say: what no client of ours would say.
    public var swapped: (from: UInt8, to: UInt8)? {
        get { state.withLock { $0.swapped } }
        set { state.withLock { $0.swapped = newValue } }
    }

    /// Takes connections again.
    public func mend() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard Self.withLoopback(port, { bind(listener, $0, $1) }) == 0, listen(listener, 8) == 0 else {
            throw NotInTime(description: "the relay's port is taken: \(errno)")
        }
        state.withLock { $0.listener = listener }
        Task { await pool.run { self.serve(listener) } }
    }

    /// Ends all connections and takes no more.
    public func cut() {
        let listener = state.withLock { state in
            defer { state.listener = nil }
            return state.listener
        }
        // Its thread closes it: a number that is free again might be another relay's next moment.
        if let listener { shutdown(listener, Int32(SHUT_RDWR)) }
        drop()
    }

    /// Ends the connections that there are.
    public func drop() {
        let sockets = state.withLock { state in
            defer { (state.clients, state.servers) = ([], []) }
            return state.clients + state.servers
        }
        for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    /// Sends a frame to every client, as if the broker did.
    public func say(_ frame: [UInt8]) {
        for client in state.withLock({ $0.clients }) { _ = send(client, frame, frame.count, Int32(MSG_NOSIGNAL)) }
    }

    private func serve(_ listener: Int32) {
        defer { close(listener) }
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard Self.withLoopback(broker, { connect(server, $0, $1) }) == 0 else { continue }
            state.withLock { state in
                state.clients.append(client)
                state.servers.append(server)
                state.accepted += 1
            }
            Task { await pool.run { self.pass(from: client, to: server, mutable: false) } }
            Task { await pool.run { self.pass(from: server, to: client, mutable: true) } }
        }
    }

    private func pass(from source: Int32, to target: Int32, mutable: Bool) {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(source, &bytes, bytes.count)
            if count <= 0 { break }
            if !mutable, let swapped {
                for place in 0..<count where bytes[place] == swapped.from { bytes[place] = swapped.to }
            }
            if !(mutable && isMute) { _ = send(target, bytes, count, Int32(MSG_NOSIGNAL)) }
        }
        shutdown(target, Int32(SHUT_RDWR))
    }

    private static func withLoopback(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in(
            sin_family: sa_family_t(AF_INET), sin_port: UInt16(port).bigEndian,
            sin_addr: in_addr(s_addr: UInt32(0x7f00_0001).bigEndian), sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
