// SPDX-License-Identifier: Apache-2.0

/// A service whose event log can be verified.
public protocol HistoryKeeper: Sendable {
    /// Its name, as messages and queues begin with it.
    static var service: String { get }
}

public enum IdentityHistory: HistoryKeeper { public static let service = "identity" }
public enum RegistryHistory: HistoryKeeper { public static let service = "registry" }
public enum ComplianceHistory: HistoryKeeper { public static let service = "compliance" }
public enum NotificationHistory: HistoryKeeper { public static let service = "notification" }

public enum HistoryKeepers {
    /// All services that keep a history.
    public static let all: [any HistoryKeeper.Type] = [
        IdentityHistory.self, RegistryHistory.self, ComplianceHistory.self, NotificationHistory.self,
    ]
}

/// Asks a service to verify a page of its event log: `registry.verify-history.v1`. Every engine answers it under the
/// name of its own service, and answers the operator only.
public struct VerifyHistory<Keeper: HistoryKeeper>: Query {
    public static var name: MessageName { VerifyHistoryName.of(Keeper.service) }
    public static var senders: Senders { [.operator] }
    public typealias Answer = HistoryPage

    /// Where the page before ended; nil for the first.
    public var after: HistoryCursor?

    public init(after: HistoryCursor? = nil) { self.after = after }
}

/// The one name that is made and not written: each service has a question of its own.
public enum VerifyHistoryName {
    public static func of(_ service: String) -> MessageName {
        MessageName(stringLiteral: "\(service).verify-history.v1")
    }
}
