// SPDX-License-Identifier: Apache-2.0

import Contracts
public import Logging
public import ServiceKit
public import ServiceLifecycle

import struct Foundation.UUID

/// Hears what changes sessions, and has it forgotten.
public struct SessionListener: Service {
    private let sessions: SessionMemory
    private let client: ServiceClient
    private let log: Logger

    public init(_ sessions: SessionMemory, client: ServiceClient, log: Logger) {
        self.sessions = sessions
        self.client = client
        self.log = log
    }

    public func run() async throws {
        var isDeaf = false
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let wasDeaf = isDeaf
                try await cancelWhenGracefulShutdown {
                    let feed = try await client.hear(Catalogue.sessionFacts)
                    if wasDeaf { log.info("changes of sessions are heard again") }
                    sessions.begins()
                    defer { sessions.ends() }
                    while true {
                        for fact in try await feed.next() { hear(fact.type, fact.body) }
                    }
                }
            } catch {
                if Task.isShuttingDownGracefully || Task.isCancelled { return }
                if !isDeaf {
                    log.warning("changes of sessions are not heard", metadata: ["error": "\(error)"])
                }
                isDeaf = true
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private static let ofMemberships = [MembershipGranted.name, MembershipEnded.name]

    /// All others name an account; a membership is known to us as soon as to identity.
    private struct OfAccount: Decodable { let account: UUID }

    private func hear(_ type: MessageName, _ body: [UInt8]) {
        // It says whose organisation, and not whose session. It is rare.
        if type == SupportChanged.name { return sessions.forgetAll() }
        struct Body: Decodable { let data: OfAccount }
        guard let body = try? JSON.value(Body.self, from: body) else {
            // Whatever it says: nothing that was remembered before it counts.
            return sessions.begins()
        }
        sessions.forget(body.data.account, settling: Self.ofMemberships.contains(type))
    }
}
