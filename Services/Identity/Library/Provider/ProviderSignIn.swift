// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Database
import Logging
import OpenIDConnect
import ServiceKit
import Web
import struct Foundation.Date
import struct Foundation.UUID

/// Signing in with the provider: there with a sealed ticket, and back with a code that becomes a sealed word.
///
/// Nothing is stored of those who only leave. Of those who come back it is stored that they have, so that nobody comes back
/// twice: shared by all copies, and there after a restart.
struct ProviderSignIn: Sendable {
    /// How long somebody may take at the provider's, in seconds.
    static let ticketLife: Double = 600
    private static let ticketContext = "attest.identity.provider-ticket"
    private static let wordContext = "attest.identity.provider-word"

    let settings: ProviderSettings
    let sealing: SealingKey
    let party: RelyingParty
    let now: @Sendable () -> Date
    private let log = Logger(label: "attest.identity.provider")

    init(_ settings: ProviderSettings, sealing: SealingKey, now: @escaping @Sendable () -> Date) {
        self.settings = settings
        self.sealing = sealing
        self.now = now
        let web = WebClient(
            timeout: .seconds(5), connectTimeout: .seconds(3), caFile: settings.certificates, maxBody: 256 * 1_024,
            pool: 8)
        party = RelyingParty(settings.party, web: web, now: now)
    }

    /// What travels as `state`. The browser's binding is not in it: it does not open without.
    private struct Ticket: Codable {
        var id: UUID
        var seed: String
        var expires: Date
        var redirect: String
        var next: String
    }

    func begin(_ query: BeginProviderSignIn) async throws -> ProviderDoor {
        let time = now()
        let seed = RandomBytes.make(32)
        let ticket = Ticket(
            id: Identifier.make(at: time, random: RandomBytes.make(10)), seed: Base64URL.encode(seed),
            expires: time.addingTimeInterval(Self.ticketLife), redirect: query.redirect, next: query.next)
        let state = try sealing.sealed(ticket, context: Self.ticketContext + query.binding)
        do throws(OpenIDConnectError) {
            return ProviderDoor(
                address: try await party.authorization(
                    redirect: query.redirect, state: state, FlowSecrets(seed: seed)))
        } catch {
            log.warning("the provider cannot be reached", metadata: ["reason": "\(error)"])
            throw ProviderProblem.away(settings.name)
        }
    }

    /// - Returns: what the provider says, and where to go on.
    func finish(_ query: FinishProviderSignIn, in database: Pool) async throws -> (word: ProviderWord, next: String) {
        guard let ticket = sealing.opened(Ticket.self, from: query.state, context: Self.ticketContext + query.binding),
            let seed = Base64URL.decode(ticket.seed)
        else { throw ProviderProblem.unknown }
        guard now() < ticket.expires, try await spend(ticket, in: database) else { throw ProviderProblem.spent }
        do throws(OpenIDConnectError) {
            let token = try await party.arrival(
                code: query.code, issuer: query.issuer, redirect: ticket.redirect, FlowSecrets(seed: seed))
            return (ProviderWord(token, from: settings, at: now()), ticket.next)
        } catch {
            log.warning("a sign-in at the provider does not count", metadata: ["reason": "\(error)"])
            if error == .away { throw ProviderProblem.away(settings.name) }
            throw ProviderProblem.unconfirmed(settings.name)
        }
    }

    /// False when somebody has come back with it before.
    private func spend(_ ticket: Ticket, in database: Pool) async throws -> Bool {
        let rows = try await database.query(
            """
            WITH gone AS (DELETE FROM provider_returns WHERE expires < \(now()) AND id <> \(ticket.id))
            INSERT INTO provider_returns (id, expires) VALUES (\(ticket.id), \(ticket.expires))
            ON CONFLICT (id) DO NOTHING RETURNING id
            """)
        return rows.first != nil
    }

    // MARK: What the provider said

    func seal(_ word: ProviderWord) -> String? { try? sealing.sealed(word, context: Self.wordContext) }

    /// Nil when these are not words that were sealed here, or are too old to count.
    func open(_ word: String) -> ProviderWord? {
        guard let word = sealing.opened(ProviderWord.self, from: word, context: Self.wordContext), now() < word.expires
        else { return nil }
        return word
    }
}

extension ProviderWord {
    init(_ token: IDToken, from settings: ProviderSettings, at time: Date) {
        self.init(
            identity: ProviderWord.identity(of: token.subject, at: settings.party.issuer),
            issuer: settings.party.issuer, provider: settings.name,
            email: token.profile.email.flatMap { EmailAddress(folding: $0)?.text },
            isEmailVerified: token.profile.isEmailVerified,
            displayName: token.profile.name.flatMap { try? DisplayName($0).text } ?? "",
            isSecondStep: settings.secondStep.isMet(by: token), made: Timestamp.wholeMilliseconds(time))
    }
}
