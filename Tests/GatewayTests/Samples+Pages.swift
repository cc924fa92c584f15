// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import Hummingbird

@testable import Gateway

extension Samples {
    /// Each page, and each of its forms, under a name.
    var pages: [(name: String, page: any PageView)] {
        general + account + passkeys + admin + registration + peoplePages + groupPages + ticketPages + mapPages + cases
            + signing
            + reviews
    }

    private var configuration: Configuration {
        var configuration = Configuration(publicURL: "https://attest.example", assets: "", key: "")
        configuration.helpdeskEmail = text("helpdesk@attest.example")
        configuration.helpdeskTelephone = text("0300 000 0000")
        return configuration
    }

    var summary: CaseSummary {
        CaseSummary(
            caseID: id, organisation: id, organisationName: text("Canal Walk Surgery"), stage: .declarationSent,
            opened: time)
    }

    private var general: [(String, any PageView)] {
        let organisation = OrganisationSummary(
            organisation: id, name: text("Canal Walk Surgery"), odsCode: text("B86001"), postcode: text("LS1 4AP"))
        var newcomer = session
        newcomer.roles = []
        newcomer.memberships = []
        return [
            ("start", StartPage()),
            (
                "in-tray",
                InTrayPage(
                    session, organisations: [(organisation, [summary])], tasks: [task("open")],
                    tray: tray)
            ),
            ("in-tray-empty", InTrayPage(session, organisations: [(organisation, [])], tasks: [])),
            ("in-tray-newcomer", InTrayPage(newcomer, organisations: [], tasks: [])),
            ("in-tray-invited", invited(newcomer)),
            ("help", HelpPage(hosts: [host], configuration)),
            ("help-visitor", HelpPage(hosts: [], Configuration(publicURL: "", assets: "", key: ""))),
            ("privacy", TextPage.privacy),
            ("accessibility", TextPage.accessibility),
            ("super-admin-guide", TextPage.superAdminGuide),
            ("error-404", ErrorPage(.notFound, reference: "0af7651916cd43dd8448eb211c80319c")),
            (
                "error-422",
                ErrorPage(
                    Failure(.unprocessableContent, [Problem(code: "no", message: text("No"))]), reference: text("1"))
            ),
            ("error-500", ErrorPage(Failure(.internalServerError), reference: text("1"))),
        ]
    }

    private func invited(_ session: Session) -> InTrayPage {
        var page = InTrayPage(
            session, organisations: [], tasks: [],
            tray: InTray(invitations: [invitedTo], requests: [asked]))
        page.notice = text("You are no longer a member.")
        return page
    }

    private var account: [(String, any PageView)] {
        let challenge = Challenge(
            token: text("sealed"), image: Self.picture, question: text("Which is the third word of this sentence?"),
            effort: 20,
            expires: time)
        let all = ["email", "displayName", "password", "challengeAnswer"]
        return [
            ("register", RegisterPage(FormState(), challenge: challenge)),
            ("register-wrong", RegisterPage(wrong(all), challenge: challenge)),
            ("register-met", RegisterPage(wrong(["password"]), challenge: nil, isMet: true)),
            ("register-unavailable", RegisterPage(wrong(all), challenge: nil)),
            ("check-email", MessagePage.checkEmail("jo@example.nhs.uk")),
            ("sent-again", MessagePage.sent(.verification)),
            ("link-incomplete", MessagePage.incomplete(.verification)),
            ("verify", QuestionPage.open(.verification, token)),
            ("verify-used", QuestionPage.spent(.verification, .used, token)),
            ("verify-expired", QuestionPage.spent(.verification, .expired, token)),
            ("verify-unknown", QuestionPage.unknown(.verification)),
            ("resend", QuestionPage.resendVerification(wrong(["email"]))),
            ("password", QuestionPage.forgottenPassword(wrong(["email"]))),
            ("password-new", QuestionPage.open(.passwordReset, token, wrong(["password"]))),
            ("password-used", QuestionPage.spent(.passwordReset, .used, token)),
            ("password-unknown", QuestionPage.unknown(.passwordReset)),
            ("password-sent", MessagePage.sent(.passwordReset)),
            ("password-incomplete", MessagePage.incomplete(.passwordReset)),
            ("address-new", QuestionPage.open(.newAddress, token)),
            ("address-replaced", QuestionPage.spent(.newAddress, .replaced, token)),
            ("address-unknown", QuestionPage.unknown(.newAddress)),
            ("address-sent", MessagePage.sent(.newAddress)),
            ("address-changed", MessagePage.addressChanged),
            ("account", AccountPage(session, preferences: Preferences(workEmail: .daily))),
            ("preferences", QuestionPage.preferences(wrong(["workEmail"]))),
            ("unsubscribe", QuestionPage.unsubscribe(token)),
            ("unsubscribed", MessagePage.unsubscribed),
            ("unsubscribe-unknown", MessagePage.unknownUnsubscribe),
            (
                "account-unreachable",
                AccountPage(session, mailbox: MailboxStanding(unreachableSince: time, reason: text("550")))
            ),
            ("account-name", QuestionPage.displayName(wrong(["displayName"]))),
            ("account-address", QuestionPage.newAddress(session, wrong(["email", "current"]))),
            (
                "security",
                SecurityPage(
                    session, sessions: sessions, factor: nil, passkeys: 1, link: linked, provider: text("Example login")
                )
            ),
            (
                "security-one",
                SecurityPage(
                    session, sessions: Array(sessions.prefix(1)), factor: factor, passkeys: 0, link: unlinked,
                    provider: nil)
            ),
            (
                "second-factor",
                SecondFactorPage(
                    session, secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", sealed: "sealed", wrong(["code"]))
            ),
            ("second-factor-on", QuestionPage.removeFactor(SecondFactorSummary(recoveryCodes: 0), wrong(["code"]))),
            ("own-data", OwnDataPage(ownData)),
            ("own-data-little", OwnDataPage(littleData)),
            ("close", QuestionPage.closeAccount(ownAccount, wrong(["current"]))),
            ("close-needed", MessagePage.cannotClose(organisations: [text("Canal Walk Surgery")], hasRole: true)),
            ("api-keys", APIKeysPage(apiKeys, organisations: [id: text("Canal Walk Surgery")])),
            ("api-keys-none", APIKeysPage([], organisations: [:])),
            ("api-key", NewAPIKeyPage(text("Rota system"), APIKey(secret: Array(1...25)))),
            (
                "api-key-new",
                QuestionPage.newAPIKey(
                    [id: text("Canal Walk Surgery")], wrong(["name", "organisation", "scopes", "days", "current"]))
            ),
            ("recovery-codes", RecoveryCodesPage([RecoveryCode(secret: Array(1...10))], next: "/reviews")),
            ("sign-in-code", QuestionPage.code(wrong(["code"]), next: "/reviews")),
            ("security-password", QuestionPage.changePassword(wrong(["current", "password"]))),
            ("sign-in", QuestionPage.signIn(FormState(), notice: text("Your address is verified."))),
            ("sign-in-provider", QuestionPage.signIn(wrong([]), provider: text("Example login"))),
            ("sign-in-known", QuestionPage.signIn(FormState(), toLink: text("Example login"))),
            (
                "provider-leaving",
                MessagePage.leaving(for: text("Example login"), at: "/elsewhere?b=c&d=e")
            ),
            ("provider-unproven", MessagePage.unproven(text("Example login"))),
            ("provider-waiting", MessagePage.waiting),
            (
                "provider-registration",
                QuestionPage.register(arrival, with: text("Example login"), wrong(["displayName"]))
            ),
            ("provider-link", QuestionPage.link(arrival, session, with: text("Example login"), wrong(["current"]))),
            (
                "provider-linked",
                QuestionPage.provider(text("Example login"), linked, wrong(["current"]), hasChanged: true)
            ),
            (
                "provider-unlinked",
                QuestionPage.provider(text("Example login"), unlinked, FormState(), hasChanged: true)
            ),
            ("provider-alone", QuestionPage.provider(text("Example login"), alone, FormState())),
            ("sign-in-wrong", QuestionPage.signIn(wrong(["email", "password", "elsewhere"]))),
        ]
    }

    private var admin: [(String, any PageView)] {
        let waiting = AccountSummary(
            account: id, email: text("ada@example.org"), displayName: text("Ada Example"), standing: "waiting",
            roles: [])
        let list = InstantDomains(
            domains: ["nhs.uk", text("example.org")],
            changes: [
                .init(domain: text("example.org"), added: true, by: "account:\(id.text)", time: time),
                .init(domain: text("example.com"), added: false, by: "operator:attestctl", time: time),
            ])
        let wording = EmailPreview(
            template: "declaration", version: "0a1b2c3d", subjectLine: text("Please sign"), text: text("Please sign."),
            html: "<p>Please sign.</p>")
        return [
            ("email-wordings", EmailWordingsPage([wording])), ("email-wording", EmailWordingPage(wording)),
            ("accounts-waiting", WaitingAccountsPage(Page(items: [waiting], next: "x"), done: "declined")),
            ("accounts-none", WaitingAccountsPage(Page(items: []), done: "")),
            ("account-waiting", QuestionPage.waitingAccount(waiting, wrong(["approved", "reason"]))),
            ("domains", DomainsPage(list, names: { _ in text("Ada") }, wrong(["domain"]), done: "added")),
            (
                "domains-fresh",
                DomainsPage(
                    InstantDomains(domains: ["nhs.uk"], changes: []), names: { _ in nil }, FormState(), done: nil)
            ),
        ]
    }

    private var delegates: Declaration {
        var declaration = declaration("open")
        declaration.isDelegates = true
        return declaration
    }

    private var linked: ProviderLinkSummary {
        ProviderLinkSummary(provider: text("Example login"), email: text("ada@example.org"), hasPassword: true)
    }
    private var unlinked: ProviderLinkSummary { ProviderLinkSummary(provider: nil, email: nil, hasPassword: true) }
    private var alone: ProviderLinkSummary {
        ProviderLinkSummary(provider: text("Example login"), email: nil, hasPassword: false)
    }
    private var arrival: ProviderArrival {
        ProviderArrival(
            word: "c2VhbGVk", standing: .known, account: nil, email: text("ada@example.org"),
            displayName: text("Ada Example"), next: "/")
    }

    private var factor: SecondFactorSummary { SecondFactorSummary(recoveryCodes: 1) }

    private var ownAccount: OwnAccount {
        OwnAccount(
            account: id, email: text("ada@example.nhs.uk"), nextEmail: text("ada@new.example.nhs.uk"),
            formerEmails: [text("ada@old.example.nhs.uk")], displayName: text("Ada Example"), registered: time,
            roles: [.centralAdmin], recoveryCodes: 9, passkeys: [text("Telephone")],
            providers: [text("Example login")],
            memberships: [Membership(organisation: id, roles: [.administrator])], soleAdministrations: [id],
            erasure: time, workEmail: .atOnce, history: [.init(type: "x", time: time, actor: "visitor")])
    }

    private var ownData: OwnDataReading {
        OwnDataReading(
            account: ownAccount, sessions: sessions, keys: apiKeys,
            organisations: [
                OrganisationSummary(
                    organisation: id, name: text("Canal Walk Surgery"), odsCode: nil, postcode: text("LS1 4AP"))
            ], tray: InTray(invitations: [invitedTo], requests: [asked]),
            records: [
                OwnRecord(
                    caseID: id, organisationName: text("Canal Walk Surgery"), part: .signatory,
                    details: contact("Dr Grace Sample"), signedBy: text("Dr Grace Sample"))
            ], emails: ["sent", "failed", "waiting"].flatMap { [email($0)] + Array(repeating: email($0), count: 9) },
            history: [OwnHistoryEntry(caseID: id, at: time, summary: text("Assessment submitted"))])
    }

    private var littleData: OwnDataReading {
        OwnDataReading(
            account: ownAccount, sessions: [], keys: [], organisations: [], tray: InTray(), records: [],
            emails: [], history: [])
    }

    private var apiKeys: [APIKeySummary] {
        [id, UUID(), nil].map {
            APIKeySummary(
                key: id, keyName: text("Rota system"), scopes: APIKeyScope.allCases, organisation: $0, made: time,
                used: $0.map { _ in time }, expires: time)
        }
    }

    private var sessions: [SessionSummary] {
        [("Firefox on Windows", id), ("", UUID())].map {
            SessionSummary(session: $1, device: text($0), begun: time, used: time, expires: time)
        }
    }

    /// One grey pixel.
    private static let picture =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOsr6//DwAGAAJ/p3Z+9QAAAABJRU5ErkJggg=="

    private var cases: [(String, any PageView)] {
        let open = details(.assessing, outstanding: [OutstandingStep(code: "contacts", who: "practice")])
        let fields = ["signatory", "contact"].flatMap { role in
            ["name", "position", "email", "telephone"].map { "\(role).\($0)" }
        }
        let half = assessment(frozen: false, complete: false)
        let full = assessment(frozen: true, complete: true)
        let plan = ["actions.114.action", "actions.114.owner", "actions.114.due"]
        let history = Page(
            items: [
                HistoryEntry(
                    version: 2, type: "compliance.contacts-recorded.v1", at: time, actor: "account:\(id.text)",
                    summary: text("Contacts recorded")),
                HistoryEntry(
                    version: 1, type: "compliance.case-opened.v1", at: time, actor: "service:registry",
                    summary: text("Case opened")),
            ], next: text("cursor"))
        return CaseStage.allCases.map { stage in
            (
                "case-\(stage.rawValue)",
                CasePage(
                    details(stage, outstanding: [OutstandingStep(code: "plan-review", who: "host")]),
                    member: true, done: "contacts")
            )
        } + [
            ("case-new", CasePage(open, member: true, done: "")),
            ("contacts", QuestionPage.contacts(open, wrong(fields))),
            ("contacts-conflict", QuestionPage.contacts(details(.declarationSent), conflict(fields))),
            ("contacts-late", ContactsPage(details(.signed), wrong(fields))),
            ("contacts-read", ContactsPage(details(.signed))),
            ("declaration-again", QuestionPage.resendDeclaration(details(.declarationSent), FormState())),
            ("emails", EmailsPage(open, Page(items: ["sent", "failed", "waiting"].map(email), next: text("cursor")))),
            ("email", EmailPage(open, Sample.emailDetails)),
            ("emails-none", EmailsPage(open, Page(items: []))),
            ("history", HistoryPage(open, history, names: [id: text("Ada Example")])),
            ("assessment", AssessmentPage(open, half)),
            ("assessment-complete", AssessmentPage(open, assessment(frozen: false, complete: true))),
            ("assessment-frozen", AssessmentPage(open, full)),
            ("requirement", RequirementPage(id, requirement("114", level: 1), FormState())),
            (
                "requirement-wrong",
                RequirementPage(id, requirement("114", level: 1), wrong(["level", "evidence"]))
            ),
            (
                "requirement-conflict",
                RequirementPage(id, requirement("114", level: 1), conflict(["level", "evidence"]))
            ),
            ("answer", AnswerPage(id, requirement("114", level: 1))),
            ("answer-late", AnswerPage(id, requirement("114", level: 1), wrong(["level", "evidence"]))),
            ("submission", SubmissionPage(open, full, wrong(["contacts"]))),
            ("plan-form", QuestionPage.plan(details(.planRequired), full, wrong(plan))),
            ("plan-conflict", QuestionPage.plan(details(.planRequired), full, conflict(plan))),
            ("plan-check", PlanCheckPage(details(.planRequired), full, wrong(plan))),
            ("plan", PlanPage(details(.planUnderReview), full)),
            ("plan-late", PlanPage(details(.planUnderReview), full, conflict(plan))),
            ("plan-none", PlanPage(open, nil)),
        ]
    }

    private var signing: [(String, any PageView)] {
        ["signed", "expired", "replaced", "locked", "else"].map {
            ("declaration-\($0)", DeclarationClosedPage(declaration($0), justSigned: $0 == "signed"))
        } + [
            ("declaration", DeclarationPage(declaration("open"), token, FormState())),
            ("declaration-delegate", DeclarationPage(delegates, token, wrong(["code", "name"]))),
            ("declaration-wrong", DeclarationPage(declaration("open"), token, wrong(["code", "capacity", "name"]))),
            ("declaration-incomplete", DeclarationClosedPage.incomplete),
            ("declaration-unknown", DeclarationClosedPage.unknown),
        ]
    }

    private var reviews: [(String, any PageView)] {
        let case1 = details(.planUnderReview)
        let full = assessment(frozen: true, complete: true)
        func page(_ standing: String, mine: Bool, _ state: FormState = FormState()) -> ReviewPage {
            ReviewPage(task(standing), case1, full, state, mine: mine, holder: text("Ada Example"))
        }
        return [
            (
                "reviews",
                QueuePage(
                    Page(items: [task("open"), task("taken")], next: text("cursor")), names: [id: text("Ada Example")],
                    done: "approved")
            ),
            ("reviews-none", QueuePage(Page(items: []), names: [:], done: "")),
            ("review-open", page("open", mine: false)),
            ("review-mine", page("taken", mine: true, wrong(["decision", "comment"]))),
            ("review-held", page("taken", mine: false)),
            ("review-returned", page("returned", mine: true)),
        ]
    }
}
