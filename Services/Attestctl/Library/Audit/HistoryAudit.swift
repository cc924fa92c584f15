// SPDX-License-Identifier: Apache-2.0

import Contracts
import ServiceKit

/// What was found when a service's history was read from end to end.
struct HistoryAudit: Sendable {
    let service: String
    private(set) var streams = 0
    private(set) var events = 0
    private(set) var faults: [HistoryFault] = []
    private(set) var time = Duration.zero
    /// Why it was not read to its end; nil when it was.
    private(set) var interruption: ClientError?

    init(service: String) { self.service = service }

    /// Pages through the history. What was found until something came between is kept.
    ///
    /// - Parameter ask: gives the page after a cursor. It changes nothing, so one that is not answered is asked once more.
    mutating func run(_ ask: (HistoryCursor?) async throws(ClientError) -> HistoryPage) async {
        let begun = ContinuousClock.now
        do throws(ClientError) {
            var after: HistoryCursor?
            repeat {
                let page = try await patiently { () async throws(ClientError) in try await ask(after) }
                streams += page.streams
                events += page.events
                faults += page.faults
                after = page.next
            } while after != nil
        } catch {
            interruption = error
        }
        time = begun.duration(to: .now)
    }

    private func patiently(
        _ ask: () async throws(ClientError) -> HistoryPage
    ) async throws(ClientError) -> HistoryPage {
        do throws(ClientError) {
            return try await ask()
        } catch .unavailable {
            return try await ask()
        }
    }

    // MARK: In words

    /// One line for the service: how much was read, in what time, and what came of it.
    var summary: String {
        let found = faults.isEmpty ? "no fault" : Self.many(faults.count, "fault")
        let outcome =
            if interruption == nil {
                found
            } else if events == 0 {
                "not read"
            } else {
                "\(found) so far, not read to the end"
            }
        return "\(service): \(Self.many(streams, "stream")), \(Self.many(events, "event")), \(seconds) s: \(outcome)"
    }

    /// A sentence for each fault: where it is and what it means, never what an event says.
    var findings: [String] { faults.map { "  \(Identifier.text($0.stream)) \(Self.meaning(of: $0))" } }

    /// Why the history was not read to its end.
    var complaint: String? {
        guard let interruption else { return nil }
        let cause =
            switch interruption {
            case .unavailable: "\(service) does not answer; is it running?"
            case .failed: "\(service) could not read its history; its log says why"
            case .refused(let problems): "\(service): " + problems.map(\.message).joined(separator: " ")
            }
        return events == 0 ? cause : "\(cause) (what follows the first \(Self.many(events, "event")) was not verified)"
    }

    static func meaning(of fault: HistoryFault) -> String {
        switch fault.kind {
        case .changed:
            "is not what was written: event \(fault.version), or its digest, was altered or stands in another's place."
        case .missing: "has a gap: event \(fault.version) is gone, and later ones are there."
        case .truncated:
            "does not end where it should: events from \(fault.version) on are gone, or its state is another's or gone."
        case .erasedWithoutRecord:
            "has a blank: what event \(fault.version) or a later one says now is not what an erasing event has left of it."
        case .removed: "is gone: it has a state, and not one of the events that led to it."
        }
    }

    private var seconds: String {
        let tenths = (time.components.seconds * 10) + time.components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func many(_ number: Int, _ what: String) -> String {
        number == 1 ? "1 \(what)" : "\(number) \(what)s"
    }
}
