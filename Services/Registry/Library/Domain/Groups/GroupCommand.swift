// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date
import struct Foundation.UUID

/// What can be asked of a group. With each goes who belongs to the contracting organisation.
enum GroupCommand: Sendable {
    /// The organisation that contracts, as it was found.
    struct Contractor: Sendable {
        var id: UUID
        var name: String
    }

    case record(RecordGroupContract, contractor: Contractor?)
    case activate
    case switchSupport(isOn: Bool)
    case change(ChangeSuperAdministrator, members: [OrganisationMember])
    case replace(ReplaceSuperAdministrator, members: [OrganisationMember])
    case confirm(ConfirmSuperAdministrator, members: [OrganisationMember])
    /// Somebody has left the contracting organisation, or their account is used no more; whoever was named after the time
    /// has come back. Nil: they have not.
    case leave(UUID, before: Date?)
    case changeAllowance(ChangeAllowance)
    /// With what the organisation is called and who belongs to it.
    case request(RequestLicence, name: String?, members: [OrganisationMember])
    /// What a registration or Central Admin decided of an organisation.
    case join(JoinGroup)
    case decide(DecideLicence, members: [OrganisationMember])
    case withdraw(WithdrawLicence, members: [OrganisationMember])
}
