// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID

/// Who belongs to an organisation, and as what.
struct PeopleState: Codable, Sendable, Equatable {
    var organisation: UUID
    var members: [OrganisationMember] = []
}
