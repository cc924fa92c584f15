// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

/// Which case it is, and whose: what each part of a case keeps of the whole.
public struct CaseSubject: Codable, Sendable, Equatable {
    public var caseID: UUID
    public var statement: UUID
    public var organisation: UUID
    public var organisationName: String
    public var odsCode: String?
    public var host: ParentOrganisation?

    public init(
        caseID: UUID, statement: UUID, organisation: UUID, organisationName: String, odsCode: String? = nil,
        host: ParentOrganisation? = nil
    ) {
        self.caseID = caseID
        self.statement = statement
        self.organisation = organisation
        self.organisationName = organisationName
        self.odsCode = odsCode
        self.host = host
    }
}
