// SPDX-License-Identifier: Apache-2.0

import Foundation
import Contracts
import Messaging
import ServiceKit

/// An engine in a process of its own. It prints `ready`, then for each acknowledgement how many commands are done
/// and when, until SIGTERM.
enum Worker {
    static func run() async throws {
        let ground = try Ground()
        let engine = ground.engine(Metered(transport: BrokerTransport(ground.address, name: "bench")))
        let signals = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
        signal(SIGTERM, SIG_IGN)
        signals.setEventHandler { engine.beginDraining() }
        signals.resume()
        let announcement = Task {
            while !engine.isReady { try await Task.sleep(for: .milliseconds(2)) }
            report("ready")
        }
        try await engine.run()
        announcement.cancel()
        signals.cancel()
    }

    /// Nanoseconds of the system's monotonic clock, which all processes share.
    static func time() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

    static func report(_ line: String) { try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) }
}

/// The broker, telling what was acknowledged. Tags of a connection count from 1, so the last one acknowledged is how
/// many are done.
private struct Metered: Transport {
    let transport: BrokerTransport

    func consume(_ queue: String, prefetch: Int) async throws -> any Inlet {
        let begun = Worker.time()
        let inlet = try await transport.consume(queue, prefetch: prefetch)
        Worker.report("done 0 \(begun)")
        return MeteredInlet(inlet: inlet)
    }

    func publish() async throws -> any Outlet { try await transport.publish() }
    func inquire() async throws -> any Inquiring { try await transport.inquire() }

    func respond(to types: [MessageName], on queue: String, prefetch: Int) async throws -> any Answering {
        try await transport.respond(to: types, on: queue, prefetch: prefetch)
    }
}

private struct MeteredInlet: Inlet {
    let inlet: any Inlet

    func next(max: Int) async throws -> [Arrival] { try await inlet.next(max: max) }
    func finish() async { await inlet.finish() }

    func acknowledge(through tag: UInt64) async throws {
        try await inlet.acknowledge(through: tag)
        Worker.report("done \(tag) \(Worker.time())")
    }

    func close() async { await inlet.close() }
}
