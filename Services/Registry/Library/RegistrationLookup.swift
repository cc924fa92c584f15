// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import struct Foundation.Date
import struct Foundation.UUID
import Messaging

/// What is looked up before a registration is decided: the directory's entry, and an organisation much like it.
struct RegistrationLookup: Sendable {
    let categories: Set<String>
    /// The engine's own time is not known yet when a message is prepared.
    let now: @Sendable () -> Date

    func prepare(
        _ submission: RegistrationSubmitted, from database: Pool
    ) async throws -> Preparation<OrganisationCommand> {
        let form = RegistrationForm(submission)
        var findings = Findings(categories: categories)
        var claims = submission.request.map { [OrganisationDecider.claim(request: $0)] } ?? []
        if let code = form.odsCode {
            claims.append(OrganisationDecider.claim(code: code))
            findings.entry = try await Directory.entry(code, at: now(), from: database)
        } else if let name = form.name, let postcode = form.address?.postcode, !postcode.isEmpty {
            claims.append(OrganisationDecider.claim(name: name, postcode: postcode))
            findings.lookalike = try await lookalike(of: name, at: postcode, from: database)
        }
        if let group = submission.licensing?.group {
            findings.isGroupOpen = try await GroupLookup.isOpen(group, in: database)
        }
        if let number = form.ico?.number, form.ico?.absence == nil {
            findings.ico = try await ICORegister.entry(number, at: now(), from: database)
        }
        let postcode = form.address?.postcode ?? findings.entry?.address.postcode
        if form.location == nil, let postcode {
            findings.place = try await LocatePostcodeQuestion.locate(postcode, in: database).place  // ISG-44
        }
        if let supporter = submission.supporter {
            findings.supporting = try await supporting(supporter, in: database)
        }
        return .decide(stream: submission.registration, claims: claims, .register(submission, findings))
    }

    func prepare(_ given: RecordODSCode, from database: Pool) async throws -> Preparation<OrganisationCommand> {
        let code = Typed.words(given.odsCode).uppercased()
        let people = try await database.state(of: PeopleDecider.self, PeopleID.of(organisation: given.organisation))
        return .decide(
            stream: given.organisation, claims: [OrganisationDecider.claim(code: code)],
            .recordCode(
                given, try await Directory.entry(code, at: now(), from: database), members: people?.state.members ?? [])
        )
    }

    static func prepare(_ asked: EndSupport, from database: Pool) async throws -> Preparation<OrganisationCommand> {
        .decide(
            stream: asked.organisation, claims: [],
            .endSupport(asked, members: try await GroupLookup.members(of: asked.organisation, in: database)))
    }

    /// ISG-54
    private func supporting(_ supporter: UUID, in database: Pool) async throws -> Findings.Supporting? {
        async let members = GroupLookup.members(of: supporter, in: database)
        let row = try await database.query(
            """
            SELECT o.name, EXISTS (SELECT FROM groups AS g WHERE g.contractor = o.id AND g.active AND g.supports),
                (SELECT count(*) FROM organisations AS s WHERE s.supporter = o.id)
            FROM organisations AS o WHERE o.id = \(supporter)
            """
        ).first
        let known = try await members
        return try row.map { row in
            Findings.Supporting(
                supporter: Supporter(organisation: supporter, name: try row.get(0)), isOn: try row.get(1),
                members: known, count: try row.get(2))
        }
    }

    /// IMP-08
    private func lookalike(of name: String, at postcode: String, from database: Pool) async throws -> UUID? {
        try await database.query(
            """
            SELECT id FROM organisations WHERE postcode = \(postcode) AND name_key = \(NameKey.of(name)) LIMIT 1
            """
        ).first?.get(0)
    }
}
