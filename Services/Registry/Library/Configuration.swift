// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import ServiceKit

/// The registry's own settings.
public struct Configuration: Sendable {
    /// The codes of the organisation categories that are offered. ISG-37
    public let categories: Set<String>

    public init(categories: Set<String> = Set(OrganisationCategory.all.map(\.code))) {
        self.categories = categories
    }

    /// `ATTEST_ORGANISATION_CATEGORIES`: codes separated by commas, each one of `OrganisationCategory.all`; all of
    /// them unless set. The gateway offers from the same list.
    public init(_ settings: Settings) throws {
        guard let text = settings.optional("ATTEST_ORGANISATION_CATEGORIES") else {
            self.init()
            return
        }
        let codes = Set(text.split(separator: ",").map { $0.filter { !$0.isWhitespace } })
        guard !codes.isEmpty, codes.allSatisfy({ OrganisationCategory.named($0) != nil }) else {
            throw SettingsError(
                "ATTEST_ORGANISATION_CATEGORIES",
                "must be codes separated by commas from: "
                    + OrganisationCategory.all.map(\.code).joined(separator: ", "))
        }
        self.init(categories: codes)
    }
}
