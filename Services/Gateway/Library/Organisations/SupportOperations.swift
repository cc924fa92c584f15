// SPDX-License-Identifier: Apache-2.0

import Contracts
import HTTPTypes
import Hummingbird

import struct Foundation.UUID

/// Who supports whom. ISG-54 to ISG-61
enum SupportOperations {
    static let all: [Operation] = [
        .list(
            "organisations/{organisation}/supported", "listSupportedOrganisations",
            "The organisations that one supports, by name", of: SupportedListing.self
        ) { call in
            let supported = try await call.ask(
                ListSupported(supporter: try call.id("organisation"), after: call.after))
            return Page(
                items: supported.organisations.items.map(SupportedListing.init), next: supported.organisations.next)
        },
        .act(
            .delete, "organisations/{organisation}/support", "endSupport", "End that an organisation is supported"
        ) { call in
            try await call.tell(EndSupport(organisation: try call.id("organisation")))
        },
        .act(
            .put, "groups/{group}/support", "startSupporting",
            "Let the organisation of a contract register others and support them"
        ) { call in
            try await call.tell(SwitchSupport(group: try call.id("group"), isOn: true))
        },
        .act(
            .delete, "groups/{group}/support", "stopSupporting",
            "Let the organisation of a contract register others no more; those that it supports stay"
        ) { call in
            try await call.tell(SwitchSupport(group: try call.id("group"), isOn: false))
        },
    ]

    /// - Throws: `Failure` when it is no id.
    static func id(_ supporter: String) throws(Failure) -> UUID {
        guard let id = UUID(uuidString: supporter) else {
            throw Failure(
                .unprocessableContent,
                [Problem(code: "supporter-unknown", field: "supporter", message: "Name the organisation by its id.")])
        }
        return id
    }
}

/// An organisation that is supported.
struct SupportedListing: Described {
    var id: String
    var name: String
    var odsCode: String?
    var postcode: String
    var missingRoles: [OrganisationRole]

    init(_ organisation: SupportedOrganisation) {
        id = organisation.organisation.text
        name = organisation.name
        odsCode = organisation.odsCode
        postcode = organisation.postcode
        missingRoles = organisation.missingRoles
    }

    static let title = "SupportedOrganisation"
    static let schema = Schema.object([
        .init("id", .id), .init("name", .plain), .init("odsCode", .plain, "", .optional), .init("postcode", .plain),
        .init("missingRoles", .list(.organisationRole), "Recommended roles that nobody has."),
    ])
    static let example = SupportedListing(
        SupportedOrganisation(
            organisation: Sample.organisation, name: "Canal Walk Surgery", odsCode: "B86001", postcode: "LS1 4AP",
            missingRoles: [.seniorOfficer]))
}
