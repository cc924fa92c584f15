// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Hummingbird
import Logging
import ServiceKit

/// The smallest web process: one route that tells the engine. It prints its port, and serves until SIGTERM.
enum Front {
    private struct Answer: Encodable {
        let stream: UUID
        let version: Int64
    }

    static func run() async throws {
        let ground = try Ground()
        let client = ServiceClient(ground.address, name: "front", roster: nil, log: Ground.quiet)
        let router = Router()
        router.post("/deposits") { request, _ -> Response in
            let buffer = try await request.body.collect(upTo: 10_000)
            let deposit = try JSON.value(Deposit.self, from: Array(buffer.readableBytesView))
            let done = try await client.tell(deposit, id: Identifier.make(), as: .operator, trace: TraceContext())
            let body = try JSON.bytes(Answer(stream: done.stream, version: done.version))
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(bytes: body)))
        }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0), serverName: nil),
            onServerRunning: { channel in Worker.report("\(channel.localAddress?.port ?? 0)") }, logger: Ground.quiet)
        try await application.runService()
        await client.close()
    }
}
