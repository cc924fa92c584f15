// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import struct Foundation.UUID

/// A registration and what came of it: an organisation, or the reasons why there is none.
public struct OrganisationState: Codable, Sendable, Equatable {
    /// The registration's id, and the organisation's.
    public var id: UUID
    /// What was registered; nil when it was refused.
    public var registered: OrganisationRegistered?
    /// Whom to write to; nil when it was refused.
    public var contactEmail: String?
    /// Why it was refused; empty when it was not.
    public var problems: [Problem]
    /// It asked for a licence, and knows of no group.
    public var placing: Placing?
    /// Who looks after it; nil of one that does so itself.
    public var supporter: Supporter?

    public init(
        id: UUID, registered: OrganisationRegistered? = nil, contactEmail: String? = nil, problems: [Problem] = []
    ) {
        self.id = id
        self.registered = registered
        self.contactEmail = contactEmail
        self.problems = problems
    }
}
