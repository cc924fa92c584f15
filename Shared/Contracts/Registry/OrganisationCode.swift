// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// The ODS code of an organisation that was registered without one.

/// An organisation says which code it has got.
public struct RecordODSCode: Instruction {
    public static let name: MessageName = "registry.record-ods-code.v1"
    public static let senders: Senders = [.gateway]

    public var organisation: UUID
    public var odsCode: String

    public init(organisation: UUID, odsCode: String) {
        self.organisation = organisation
        self.odsCode = odsCode
    }
}

/// An organisation that had no ODS code has one.
public struct ODSCodeRecorded: Fact, Equatable {
    public static let name: MessageName = "registry.ods-code-recorded.v1"
    public static let audience: Audience = .everyone

    public var organisation: UUID
    public var odsCode: String
    /// Its host, as the directory has it.
    public var parent: ParentOrganisation?

    public init(organisation: UUID, odsCode: String, parent: ParentOrganisation? = nil) {
        self.organisation = organisation
        self.odsCode = odsCode
        self.parent = parent
    }
}
