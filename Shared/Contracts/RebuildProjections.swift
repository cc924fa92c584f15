// SPDX-License-Identifier: Apache-2.0

/// Asks a service to fill projections anew from its events, and how far that is: `registry.rebuild-projections.v1`. Every
/// engine answers it under the name of its own service, and answers the operator only.
public struct RebuildProjections<Keeper: HistoryKeeper>: Query {
    public static var name: MessageName { RebuildProjectionsName.of(Keeper.service) }
    public static var senders: Senders { [.operator] }
    public typealias Answer = [RebuildProgress]

    /// Which to begin with, all of them when it is empty; nil only asks. What is being rebuilt goes on.
    public var begin: [String]?

    public init(begin: [String]? = nil) { self.begin = begin }
}

/// A name that is made and not written, like that of `VerifyHistory`.
public enum RebuildProjectionsName {
    public static func of(_ service: String) -> MessageName {
        MessageName(stringLiteral: "\(service).rebuild-projections.v1")
    }
}
