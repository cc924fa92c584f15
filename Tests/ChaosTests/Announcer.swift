// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Database
import Foundation
import Messaging
import TestSupport
import Threads

/// The world outside: submits registrations and asks for e-mails, each again under its id until the broker confirms it.
final class Announcer: Sendable {
    /// What was announced, and so must come true.
    struct Announced: Sendable {
        /// Registrations and the accounts that submit them.
        var applicants: [UUID: UUID] = [:]
        /// Codes and the two registrations that want each of them.
        var rivals: [String: Set<UUID>] = [:]
        /// Ids of the messages that submit registrations.
        var submissions: Set<String> = []
        /// E-mails and their addresses.
        var emails: [UUID: String] = [:]
        /// Ids of the messages that ask for e-mails.
        var orders: Set<String> = []
        var published = 0

        /// Of two registrations for one code, one is accepted.
        var organisations: Int { applicants.count - rivals.values.count { $0.count == 2 } }
    }

    private struct State {
        var announced = Announced()
        var pending: [OutboundMessage] = []
        var earlier: [OutboundMessage] = []
        var rival: String?
        var stopping = false
    }

    private let address: BrokerAddress
    private let state = Lock(State())

    init(_ address: BrokerAddress) { self.address = address }

    var announced: Announced { state.withLock { $0.announced } }

    /// The codes that registrations name, as reference data.
    static func addDirectory(to database: Pool) async throws {
        try await database.query(
            """
            INSERT INTO registry.directory (code, name, line1, line2, line3, town, county, postcode, open, status, kind,
                source, run)
            SELECT 'C' || lpad(n::text, 6, '0'), 'LISTED SURGERY ' || n, '1 HIGH STREET', '', '', 'LEEDS', '', 'LS1 4AP',
                true, 'A', '4', 'chaos', gen_random_uuid()
            FROM generate_series(0, 99999) AS n
            """)
    }

    /// Takes up no more; `run` returns when all is confirmed.
    func stop() { state.withLock { $0.stopping = true } }

    /// Announces until it is told to stop.
    func run(_ chance: Chance) async throws {
        state.withLock { $0.stopping = false }
        var chance = chance
        var publisher: Publisher?
        while true {
            let (batch, stopping) = try state.withLock { state in
                if !state.stopping { try fill(&state, &chance) }
                return (state.pending, state.stopping)
            }
            if batch.isEmpty, stopping { break }
            do {
                let open = if let publisher { publisher } else { try await Publisher.open(address, name: "announcer") }
                publisher = open
                let settled = try await open.publish(batch)
                state.withLock { state in
                    state.announced.published += batch.count
                    state.pending = zip(batch, settled).filter { $0.1 != .confirmed }.map(\.0)
                    state.earlier = Array((state.earlier + batch).suffix(2_000))
                }
            } catch {
                // The broker is away: the same again, under the same ids.
                await publisher?.close()
                publisher = nil
            }
            try await Task.sleep(for: chance.milliseconds(20...400))
        }
        await publisher?.close()
    }

    private func fill(_ state: inout State, _ chance: inout Chance) throws {
        // While the broker is away, the heap does not grow without end.
        guard state.pending.count < 1_000 else { return }
        for _ in 0..<Int.random(in: 1...30, using: &chance) {
            state.pending.append(try Self.registration(&state, &chance))
        }
        if Int.random(in: 0..<3, using: &chance) == 0 {
            state.pending.append(try Self.email(&state))
        }
        // Also what was confirmed may come again.
        if Int.random(in: 0..<5, using: &chance) == 0, let again = state.earlier.randomElement(using: &chance) {
            state.pending.append(again)
        }
    }

    private static func registration(_ state: inout State, _ chance: inout Chance) throws -> OutboundMessage {
        let (registration, applicant) = (Identifier.make(), Identifier.make())
        var submission = RegistrationSubmitted(
            registration: registration, category: OrganisationCategory.generalPractice.code, applicant: applicant,
            contactEmail: "contact@example.nhs.uk")
        if let code = state.rival {
            submission.odsCode = code
            state.rival = nil
        } else if Int.random(in: 0..<4, using: &chance) == 0 {
            let code = "C" + String(String(1_000_000 + state.announced.rivals.count).dropFirst())
            submission.odsCode = code
            state.rival = code
        } else {
            submission.name = "Practice \(registration)"
            submission.address = Address(lines: ["1 High Street"], town: "Leeds", county: "", postcode: "LS1 4AP")
        }
        if let code = submission.odsCode { state.announced.rivals[code, default: []].insert(registration) }
        state.announced.applicants[registration] = applicant
        let message = try message(
            submission, exchange: Routes.events, from: "gateway", actor: .account(applicant))
        state.announced.submissions.insert(message.properties.messageID ?? "")
        return message
    }

    private static func email(_ state: inout State) throws -> OutboundMessage {
        let id = Identifier.make()
        let address = "person-\(state.announced.emails.count)@example.nhs.uk"
        state.announced.emails[id] = address
        let order = SendEmail(
            email: id, template: "account-approved", recipient: address, recipientName: "A Person",
            values: [:])
        let message = try message(order, exchange: Routes.commands, from: "identity", actor: .service("identity"))
        state.announced.orders.insert(message.properties.messageID ?? "")
        return message
    }

    private static func message(
        _ message: some Message, exchange: String, from user: String, actor: Actor
    ) throws -> OutboundMessage {
        let envelope = Envelope(
            id: Identifier.make().uuidString.lowercased(), source: "/chaos", type: type(of: message).name, time: Date(),
            actor: actor)
        return OutboundMessage(
            exchange: exchange, routingKey: envelope.type.text, body: Array(try envelope.encode(message).utf8),
            properties: MessageProperties(messageID: envelope.id, type: envelope.type.text, userID: user))
    }
}
