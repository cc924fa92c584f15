// SPDX-License-Identifier: Apache-2.0

import Contracts

extension EmailAddress {
    /// Whether the domain is one of these or below one of them. ISG-23, ISG-24
    func isListed(in domains: [String]) -> Bool {
        let domain = domain
        // The dot keeps `evilnhs.uk` out of `nhs.uk`.
        return domains.contains { domain == $0 || domain.hasSuffix("." + $0) }
    }
}
