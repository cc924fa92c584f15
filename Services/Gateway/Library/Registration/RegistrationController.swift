// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Hummingbird
import ServiceKit

/// `/organisations/new/…`: registering an organisation, a question a page, and what became of it.
struct RegistrationController: Sendable {
    let desk: Desk
    /// How long a submission waits for its outcome before the page says that it is being worked on.
    var patience = Duration.seconds(2)

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("organisations/new") { _, _ in Response.redirect(to: "/organisations/new/category") }
        router.get("organisations/new/:step", use: show).post("organisations/new/:step", use: answer)
        router.get("organisations/registrations/:id", use: status)
        router.get("organisations/:id/supported/new", use: begin)
    }

    /// ISG-56: the same steps for an organisation that is looked after.
    @Sendable func begin(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        let supported = try await desk.services.ask(ListSupported(supporter: try context.id()), context)
        guard supported.mayRegister else { return .redirect(to: "/organisations/\(try context.id().text)/supported") }
        var draft = RegistrationDraft()
        draft.supporter = Supporter(organisation: try context.id(), name: supported.supporterName)
        return try redirect(to: .category, draft, session)
    }

    // MARK: Showing a step

    @Sendable func show(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        let step = try step(context)
        let query = request.uri.queryParameters
        let draft = query.get("draft").flatMap { desk.keys.draft($0, for: session.account) } ?? RegistrationDraft()
        // A step that was reached by its address alone leads to the first that is open.
        let steps = RegistrationDraft.Step.allCases
        if let wanted = steps.firstIndex(of: step), let open = steps.firstIndex(of: draft.nextStep), wanted > open {
            return try redirect(to: draft.nextStep, draft, session)
        }
        if step == .details, !draft.unlisted { return try redirect(to: .ods, draft, session) }
        if step == .unregistered, !draft.isUnregistered { return try redirect(to: .ico, draft, session) }
        // A form writes spaces as "+", which the router leaves as they are; no name in the directory has a plus.
        var search = DirectorySearch((query.get("name") ?? "").replacing("+", with: " "))
        var state = FormState(filled: filled(draft))
        if query.get("change") != nil { state.form.set("change", to: "yes") }
        if step == .ods {
            if query.get("name") == "" {
                let problem = Problem(code: "required", field: "name", message: "Enter the name, or part of it")
                state = FormState(state.form, problems: [problem])
            }
            search = await find(search, after: query.get("after"), draft, context)
        }
        if step == .ico {
            if query.get("name") == "" {
                let problem = Problem(
                    code: "required", field: "name", message: "Enter the name that is registered with the ICO")
                state = FormState(state.form, problems: [problem])
            } else if search.name.isEmpty, draft.ico == nil {
                // Most are registered under the name that they have in the directory.
                search.name = draft.entry?.name ?? draft.name ?? ""
            }
            search = await findICO(search, after: query.get("after"), context)
        }
        return try await page(step, draft, state, search, session, context)
    }

    private func page(
        _ step: RegistrationDraft.Step, _ draft: RegistrationDraft, _ state: FormState, _ search: DirectorySearch,
        _ session: Session, _ context: GatewayContext
    ) async throws -> Response {
        let steps = RegistrationSteps(
            draft: draft, sealed: try desk.keys.seal(draft, for: session.account), isChange: state.form.has("change"))
        switch step {
        case .category: return try desk.response(steps.category(state), context, state)
        case .ods: return try desk.response(steps.directory(state, search), context, state)
        case .details: return try desk.response(steps.details(state), context, state)
        case .ico: return try desk.response(steps.ico(state, search), context, state)
        case .unregistered: return try desk.response(steps.unregistered(state), context, state)
        case .place: return try desk.response(steps.place(await located(draft, context), state), context, state)
        case .contact: return try desk.response(steps.contact(state), context, state)
        case .group:
            let groups = try await desk.services.openGroups(context)
            guard !groups.isEmpty else {
                var draft = draft
                draft.grouping = RegistrationDraft.Grouping(isOffered: false)
                return try redirect(to: draft.nextStep, draft, session)
            }
            return try desk.response(steps.group(groups, state), context, state)
        case .licence: return try desk.response(steps.licence(state), context, state)
        case .check: return try desk.response(steps.check(state), context, state)
        }
    }

    // MARK: Answering a step

    @Sendable func answer(_ request: Request, _ context: GatewayContext) async throws -> Response {
        let session = try context.signedIn()
        let step = try step(context)
        let form = try await desk.forms.form(request, context)
        guard var draft = desk.keys.draft(form["draft"], for: session.account) else {
            return .redirect(to: "/organisations/new/category")
        }
        if step == .check { return try await submit(draft, form, session, context) }
        var checks = Checks(form)
        do {
            try await apply(form, of: step, to: &draft, &checks, context)
        } catch {
            return try await again(step, draft, FormState(form, after: error), session, context)
        }
        guard checks.problems.isEmpty else {
            return try await again(step, draft, FormState(form, problems: checks.problems), session, context)
        }
        // IMP-08: before the other questions are asked in vain.
        if step == .ods, let existing = draft.entry?.organisation {
            return .redirect(to: "/organisations/\(existing.text)/join")
        }
        // Whoever changes one answer is not asked for the others again.
        return try redirect(to: draft.nextStep, draft, session)
    }

    private func again(
        _ step: RegistrationDraft.Step, _ draft: RegistrationDraft, _ state: FormState, _ session: Session,
        _ context: GatewayContext
    ) async throws -> Response {
        var search = DirectorySearch(state.form["search"])
        if step == .ods { search = await find(search, after: nil, draft, context) }
        if step == .ico { search = await findICO(search, after: nil, context) }
        return try await page(step, draft, state, search, session, context)
    }

    // MARK: Submitting

    private func submit(
        _ draft: RegistrationDraft, _ form: Form, _ session: Session, _ context: GatewayContext
    ) async throws -> Response {
        guard let submission = try draft.submission(by: session.account, keys: desk.keys) else {
            return try redirect(to: draft.nextStep, draft, session)
        }
        do {
            // The registration's id is the message's too: however often it is pressed, it is one registration. ISG-53
            try await desk.services.announce(
                submission, id: submission.registration, subject: submission.registration, context)
        } catch {
            return try await again(.check, draft, FormState(form, after: error), session, context)
        }
        let end = ContinuousClock.now + patience
        while .now < end {
            if await progress(of: submission.registration, context, deadline: .milliseconds(500)) != .waiting { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        return .redirect(to: "/organisations/registrations/\(submission.registration.text)")
    }

    @Sendable func status(_ request: Request, _ context: GatewayContext) async throws -> Response {
        _ = try context.signedIn()
        let registration = try context.id()
        switch await progress(of: registration, context, deadline: .seconds(2)) {
        case .registered(let organisation):
            return .redirect(to: "/organisations/\(organisation.text)?registered=1")
        case .refused(let problems, let existing):
            return try desk.response(RegistrationPage(registration, refused: problems, existing: existing), context)
        case .unknown: throw Failure.notFound
        case .waiting:
            // It looks again by itself for a minute, and then when it is asked to. WCAG 2.2.4
            let looks = request.uri.queryParameters.get("look").map { Int($0) ?? -1 } ?? 0
            let page = RegistrationPage(registration, looksAgain: (0..<20).contains(looks))
            var response = try desk.response(page, context)
            if page.looksAgain { response.headers[.refresh] = "3; url=\(page.address)?look=\(looks + 1)" }
            return response
        }
    }

    private enum Progress: Equatable {
        /// Nobody submitted it, or somebody else.
        case unknown
        case waiting
        /// With the organisation that is here already, where that is why.
        case refused([Problem], existing: UUID?)
        case registered(UUID)
    }

    /// A registry that does not answer has not lost anything: the registration waits for it.
    private func progress(of registration: UUID, _ context: GatewayContext, deadline: Duration) async -> Progress {
        var known: RegistrationOutcome?
        do {
            known = try await desk.services.ask(
                RegistrationStatus(registration: registration), context, deadline: deadline)
        } catch ClientError.refused {
            return .unknown
        } catch {}
        guard let outcome = known else {
            let isOwn = context.actor.account.map { desk.keys.isOwned(registration, by: $0) } ?? false
            return isOwn ? .waiting : .unknown
        }
        guard let organisation = outcome.organisation else {
            return .refused(outcome.problems, existing: outcome.existing)
        }
        // The overview is for members: it can be shown once the session knows of the membership.
        return await desk.knowsMember(of: organisation, context) ? .registered(organisation) : .waiting
    }

    // MARK: Small things

    private func step(_ context: GatewayContext) throws(Failure) -> RegistrationDraft.Step {
        guard let step = context.parameters.get("step").flatMap({ RegistrationDraft.Step(rawValue: $0) }) else {
            throw .notFound
        }
        return step
    }

    private func redirect(
        to step: RegistrationDraft.Step, _ draft: RegistrationDraft, _ session: Session
    ) throws -> Response {
        .redirect(to: RegistrationSteps.address(of: step, try desk.keys.seal(draft, for: session.account)))
    }

    private func find(
        _ search: DirectorySearch, after: String?, _ draft: RegistrationDraft, _ context: GatewayContext
    ) async -> DirectorySearch {
        guard !search.name.isEmpty else { return search }
        var search = search
        do {
            let query = FindDirectoryEntries(
                name: search.name, category: draft.category, after: after)
            search.found = try await desk.services.ask(query, context)
        } catch {
            search.problem = Failure(error).problems.first?.message
        }
        return search
    }

    private func findICO(
        _ search: DirectorySearch, after: String?, _ context: GatewayContext
    ) async -> DirectorySearch {
        guard !search.name.isEmpty else { return search }
        var search = search
        do {
            search.register = try await desk.services.ask(FindICOEntries(name: search.name, after: after), context)
        } catch {
            search.problem = Failure(error).problems.first?.message
        }
        return search
    }

    /// The draft's answers as the form shows them.
    private func filled(_ draft: RegistrationDraft) -> Form {
        var form = Form()
        form.set("category", to: draft.category ?? "")
        form.set("odsCode", to: draft.entry?.code ?? "")
        form.set("name", to: draft.name ?? "")
        form.set("address.lines", to: draft.address?.lines.first ?? "")
        form.set("address.lines.2", to: draft.address?.lines.dropFirst().first ?? "")
        form.set("address.town", to: draft.address?.town ?? "")
        form.set("address.county", to: draft.address?.county ?? "")
        form.set("address.postcode", to: draft.address?.postcode ?? "")
        form.set("icoNumber", to: draft.ico?.number ?? "")
        form.set(
            "controller", to: draft.ico?.absence == nil ? draft.entry?.name ?? draft.name ?? "" : draft.ico?.name ?? "")
        form.set("absence", to: draft.ico?.absence?.rawValue ?? "")
        form.set("applicantRole", to: draft.role?.rawValue ?? "")
        form.set("contactEmail", to: draft.contactEmail ?? "")
        if let grouping = draft.grouping { form.set("group", to: grouping.group?.text ?? Self.noGroup) }
        if draft.wantsLicence == true { form.set("licence", to: "yes") }
        return form
    }
}
