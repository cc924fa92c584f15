// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Why something was not done to a case.
enum CaseRefusal: Barring, Equatable {
    case barred(Barrier)

    var problems: [Problem] {
        switch self {
        case .barred(let barrier): [barrier.problem]
        }
    }
}
