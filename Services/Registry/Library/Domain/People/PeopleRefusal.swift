// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Why something was not done among the people of an organisation.
enum PeopleRefusal: DomainRefusal, Equatable {
    case notFound

    var problems: [Problem] { [.notFound] }
}
