// SPDX-License-Identifier: Apache-2.0

import Contracts
import Logging

/// Writes the letters of what can never be done to the service's dead-letter queue.
struct Quarantine: Sendable {
    let service: String
    let admission: Admission
    let meters: Meters
    let log: Logger

    /// For a message that arrived.
    func letter(_ arrival: Arrival, _ kind: LetterKind, _ reason: String) -> Outgoing {
        noted(
            kind,
            Outgoing(
                exchange: Routes.direct, key: Routes.dead(service),
                id: "dead-\(arrival.tag)-\(UInt64.random(in: 0...(.max)))", type: arrival.type ?? "unknown",
                body: arrival.body, attempt: admission.attempt(of: arrival), reason: reason,
                relayedFor: admission.origin(of: arrival)))
    }

    /// For a message that could not leave. It is sent back to where it was going.
    func letter(_ outgoing: Outgoing, _ kind: LetterKind, _ reason: String) -> Outgoing {
        var letter = outgoing
        letter.exchange = Routes.direct
        letter.key = Routes.dead(service)
        letter.route = (outgoing.exchange, outgoing.key)
        letter.reason = reason
        return noted(kind, letter)
    }

    private func noted(_ kind: LetterKind, _ letter: Outgoing) -> Outgoing {
        log.error(
            "a message is quarantined", metadata: ["type": "\(letter.type)", "reason": "\(letter.reason ?? "")"])
        meters.deadLetter(kind)
        return letter
    }
}
