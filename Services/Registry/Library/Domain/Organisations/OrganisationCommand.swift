// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import struct Foundation.UUID

/// What can be asked of an organisation.
public enum OrganisationCommand: Sendable {
    /// A submitted registration, with what the directory and the tables knew of it.
    case register(RegistrationSubmitted, Findings)
    /// A code for an organisation that has none, with what the directory has for it, and who belongs to the organisation.
    case recordCode(RecordODSCode, DirectoryEntry?, members: [OrganisationMember])
    /// A group for an organisation that knows of none, and whether it can be asked for licences.
    case place(PlaceOrganisation, isOpen: Bool)
    case endSupport(EndSupport, members: [OrganisationMember])
}

/// What was looked up before a registration is decided.
public struct Findings: Sendable, Equatable {
    /// The codes of the categories that are offered here.
    public var categories: Set<String>
    /// What the directory has for the submitted ODS code.
    public var entry: DirectoryEntry?
    /// An organisation already registered under nearly the same name at the same postcode.
    public var lookalike: UUID?
    /// Whether the group that was chosen can be asked for licences.
    public var isGroupOpen: Bool
    /// The organisation that is to support it; nil when there is none of that id.
    public var supporting: Supporting?
    /// What the ICO's register has for the number.
    public var ico: ICOEntry?
    /// Where the postcode is.
    public var place: Location?

    /// An organisation that registers another.
    public struct Supporting: Sendable, Equatable {
        public var supporter: Supporter
        /// The supporting facility is on. ISG-54
        public var isOn: Bool
        public var members: [OrganisationMember]
        /// How many it supports already.
        public var count: Int

        public init(supporter: Supporter, isOn: Bool, members: [OrganisationMember], count: Int) {
            self.supporter = supporter
            self.isOn = isOn
            self.members = members
            self.count = count
        }
    }

    public init(
        categories: Set<String> = Set(OrganisationCategory.all.map(\.code)), entry: DirectoryEntry? = nil,
        lookalike: UUID? = nil, isGroupOpen: Bool = false, supporting: Supporting? = nil,
        ico: ICOEntry? = nil, place: Location? = nil
    ) {
        self.categories = categories
        self.entry = entry
        self.lookalike = lookalike
        self.isGroupOpen = isGroupOpen
        self.supporting = supporting
        self.ico = ico
        self.place = place
    }
}
