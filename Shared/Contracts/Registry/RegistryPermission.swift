// SPDX-License-Identifier: Apache-2.0

/// What may be done with organisations and with the directory.
public enum RegistryPermission: String, Sendable, CaseIterable {
    case readOrganisation = "read-organisation"
    case readEveryOrganisation = "read-every-organisation"
    case readOwnOrganisations = "read-own-organisations"
    case readRegistration = "read-registration"
    case readDirectory = "read-directory"
    case importDirectory = "import-directory"
    case recordCode = "record-code"
    /// Ask people in, change their roles, and end their memberships.
    case managePeople = "manage-people"
    /// See who belongs to an organisation and whom it asks in, send invitations again and correct them. ISG-08
    case supportPeople = "support-people"
    case askToJoin = "ask-to-join"
    /// Record Group contracts, and let them begin.
    case keepGroups = "keep-groups"
    case readGroup = "read-group"
    case nameSuperAdministrators = "name-super-administrators"
    case confirmSuperAdministrators = "confirm-super-administrators"
    case standDownSuperAdministrators = "stand-down-super-administrators"
    case decideLicences = "decide-licences"
    case requestLicence = "request-licence"
    /// Register organisations for others, and see those that are supported.
    case support
    /// End that an organisation is supported.
    case endSupport = "end-support"
    case raiseTicket = "raise-ticket"
    case readTicket = "read-ticket"
    /// Write in it, and say that it is done with.
    case answerTicket = "answer-ticket"
    case escalateTicket = "escalate-ticket"
    case reopenTicket = "reopen-ticket"
    /// What one decision asks of another stream.
    case followUp = "follow-up"
}
