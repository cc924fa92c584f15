// SPDX-License-Identifier: Apache-2.0

import Contracts

import struct Foundation.UUID

/// What is asked of whoever makes an account with a provider.
struct NewProviderAccount {
    var displayName: String

    init(_ checks: inout Checks) { displayName = checks.optional("displayName", limit: 100) }
}

/// How an account is linked to another provider.
struct ProviderLinkState: Described {
    var linked: Bool
    var provider: String?
    var email: String?
    var password: Bool

    static let schema = Schema.object([
        .init("linked", .boolean),
        .init("provider", .plain, "What the provider is called.", .optional),
        .init("email", .plain, "The address that the provider has.", .optional),
        .init("password", .boolean, "The account can be signed in to with a password."),
    ])
    static let example = ProviderLinkState(
        ProviderLinkSummary(provider: "Example login", email: "ada@example.nhs.uk", hasPassword: true))
}

extension ProviderLinkState {
    init(_ summary: ProviderLinkSummary) {
        self.init(
            linked: summary.provider != nil, provider: summary.provider, email: summary.email,
            password: summary.hasPassword)
    }
}
