// SPDX-License-Identifier: Apache-2.0

import Contracts
public import struct Foundation.UUID
public import Messaging

/// Decides about organisations. Its id is the registration's; the ODS code is an attribute that one organisation at a
/// time may hold. C-09
public enum OrganisationDecider: Decider {
    public static let aggregate = "organisation"
    /// 4: whether it waits for a licensing group, and who supports it.
    public static let shape = 4

    /// The value that an ODS code is claimed under.
    public static func claim(code: String) -> Claim { Claim("ods", code.uppercased()) }

    /// The value that an organisation without a code is claimed under. IMP-08
    public static func claim(name: String, postcode: String) -> Claim {
        Claim("place", "\(postcode) \(NameKey.of(name))")
    }

    /// The value that a sender's key is claimed under.
    public static func claim(request: UUID) -> Claim { Claim("registration-request", Identifier.text(request)) }

    /// A registration's no is a fact as well as its yes: it never throws.
    public static func decide(
        _ command: OrganisationCommand, given state: OrganisationState?, in context: Context
    ) throws(OrganisationRefusal) -> [OrganisationEvent] {
        switch command {
        case .register(let submission, let findings):
            // IMP-04: a registration is decided once; the same one again, a double click or a retry, changes nothing.
            guard state == nil else { return [] }
            guard let request = submission.request else { return register(submission, findings, in: context) }
            // The same key with other content: what was accepted under it stands, and this is said to be nothing.
            if let holder = context.holder(of: claim(request: request)), holder != submission.registration {
                return [.refused(.init(registration: submission.registration, problems: [.keyReused]))]
            }
            return [.received(.init(registration: submission.registration, request: request))]
                + register(submission, findings, in: context)
        case .recordCode(let given, let entry, let members):
            return try recordCode(given, entry, given: state, members, in: context)
        case .endSupport(let asked, let members): return try endSupport(asked, members, given: state, in: context)
        case .place(let asked, let isOpen): return try place(asked, isOpen: isOpen, given: state, in: context)
        }
    }

    /// ISG-40: whoever registered without a code adds it once there is one. What was typed of name and address stays; the
    /// host comes with the code.
    private static func recordCode(
        _ given: RecordODSCode, _ entry: DirectoryEntry?, given state: OrganisationState?,
        _ members: [OrganisationMember], in context: Context
    ) throws(OrganisationRefusal) -> [OrganisationEvent] {
        guard let state, let registered = state.registered else { throw .notFound }
        let area = state.area(given.organisation, members: members)
        guard context.actor.may(RegistryPermission.readOrganisation, in: area) else { throw .notFound }
        guard context.actor.may(RegistryPermission.recordCode, in: area) else { throw .forbidden }
        let code = Typed.words(given.odsCode).uppercased()
        if registered.odsCode == code { return [] }
        guard registered.odsCode == nil else { throw .code(.codeStands) }
        if code.isEmpty { throw .code(.codeMissing) }
        if let problem = problems(of: code, entry, for: given.organisation, in: context).first {
            throw .code(problem.problem)
        }
        return [
            .codeRecorded(
                ODSCodeRecorded(organisation: given.organisation, odsCode: code, parent: entry?.parent))
        ]
    }

    public static func evolve(_ state: OrganisationState?, with event: OrganisationEvent) -> OrganisationState {
        switch event {
        case .received(let fact):
            return OrganisationState(id: fact.registration)
        case .registered(let fact):
            return OrganisationState(id: fact.organisation, registered: fact, contactEmail: fact.contactEmail)
        case .contactRecorded(let fact):
            var next = state ?? OrganisationState(id: fact.organisation)
            next.contactEmail = fact.contactEmail
            return next
        case .refused(let fact):
            return OrganisationState(id: fact.registration, problems: fact.problems)
        case .applicantAccepted(let fact): return state ?? OrganisationState(id: fact.organisation)
        case .codeRecorded(let fact):
            var next = state ?? OrganisationState(id: fact.organisation)
            next.registered?.odsCode = fact.odsCode
            next.registered?.parent = fact.parent
            return next
        case .supportChanged(let fact):
            var next = state ?? OrganisationState(id: fact.organisation)
            next.supporter = fact.supporter.map { Supporter(organisation: $0, name: fact.supporterName ?? "") }
            return next
        case .groupChosen, .licenceWanted, .placingRefused: return evolveLicensing(state, with: event)
        }
    }

    public static func erased(_ state: OrganisationState) -> OrganisationState {
        var state = state
        if state.contactEmail == Eraser.mark { state.contactEmail = nil }
        return state
    }

    public static func claims(of event: OrganisationEvent) -> [ClaimChange] {
        switch event {
        case .received(let fact): [.take(claim(request: fact.request))]
        case .registered(let fact):
            [.take(fact.odsCode.map { claim(code: $0) } ?? claim(name: fact.name, postcode: fact.address.postcode))]
        case .codeRecorded(let fact): [.take(claim(code: fact.odsCode))]
        case .contactRecorded, .refused, .applicantAccepted, .supportChanged, .groupChosen, .licenceWanted,
            .placingRefused:
            []
        }
    }

    public static func consequences(
        of event: OrganisationEvent, state: OrganisationState, in context: Context
    ) -> [Consequence] {
        switch event {
        case .applicantAccepted(let fact):
            [.send(GrantMembership(organisation: fact.organisation, account: fact.account, roles: fact.roles))]
        case .supportChanged(let fact): supportEnded(fact, of: state, in: context)
        case .groupChosen, .licenceWanted, .placingRefused: licensing(event, of: state, in: context)
        case .received, .registered, .contactRecorded, .refused, .codeRecorded: []
        }
    }

    public static func refusal(for events: [OrganisationEvent]) -> OrganisationRefusal? {
        guard case .refused(let fact) = events.last else { return nil }
        return .registration(fact.problems)
    }

    private static func register(
        _ submission: RegistrationSubmitted, _ findings: Findings, in context: Context
    ) -> [OrganisationEvent] {
        let form = RegistrationForm(submission)
        var problems: [RegistrationProblem] = []
        switch context.actor.kind {
        case .account:
            if submission.applicant == nil || submission.applicant != context.actor.account {
                problems.append(.applicantNotYou)
            } else if !context.actor.mayRegister {
                problems.append(.notAllowed)
            }
        case .partner, .operator: break
        case .visitor, .service: problems.append(.notAllowed)
        }
        // ISG-37
        if !findings.categories.contains(submission.category) { problems.append(.categoryUnknown) }
        if let code = form.odsCode {
            problems += self.problems(of: code, findings.entry, for: submission.registration, in: context)
        } else if existing(form, findings, but: submission.registration, in: context) != nil {
            problems.append(.lookalike)  // IMP-08
        }
        // An unknown code completes nothing, and one message about it is enough: what is left out may come with it.
        problems += form.problems(complete: form.odsCode == nil)
        problems += form.problems(entry: findings.ico)
        problems += supportProblems(submission, findings, in: context)
        if submission.licensing?.group != nil, !findings.isGroupOpen { problems.append(.groupClosed) }
        guard problems.isEmpty else {
            let isHere = problems.contains { $0 == .codeTaken || $0 == .lookalike }
            return [
                .refused(
                    .init(
                        registration: submission.registration, problems: problems.map(\.problem),
                        existing: isHere ? existing(form, findings, but: submission.registration, in: context) : nil))
            ]
        }
        let entry = form.odsCode == nil ? nil : findings.entry
        // ISG-53: once, with the fact published. ISG-40: without a code, the fact says so by having none.
        let registered = OrganisationRegistered(
            organisation: submission.registration, name: form.name ?? entry?.name ?? "",
            category: submission.category, odsCode: form.odsCode,
            address: form.address ?? entry?.address ?? Address(lines: [], town: "", county: "", postcode: ""),
            parent: entry?.parent, mode: submission.supporter == nil ? "independent" : "central",  // ISG-20
            ico: form.ico.map { given in
                given.absence == nil ? ICORegistration(number: given.number, name: findings.ico?.name ?? "") : given
            }, location: form.location ?? findings.place)
        var events: [OrganisationEvent] = [
            .registered(registered),
            .contactRecorded(
                OrganisationContactRecorded(
                    organisation: submission.registration, contactEmail: form.contactEmail)),
        ]
        if let supporter = findings.supporting?.supporter, supporter.organisation == submission.supporter {
            events.append(
                .supportChanged(
                    SupportChanged(
                        organisation: submission.registration, supporter: supporter.organisation,
                        supporterName: supporter.name)))
        }
        let roles = roles(of: submission)
        if let applicant = submission.applicant, !roles.isEmpty {
            events.append(
                .applicantAccepted(
                    ApplicantAccepted(organisation: submission.registration, account: applicant, roles: roles)))
        }
        return events + licensing(of: submission, at: context.time)
    }

    /// The organisation that is here already, or is just being registered by somebody else.
    private static func existing(
        _ form: RegistrationForm, _ findings: Findings, but registration: UUID, in context: Context
    ) -> UUID? {
        let holder =
            form.odsCode.map { context.holder(of: claim(code: $0)) }
            ?? form.name.flatMap { name in
                form.address.flatMap { context.holder(of: claim(name: name, postcode: $0.postcode)) }
            }
        return [form.odsCode == nil ? findings.lookalike : nil, holder].compactMap(\.self).first { $0 != registration }
    }

    /// What is wrong with an ODS code.
    private static func problems(
        of code: String, _ entry: DirectoryEntry?, for registration: UUID, in context: Context
    ) -> [RegistrationProblem] {
        // IMP-08: whoever asks for an organisation that is here already is led to its administrator.
        if let holder = context.holder(of: claim(code: code)), holder != registration { return [.codeTaken] }
        guard let entry, entry.code == code else { return [.codeUnknown] }
        return entry.open ? [] : [.codeClosed]
    }
}
