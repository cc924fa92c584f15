// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Why an e-mail's answer is no.
enum EmailRefusal: DomainRefusal, Equatable {
    case forbidden
    case notFound
    /// All that keeps it from ever being sent.
    case unfit([Problem])

    var problems: [Problem] {
        switch self {
        case .forbidden: [.forbidden]
        case .notFound: [.notFound]
        case .unfit(let problems): problems
        }
    }
}
