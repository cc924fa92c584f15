// SPDX-License-Identifier: Apache-2.0

public import Contracts
import Cryptography
import Database
import struct Foundation.Date
import struct Foundation.UUID

/// Takes a person whose account is closed out of all that the service keeps, dead letters among it, as the operator's
/// `ErasePerson` does; and goes on where it was after a restart.
struct ErasureJob: Job {
    static let kind = "erasure"

    struct Order: Codable, Sendable {
        var job: UUID
        var addresses: [String]
    }

    let question: ErasingQuestion
    let service: String
    /// Takes a person out of the service's dead letters; nil where there are none.
    let letters: LetterEraser?

    private struct Place: Codable {
        /// Which of the addresses.
        var address = 0
        /// Nil before the first page.
        var page: ErasureCursor?
        /// Dead letters come last: whatever the tables still said may have become one.
        var isAtLetters = false
    }

    func step(
        _ order: Order, from place: JobPlace, at time: Date, on connection: isolated Connection
    ) async throws -> JobStep {
        var at = try place.cursor.map { try JSON.value(Place.self, from: $0) } ?? Place()
        var next = place
        guard at.address < order.addresses.count else {
            // What is left of the job says no more whom it was about.
            let blank = try JSON.text(Order(job: order.job, addresses: []))
            try await connection.query("UPDATE jobs SET task = \(blank) WHERE id = \(order.job)")
            return .finished(next)
        }
        let person = Person(address: order.addresses[at.address])
        if at.isAtLetters {
            do {
                next.counts["dead letters", default: 0] += try await letters?(person) ?? 0
                at = Place(address: at.address + 1)
            } catch {
                try Task.checkCancellation()
                // The broker is away: the place stays, and it is tried again for as long as it takes.
                try await Task.sleep(for: .seconds(2))
            }
        } else {
            let done = try await question.erase(
                ErasePerson<Own>(person: person, reason: .askedFor, isRehearsal: false, after: at.page),
                for: .service(service))
            next.done += done.events
            next.counts["histories", default: 0] += done.streams
            next.counts["other rows", default: 0] += done.others
            next.counts["unreadable", default: 0] += done.unreadable.count
            at.page = done.next
            at.isAtLetters = done.next == nil
        }
        next.cursor = try JSON.text(at)
        return .more(next)
    }
}

/// - Returns: how many letters named the person.
public typealias LetterEraser = @Sendable (Person) async throws -> Int

extension Handler {
    /// Erases, as a job, whoever closed their account.
    ///
    /// - Parameter isLast: true for the service that keeps accounts: it goes by what it keeps until the others are done.
    public static func erasure(isLast: Bool = false) -> Handler {
        record(AccountErasureDue.self) { received in
            received.compactMap { received in
                // In what is read of the past the addresses may be erased themselves.
                let addresses = received.fact.addresses.filter { EmailAddress($0) != nil }
                guard !addresses.isEmpty, received.fact.isLast || !isLast else { return nil }
                // The same fact again is the same job.
                let job = Identifier.derived(
                    from: SHA256.digest("erasure \(received.fact.account) \(received.sequence)"))
                guard let order = try? JSON.text(ErasureJob.Order(job: job, addresses: addresses)) else { return nil }
                return Jobs.enter(job, ErasureJob.kind, "an account that was closed", order)
            }
        }
    }
}
