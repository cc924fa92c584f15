// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// Registering an organisation. What is submitted is itself a fact, published by the gateway or by any other front door.

/// An organisation asks to be registered.
public struct RegistrationSubmitted: Fact {
    public static let name: MessageName = "gateway.registration-submitted.v1"
    public static let audience: Audience = .everyone
    public static let senders: Senders = [.gateway, .partners]
    public static let personal: [PersonalField] = [.address("contactEmail")]

    /// Becomes the organisation's id.
    public var registration: UUID
    /// What the sender's own key for it became: one registration is accepted under each. Nil when there was no key.
    public var request: UUID?
    /// One of the codes in `OrganisationCategory`.
    public var category: String
    /// With it, name, address and parent come from the directory where they are left out.
    public var odsCode: String?
    public var name: String?
    public var address: Address?
    /// The account that becomes its administrator.
    public var applicant: UUID?
    public var applicantRole: OrganisationRole?
    public var contactEmail: String
    /// Nil of a form that did not ask.
    public var licensing: Licensing?
    /// The organisation that registers it and looks after it; nil of one that registers itself. ISG-57
    public var supporter: UUID?
    /// Nil of a form that did not ask.
    public var ico: ICORegistration?
    /// Where it is, if somebody placed it by hand; otherwise its postcode says. ISG-44
    public var location: Location?

    public init(
        registration: UUID, request: UUID? = nil, category: String, odsCode: String? = nil, name: String? = nil,
        address: Address? = nil, applicant: UUID? = nil, applicantRole: OrganisationRole? = nil, contactEmail: String,
        licensing: Licensing? = nil, supporter: UUID? = nil, ico: ICORegistration? = nil, location: Location? = nil
    ) {
        self.registration = registration
        self.request = request
        self.category = category
        self.odsCode = odsCode
        self.name = name
        self.address = address
        self.applicant = applicant
        self.applicantRole = applicantRole
        self.contactEmail = contactEmail
        self.licensing = licensing
        self.supporter = supporter
        self.ico = ico
        self.location = location
    }
}

/// A registration came under a key of its sender's, which is used by it from now on.
public struct RegistrationReceived: Fact, Equatable {
    public static let name: MessageName = "registry.registration-received.v1"

    public var registration: UUID
    public var request: UUID

    public init(registration: UUID, request: UUID) {
        self.registration = registration
        self.request = request
    }
}

/// An organisation is registered.
public struct OrganisationRegistered: Fact, Equatable {
    public static let name: MessageName = "registry.organisation-registered.v1"
    public static let audience: Audience = .everyone
    public static let personal: [PersonalField] = [.address("contactEmail")]

    public var organisation: UUID
    public var name: String
    public var category: String
    public var odsCode: String?
    public var address: Address
    public var parent: ParentOrganisation?
    /// `independent` or `central`.
    public var mode: String
    public var ico: ICORegistration?
    /// Nil of one that could not be located. ISG-44
    public var location: Location?
    /// Only in events from before the contact had a fact of its own, which stays with the registry.
    public var contactEmail: String?

    public init(
        organisation: UUID, name: String, category: String, odsCode: String? = nil, address: Address,
        parent: ParentOrganisation? = nil, mode: String, ico: ICORegistration? = nil, location: Location? = nil,
        contactEmail: String? = nil
    ) {
        self.organisation = organisation
        self.name = name
        self.category = category
        self.odsCode = odsCode
        self.address = address
        self.parent = parent
        self.mode = mode
        self.ico = ico
        self.location = location
        self.contactEmail = contactEmail
    }
}

/// Whom to write to about an organisation.
public struct OrganisationContactRecorded: Fact, Equatable {
    public static let name: MessageName = "registry.organisation-contact-recorded.v1"
    public static let personal: [PersonalField] = [.address("contactEmail")]

    public var organisation: UUID
    public var contactEmail: String

    public init(organisation: UUID, contactEmail: String) {
        self.organisation = organisation
        self.contactEmail = contactEmail
    }
}

/// A registration was not accepted.
public struct RegistrationRefused: Fact, Equatable {
    public static let name: MessageName = "registry.registration-refused.v1"
    public static let personal: [PersonalField] = [.text("problems.*.message")]

    public var registration: UUID
    public var problems: [Problem]
    /// The organisation that is here already, where that is the reason.
    public var existing: UUID?

    public init(registration: UUID, problems: [Problem], existing: UUID? = nil) {
        self.registration = registration
        self.problems = problems
        self.existing = existing
    }
}
