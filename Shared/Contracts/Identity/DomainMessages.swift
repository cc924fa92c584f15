// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date

// The e-mail domains whose addresses need no validator. ISG-23, ISG-28

/// Puts a domain on the list, with all that are below it.
public struct AddInstantDomain: Instruction {
    public static let name: MessageName = "identity.add-instant-domain.v1"
    public static let senders: Senders = [.gateway, .operator]

    public var domain: String

    public init(domain: String) {
        self.domain = domain
    }
}

/// Takes a domain off the list. Accounts that are there already stay.
public struct RemoveInstantDomain: Instruction {
    public static let name: MessageName = "identity.remove-instant-domain.v1"
    public static let senders: Senders = [.gateway, .operator]

    public var domain: String

    public init(domain: String) {
        self.domain = domain
    }
}

/// The list was changed for the first time: until then it is what the deployment was configured with.
public struct InstantDomainsTaken: Fact {
    public static let name: MessageName = "identity.instant-domains-taken.v1"

    public var domains: [String]

    public init(domains: [String]) {
        self.domains = domains
    }
}

/// A domain is on the list from now on.
public struct InstantDomainAdded: Fact {
    public static let name: MessageName = "identity.instant-domain-added.v1"

    public var domain: String
    /// Who did it, as histories name them: `account:` and an id.
    public var by: String
    public var time: Date

    public init(domain: String, by: String, time: Date) {
        self.domain = domain
        self.by = by
        self.time = time
    }
}

/// A domain is no longer on the list.
public struct InstantDomainRemoved: Fact {
    public static let name: MessageName = "identity.instant-domain-removed.v1"

    public var domain: String
    public var by: String
    public var time: Date

    public init(domain: String, by: String, time: Date) {
        self.domain = domain
        self.by = by
        self.time = time
    }
}

/// Which domains are on the list, and what was changed lately?
public struct ListInstantDomains: Query {
    public static let name: MessageName = "identity.list-instant-domains.v1"
    public static let senders: Senders = [.gateway, .operator]
    public typealias Answer = InstantDomains

    public init() {}
}

/// The list of instant domains.
public struct InstantDomains: Codable, Sendable, Equatable {
    /// In the order of the alphabet.
    public var domains: [String]
    /// The newest first; a few. The log has them all.
    public var changes: [Change]

    public init(domains: [String], changes: [Change]) {
        self.domains = domains
        self.changes = changes
    }

    /// One change of the list.
    public struct Change: Codable, Sendable, Equatable {
        public var domain: String
        /// Put on, or taken off.
        public var added: Bool
        public var by: String
        public var time: Date

        public init(domain: String, added: Bool, by: String, time: Date) {
            self.domain = domain
            self.added = added
            self.by = by
            self.time = time
        }
    }
}
