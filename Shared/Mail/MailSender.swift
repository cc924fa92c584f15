// SPDX-License-Identifier: Apache-2.0

import Threads

/// Hands messages to a mail server, over connections that stay open between messages.
///
/// Each conversation blocks a thread of the sender's own pool. Cancelling the caller does not stop a conversation that
/// has begun: half a message must not be left in doubt.
public final class MailSender: Sendable {
    private struct Connections {
        var idle: [MailConnection] = []
        var closed = false
    }

    public let server: MailServer
    private let signer: DKIMSigner?
    private let pool: WorkerPool
    private let connections = Lock(Connections())

    /// - Parameters:
    ///   - server: where the messages go.
    ///   - signer: signs each message; without one they go unsigned.
    ///   - limit: how many conversations may go on at once.
    public init(server: MailServer, signer: DKIMSigner? = nil, pool limit: Int = 2) {
        self.server = server
        self.signer = signer
        pool = WorkerPool(limit: limit, name: "mail")
    }

    /// Hands in one message. With several recipients, all take it or none does.
    public func send(_ message: MailMessage) async -> MailResult {
        let content: [UInt8]
        do throws(MailError) {
            content = try message.rendered()
        } catch {
            return .never(code: nil, reason: error.description)
        }
        let sender = message.bounceAddress ?? message.from.address
        let recipients = message.recipients
        return await pool.run { [self] in
            guard let connection = take() else { return .unavailable(code: nil, reason: "The sender is closed") }
            defer { giveBack(connection) }
            return connection.send(signer?.signed(content) ?? content, from: sender, to: recipients, server: server)
        }
    }

    /// Takes leave of the server. What is being sent is finished; what comes later is answered with `unavailable`.
    public func close() async {
        connections.withLock { $0.closed = true }
        await pool.run { [connections] in
            let idle = connections.withLock { connections in
                defer { connections.idle = [] }
                return connections.idle
            }
            // The last references go here, on a thread that may wait, and with them the QUITs.
            withExtendedLifetime(idle) {}
        }
    }

    /// The connection used last, since the others may have gone stale; a new one when all are busy.
    private func take() -> MailConnection? {
        let (idle, closed) = connections.withLock { ($0.idle.popLast(), $0.closed) }
        return closed ? nil : idle ?? MailConnection()
    }

    private func giveBack(_ connection: MailConnection) {
        connections.withLock { if !$0.closed { $0.idle.append(connection) } }
    }
}
