// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

// What those who administer an organisation are told of its statement, besides its signatory and its contact.

/// Has the administrators told; from the parts of a case.
public struct TellAdministrators: Instruction {
    public static let name: MessageName = "compliance.tell-administrators.v1"
    public static let senders: Senders = [.compliance]
    public static let personal: [PersonalField] = [.text("subject")]

    public var statement: UUID
    /// One line that says what happened.
    public var subject: String
    /// Where to act, below the public address.
    public var path: String
    /// Who has an e-mail about it already: nobody gets two who is an administrator as well.
    public var told: [OwnRecord.Part]

    public init(statement: UUID, subject: String, path: String, told: [OwnRecord.Part]) {
        self.statement = statement
        self.subject = subject
        self.path = path
        self.told = told
    }
}

/// The administrators are told.
public struct AdministratorsTold: Fact {
    public static let name: MessageName = "compliance.administrators-told.v1"
    public static let personal: [PersonalField] = [.text("subject"), .address("besides.*")]

    public var statement: UUID
    public var notice: UUID
    public var subject: String
    public var path: String
    /// The addresses of those who have an e-mail about it already.
    public var besides: [String]

    public init(statement: UUID, notice: UUID, subject: String, path: String, besides: [String]) {
        self.statement = statement
        self.notice = notice
        self.subject = subject
        self.path = path
        self.besides = besides
    }
}
