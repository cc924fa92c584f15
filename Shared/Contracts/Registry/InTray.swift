// SPDX-License-Identifier: Apache-2.0

/// What waits for the actor, and for whom they wait: asked with each first page, and therefore one question.
public struct ReadInTray: Query {
    public static let name: MessageName = "registry.read-in-tray.v1"
    public static let senders: Senders = [.gateway]
    public static let personal: [PersonalField] = [.address("address")]
    public typealias Answer = InTray

    /// The address of whoever asks, as their session has it.
    public var address: String

    public init(address: String) {
        self.address = address
    }
}

/// What the registry has for somebody.
public struct InTray: Codable, Sendable, Equatable {
    /// Organisations that ask them in.
    public var invitations: [InvitationSummary]
    /// What they have asked, and have no answer to.
    public var requests: [OwnJoinRequest]
    /// Who asks to be let into the organisations that they administer; oldest first, a few.
    public var waiting: [WaitingRequest]
    /// Groups that they look after; a few.
    public var groups: [GroupSummary]
    /// Organisations that wait for Central Admin to find a group for them; oldest first, a few. Nil of whoever may not.
    public var unplaced: [UnplacedOrganisation]?
    /// Super Administrators whom Central Admin is to confirm; oldest first, a few. C-16
    public var confirmations: [NamedAdministrator]?
    /// Requests for help that wait for them to answer, who has waited longest first; a few. ISG-16
    public var tickets: [TicketSummary]?
    /// Their own that are open; a few.
    public var ownTickets: [TicketSummary]?

    public init(
        invitations: [InvitationSummary] = [], requests: [OwnJoinRequest] = [], waiting: [WaitingRequest] = [],
        groups: [GroupSummary] = [], confirmations: [NamedAdministrator]? = nil,
        tickets: [TicketSummary]? = nil, ownTickets: [TicketSummary]? = nil, unplaced: [UnplacedOrganisation]? = nil
    ) {
        self.invitations = invitations
        self.requests = requests
        self.waiting = waiting
        self.groups = groups
        self.unplaced = unplaced
        self.confirmations = confirmations
        self.tickets = tickets
        self.ownTickets = ownTickets
    }
}
