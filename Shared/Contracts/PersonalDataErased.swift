// SPDX-License-Identifier: Apache-2.0

/// Something personal was taken out of a stream's earlier events: `compliance.personal-data-erased.v1`. The engine records
/// it in the stream itself, whatever aggregate that is of.
public struct PersonalDataErased<Keeper: HistoryKeeper>: Fact {
    public static var name: MessageName { PersonalDataErasedName.of(Keeper.service) }

    public var reason: ErasureReason
    /// The events in which something was erased this time, by their versions.
    public var versions: [Int64]
    /// What was erased, as paths in their data; never what it said.
    public var fields: [String]
    /// The digest of all events of the stream in which something is erased by now, as they are now; in hexadecimal digits.
    /// With it the chain vouches for what is left of them.
    public var digest: String

    public init(reason: ErasureReason, versions: [Int64], fields: [String], digest: String) {
        self.reason = reason
        self.versions = versions
        self.fields = fields
        self.digest = digest
    }
}

/// Why something personal is erased.
public enum ErasureReason: String, Codable, Sendable, CaseIterable {
    /// It was of use once.
    case secretUsed = "secret-used"
    /// What it was kept for is over.
    case purposeEnded = "purpose-ended"
    /// The person asked for it.
    case askedFor = "asked-for"
}

/// A name that is made and not written, like that of `VerifyHistory`.
public enum PersonalDataErasedName {
    public static func of(_ service: String) -> MessageName { MessageName(stringLiteral: service + ending) }

    /// True for the name of any service's.
    public static func isMeant(by type: String) -> Bool { type.hasSuffix(ending) }

    private static let ending = ".personal-data-erased.v1"
}
