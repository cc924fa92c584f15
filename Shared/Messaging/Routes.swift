// SPDX-License-Identifier: Apache-2.0

/// The names of exchanges and queues, in one place.
public enum Routes {
    /// Facts, routed by type. What nobody reads is kept nowhere but with its owner.
    public static let events = "attest.events"
    /// Instructions between services, routed by type.
    public static let commands = "attest.commands"
    /// Transient instructions and queries whose sender waits, routed by type.
    public static let requests = "attest.requests"
    /// Review work, routed by team.
    public static let reviews = "attest.reviews"
    /// The broker's own exchange that routes to a queue by its name.
    public static let direct = ""

    /// Durable work: facts that a service reacts to, and instructions of other services.
    public static func work(_ service: String) -> String { "\(service).work" }
    /// Transient instructions whose sender waits for the reply.
    public static func requests(_ service: String) -> String { "\(service).instructions" }
    /// Transient queries.
    public static func queries(_ service: String) -> String { "\(service).questions" }
    /// What could not be done, with the reason.
    public static func dead(_ service: String) -> String { "\(service).dead" }
    /// Where work waits before the attempt after this many.
    public static func waiting(_ service: String, attempt: Int) -> String {
        "\(service).wait-\(delays[min(attempt, delays.count - 1)].components.seconds)s"
    }
    /// A team's own queue of review work.
    public static func team(_ team: String) -> String { "reviews.\(team)" }

    /// The delays of the waiting queues; after the last, a message goes to the dead-letter queue.
    public static let delays: [Duration] = [.seconds(1), .seconds(10), .seconds(60), .seconds(600)]
}
