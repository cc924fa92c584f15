// SPDX-License-Identifier: Apache-2.0

public import Broker
public import Contracts
import Messaging

/// Attest's exchanges, queues and bindings, applied and checked when a process starts.
public enum SystemTopology {
    /// The exchanges that all share.
    public static var exchanges: Topology {
        Topology(
            exchanges: [
                Exchange(name: Routes.events, kind: .topic),
                Exchange(name: Routes.commands, kind: .topic),
                Exchange(name: Routes.requests, kind: .topic),
                Exchange(name: Routes.reviews, kind: .direct),
            ])
    }

    /// What one service owns.
    ///
    /// - Parameter reactions: the facts of other services that it listens to, as its handlers say.
    public static func service(_ name: String, reactions: [MessageName]) -> Topology {
        let work = Routes.work(name)
        var topology = Topology(
            queues: [
                .quorum(Routes.dead(name)),
                // The broker counts against all that a lost consumer held: its limit is never reached, and the engine
                // finds the message that ends the process.
                .quorum(work, deadLetterExchange: "", deadLetterRoutingKey: Routes.dead(name)),
            ],
            bindings: [Binding(queue: work, exchange: Routes.commands, key: "\(name).#")]
                + reactions.map { Binding(queue: work, exchange: Routes.events, key: $0.text) })
        for (attempt, delay) in Routes.delays.enumerated() {
            topology.queues.append(.waiting(Routes.waiting(name, attempt: attempt), delay: delay, workQueue: work))
        }
        return topology
    }

    /// A team's own queue of review work. It is made when work is first offered to the team, and bounded: the review
    /// desk holds every task, whether or not the team's tools read their queue.
    public static func team(_ team: String) -> Topology {
        Topology(
            queues: [
                Queue(
                    name: Routes.team(team),
                    arguments: [
                        "x-queue-type": "quorum", "x-max-length": 10_000, "x-overflow": "drop-head",
                        "x-delivery-limit": .int(Queue.endlessly),
                    ])
            ],
            bindings: [Binding(queue: Routes.team(team), exchange: Routes.reviews, key: team)])
    }

    /// A queue for requests of some types to a service that is running: it goes with its last consumer, so that a
    /// request to a service that is not there is returned at once. Whoever serves declares it.
    public static func transient(_ queue: String, types: [MessageName]) -> Topology {
        Topology(
            queues: [.transient(queue, expiry: .seconds(15))],
            bindings: types.map { Binding(queue: queue, exchange: Routes.requests, key: $0.text) })
    }

    /// Queues of earlier releases that nothing uses any more: the facts that nobody read.
    public static let retired = ["attest.unread"]

    /// Earlier releases gave the events an alternate exchange. Without its queue it takes nothing, and an exchange
    /// cannot be changed.
    public static func isHarmless(_ drift: Drift) -> Bool {
        drift.kind == .exchange && drift.name == Routes.events && drift.reason.contains("alternate-exchange")
    }

    /// All exchanges and queues. Which facts a service listens to only it knows, and binds when it starts.
    public static var all: Topology {
        Sender.services.reduce(into: exchanges) { all, sender in
            let own = service(sender.name, reactions: [])
            all.queues += own.queues
            all.bindings += own.bindings
        }
    }
}
