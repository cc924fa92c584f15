// SPDX-License-Identifier: Apache-2.0

public import Broker
public import Contracts
import Messaging

/// A team's own queue of review work, as its tools consume it.
public struct ReviewFeed: Sendable {
    private let consumer: Consumer

    /// Opens the queue of a team, making it when no work was offered to the team yet.
    public static func open(_ address: BrokerAddress, team: String) async throws -> ReviewFeed {
        let drift = try await SystemTopology.team(team).apply(address)
        guard drift.isEmpty else { throw BrokerError(drift: drift) }
        return ReviewFeed(
            consumer: try await Consumer.open(
                address, queue: Routes.team(team), prefetch: 10, name: "reviews \(team)"))
    }

    /// The next task, waiting for one. It leaves the queue when the next is asked for, so that a tool that fails
    /// meanwhile sees it again. Ends when `body` gives false. Only the review desk offers work: what anybody else put into
    /// the queue is taken off it unseen.
    public func forEach(_ body: (ReviewTaskOpened) async throws -> Bool) async throws {
        while true {
            for delivery in try await consumer.next(max: 1) {
                var goesOn = true
                if ReviewTaskOpened.senders.contains(Sender(delivery.properties.userID ?? "")) {
                    let (_, task) = try Envelope.decode(ReviewTaskOpened.self, from: delivery.body)
                    goesOn = try await body(task)
                }
                try await consumer.acknowledge(delivery.tag)
                guard goesOn else { return }
            }
        }
    }

    public func close() async { await consumer.close() }
}
