// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Logging
import Threads

/// Asks the owners of facts that a service begins to listen to for what was before, and puts it into the service's own
/// queue, as from the owner: there it is decided like what comes by itself.
///
/// The queue is bound before the first question is asked. So what is not in the pages yet comes by the queue, and what
/// comes both ways is recognised by its id. After a crash the page that was in hand is read again.
struct Newcomer: Sendable {
    let subscriptions: Subscriptions
    let transport: any Transport
    let pool: Pool
    let configuration: DatabaseConfiguration
    let dispatcher: Dispatcher
    let admission: Admission
    let outage: Outage
    let now: @Sendable () -> Date
    let log: Logger

    /// Runs until everything is read, in one copy of the service at a time.
    func run() async {
        guard !subscriptions.types.isEmpty else { return }
        var wait = Duration.milliseconds(100)
        while !Task.isCancelled {
            do {
                if try await work() { return }
                outage.ended()
            } catch {
                if Task.isCancelled { return }
                outage.began(error)
            }
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, .seconds(5))
        }
    }

    /// - Returns: true when nothing is left to read.
    private func work() async throws -> Bool {
        guard try await !pool.withConnection(subscriptions.open).isEmpty else { return true }
        let connection = try await Connection.open(configuration, name: "past")
        do {
            let lock: SQL = "hashtext('attest past'), hashtext(current_schema())"
            let row = try await connection.query("SELECT pg_try_advisory_lock(\(sql: lock))").first
            guard try row?.get(0, as: Bool.self) == true else {
                await connection.close()
                return false
            }
            let inquiring = try await transport.inquire()
            do {
                try await read(try await subscriptions.open(on: connection), from: inquiring, on: connection)
            } catch {
                await inquiring.close()
                throw error
            }
            await inquiring.close()
        } catch {
            await connection.close()
            throw error
        }
        // The server frees the lock with the connection.
        await connection.close()
        return true
    }

    /// An owner that does not answer keeps nobody from asking the others.
    private func read(
        _ open: [Subscriptions.Open], from inquiring: any Inquiring, on connection: Connection
    ) async throws {
        var failure: (any Error)?
        for open in open {
            do {
                try await read(open, from: inquiring, on: connection)
            } catch {
                try Task.checkCancellation()
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private func read(
        _ open: Subscriptions.Open, from inquiring: any Inquiring, on connection: Connection
    ) async throws {
        var cursor = open.cursor
        var facts = 0
        log.info("what was before is read", metadata: ["type": "\(open.type)", "after": "\(cursor)"])
        while true {
            let page = try await ask(open.type, after: cursor, inquiring)
            try await put(page, of: open.type)
            try await connection.query(Subscriptions.moved(open.fact, past: page))
            facts += page.facts.count
            cursor = page.next
            if page.isLast { break }
            try await settle(page, on: connection)
        }
        log.info("what was before is read to the end", metadata: ["type": "\(open.type)", "facts": "\(facts)"])
    }

    private func ask(_ type: MessageName, after cursor: Int64, _ inquiring: any Inquiring) async throws -> FactPage {
        let query = ReadFacts<Own>(type: type, after: cursor)
        let name = ReadFactsName.of(type.service)
        let envelope = Envelope(
            id: Identifier.text(Identifier.make()), source: "/attest/\(subscriptions.service)", type: name, time: now(),
            actor: .service(subscriptions.service))
        let (body, sender) = try await inquiring.ask(
            Outgoing(
                exchange: Routes.requests, key: name.text, id: envelope.id, type: name.text,
                body: Array(try envelope.encode(query).utf8)),
            deadline: .seconds(20))
        guard admission.believes(sender, toBe: type.service) else {
            throw Untold(reason: "\(sender ?? "nobody known") answers for \(type.service)")
        }
        switch try JSON.value(Answered<FactPage>.self, from: body) {
        case .answer(let page): return page
        case .refused(let problems): throw Untold(reason: problems.map(\.message).joined(separator: " "))
        case .failed(let reason): throw Untold(reason: reason)
        // An older copy of the owner; a newer one will tell.
        case .unknown: throw Untold(reason: "\(type.service) does not know the question")
        }
    }

    /// Puts a page into the service's queue, all of it, and sees it safe there.
    private func put(_ page: FactPage, of type: MessageName) async throws {
        var left = try page.facts.map { body in
            let bytes = Array(body.utf8)
            return Outgoing(
                exchange: Routes.direct, key: Routes.work(subscriptions.service),
                id: try Envelope.decode(from: bytes).id, type: type.text, body: bytes, relayedFor: type.service)
        }
        var pause = Pause()
        while !left.isEmpty {
            let verdicts = await dispatcher.dispatch(left).value
            left = zip(left, verdicts).filter { $0.1 != .confirmed }.map(\.0)
            try Task.checkCancellation()
            if !left.isEmpty { await pause.wait() }
        }
    }

    /// Waits, not for long, until a page has been taken from the queue: the past keeps nobody waiting behind it.
    private func settle(_ page: FactPage, on connection: Connection) async throws {
        guard let last = try page.facts.last.map({ try Envelope.decode(from: Array($0.utf8)) }) else { return }
        let id = Intake.remembered(last)
        let end = ContinuousClock.now + .seconds(1)
        while ContinuousClock.now < end, try await connection.query(Store.known([id])).isEmpty {
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private struct Untold: Error, CustomStringConvertible {
        let reason: String
        var description: String { "what was before is not told: \(reason)" }
    }
}
