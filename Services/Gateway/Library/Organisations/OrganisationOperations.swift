// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird
import ServiceKit

import struct Foundation.UUID

/// `organisations`: registering one, and those that one belongs to.
enum OrganisationOperations {
    static let all: [Operation] = [
        // ISG-36 to ISG-40, ISG-47, ISG-48, ISG-53
        .make(
            "organisations", "registerOrganisation",
            "Register an organisation: it is safe once accepted, and decided as soon as the registry can",
            takes: NewOrganisation.self, gives: Registration.self, status: .accepted, refusals: [.unprocessableContent]
        ) { call, new in
            // Other content is another registration, which the registry refuses under a key that has one already.
            let applicant = try call.context.signedIn().account
            let registration = call.keys.owned(
                call.identifier("registration \(try JSON.text(new))"), by: applicant)
            let request = call.key.isFresh ? nil : call.key.id
            let submission = RegistrationSubmitted(
                registration: registration, request: request, category: new.category, odsCode: new.odsCode,
                name: new.name,
                address: new.address, applicant: applicant,
                applicantRole: new.applicantRole, contactEmail: new.contactEmail,
                licensing: try new.licensing?.contract,
                supporter: try new.supporter.map { try SupportOperations.id($0) },
                ico: new.ico, location: new.location.map(\.contract))
            if let request { try await call.refuseReuse(of: request, for: registration) }
            // The registration's id is the message's too: however often it is sent, it is one registration.
            try await call.services.announce(submission, id: registration, subject: registration, call.context)
            return (Registration(registration, nil), "organisations/registrations/\(registration.text)")
        },
        .get(
            "organisations/registrations/{registration}", "showRegistration", "What became of a registration",
            gives: Registration.self
        ) { call in
            let id = try call.id("registration")
            var outcome: RegistrationOutcome?
            do {
                outcome = try await call.ask(RegistrationStatus(registration: id), deadline: .seconds(2))
            } catch ClientError.unavailable {
                // A registry that does not answer has lost nothing: the registration waits for it.
            }
            // One that the registry does not know is on its way to it, if it was submitted here.
            guard try outcome != nil || call.keys.isOwned(id, by: call.context.signedIn().account) else {
                throw Failure.notFound
            }
            return Registration(id, outcome)
        },
        .list(
            "organisations", "listOrganisations", "The organisations that you belong to", of: OrganisationListing.self
        ) { call in
            let page = try await call.ask(ListOrganisations(after: call.after))
            return Page(items: page.items.map(OrganisationListing.init), next: page.next)
        },
        .get("organisations/{organisation}", "showOrganisation", "An organisation", gives: Organisation.self) { call in
            let details = try await call.ask(DescribeOrganisation(organisation: try call.id("organisation")))
            return Organisation(details, names: await call.names(of: details.members.map(\.account)))
        },
        // ISG-40
        .act(
            .put, "organisations/{organisation}/ods-code", "recordODSCode",
            "Add the ODS code of an organisation that was registered without one", takes: NewODSCode.self
        ) { call, new in
            try await call.tell(new.instruction(for: try call.id("organisation")))
        },
        .list(
            "organisations/{organisation}/cases", "listCases",
            "The cases of an organisation; none of one that you have no part in", pages: false, of: CaseListing.self
        ) { call in
            Page(items: try await call.ask(FindCases(organisation: try call.id("organisation"))).map(CaseListing.init))
        },
    ]
}

extension Call {
    /// Says at once what the registry would say of another registration under the same key. One that does not answer
    /// says it later, as the registration's outcome.
    fileprivate func refuseReuse(of request: UUID, for registration: UUID) async throws(ClientError) {
        do {
            _ = try await ask(RegistrationStatus(registration: registration, request: request), deadline: .seconds(2))
        } catch ClientError.refused(let problems) {
            throw .refused(problems)
        } catch {}
    }
}
