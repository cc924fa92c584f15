// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// The register of those who pay the data protection fee, which the Information Commissioner's Office publishes.

/// Entries of the ICO's register by the name that they are registered under; the exact name first. ISG-41
public struct FindICOEntries: Query {
    public static let name: MessageName = "registry.find-ico-entries.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = Page<ICOEntry>

    public var name: String
    public var after: String?

    public init(name: String, after: String? = nil) {
        self.name = name
        self.after = after
    }
}

/// One entry of the ICO's register by its number; nil when there is none.
public struct FindICOEntry: Query {
    public static let name: MessageName = "registry.find-ico-entry.v1"
    public static let senders: Senders = [.gateway]
    public typealias Answer = ICOEntry?

    public var number: String

    public init(number: String) {
        self.number = number
    }
}

/// A registration as the ICO lists it. Nothing of its officers is kept.
public struct ICOEntry: Codable, Sendable, Equatable {
    /// `ZA123456`.
    public var number: String
    public var name: String
    /// Its lines as listed, without the empty ones.
    public var address: [String]
    public var postcode: String
    /// The last day of the registration, as ISO 8601 has it; nil when none is listed.
    public var ends: String?
    /// It has not ended on the day that it is now in the United Kingdom.
    public var open: Bool
    /// An organisation is registered here under it.
    public var registered: Bool
    /// Which one.
    public var organisation: UUID?

    public init(
        number: String, name: String, address: [String], postcode: String, ends: String? = nil, open: Bool,
        registered: Bool, organisation: UUID? = nil
    ) {
        self.number = number
        self.name = name
        self.address = address
        self.postcode = postcode
        self.ends = ends
        self.open = open
        self.registered = registered
        self.organisation = organisation
    }
}
