// SPDX-License-Identifier: Apache-2.0

import Contracts

/// What is held about somebody, in plain words.
struct OwnDataPage: PageView {
    static let template = "own-data"
    let title = "What we hold about you"
    let account: Group?
    let statements: Group?
    let emails: Group?
    let history: Group?
    /// How many e-mails and entries there are beside those that are shown.
    let more: String?

    struct Group: Sendable {
        let rows: [Row]

        /// Nil of none.
        init?(_ rows: some Sequence<Row>) {
            self.rows = Array(rows)
            if self.rows.isEmpty { return nil }
        }
    }

    /// So many of each list are shown; the download has all.
    private static let shown = 20

    init(_ reading: OwnDataReading) {
        let own = reading.account
        let names = Dictionary(reading.organisations.map { ($0.organisation, $0.name) }) { first, _ in first }
        account = Group([
            Row("Name", own.displayName, change: "/account/name"),
            Row(
                "E-mail address",
                lines: [own.email]
                    + [own.nextEmail.map { "\($0) (waits for its link to be followed)" }].compactMap { $0 }
                    + own.formerEmails.map { "\($0) (before)" }, change: "/account/address"),
            Row("Registered", UKTime.moment(own.registered)),
            Row("Password", "Kept in a form from which it cannot be read back"),
            Row(
                "Two-step sign-in",
                lines: Row.twoSteps(recoveryCodes: own.recoveryCodes, passkeys: own.passkeys.count)
                    + (own.recoveryCodes == nil ? [] : ["The key is kept encrypted"])),
            Row("Passkeys", lines: own.passkeys.isEmpty ? ["None"] : own.passkeys),
            Row("Sign-in with another provider", lines: own.providers.isEmpty ? ["None"] : own.providers),
            Row("Signed in on", lines: reading.sessions.map { $0.device.isEmpty ? "Unknown device" : $0.device }),
            Row("Keys for programs", lines: reading.keys.isEmpty ? ["None"] : reading.keys.map(\.keyName)),
            Row(
                "Organisations",
                lines: own.memberships.isEmpty
                    ? ["None"] : own.memberships.map { names[$0.organisation] ?? "An organisation" }),
            Row(
                "Invitations and requests to join",
                lines: reading.tray.invitations.isEmpty && reading.tray.requests.isEmpty
                    ? ["None"]
                    : reading.tray.invitations.map { "\($0.organisationName) invites you" }
                        + reading.tray.requests.map { "You asked to join \($0.organisationName)" }),
            Row("E-mails about work", own.workEmail?.words ?? "", change: PreferenceController.address),
            Row("Roles", lines: own.roles.isEmpty ? ["None"] : own.roles.map(\.text)),
            Row("Account history", "\(own.history.count) entries, which are in the download"),
        ])
        statements = Group(
            reading.records.map { record in
                Row(
                    record.organisationName,
                    lines: [
                        record.part == .signatory ? "You are named as signatory" : "You are named as contact",
                        record.details.name, record.details.position, record.details.email, record.details.telephone,
                        record.signedBy.map { "Signed by \($0)" } ?? "",
                    ])
            })
        emails = Group(
            reading.emails.prefix(Self.shown).map { email in
                Row(
                    email.subjectLine,
                    lines: [
                        "Asked for \(UKTime.moment(email.requested))",
                        email.tag.text
                            + (email.standing == "sent" ? " \(UKTime.moment(email.sent ?? email.requested))" : ""),
                    ])
            })
        history = Group(reading.history.prefix(Self.shown).map { Row(UKTime.moment($0.at), $0.summary) })
        let rest = max(0, reading.emails.count - Self.shown) + max(0, reading.history.count - Self.shown)
        more = rest == 0 ? nil : "The newest are shown here. \(rest) more entries are in the download."
    }
}

extension QuestionPage {
    static func closeAccount(_ account: OwnAccount, _ state: FormState) -> QuestionPage {
        var page = QuestionPage("Close your account", form: FormFrame("/account/close", state), state: state)
        page.back = Link("What we hold about you", "/account/data")
        page.lead = [
            "You are signed out everywhere at once, and your keys for programs end. We send an e-mail to \(account.email) "
                + "that says so.",
            "For seven days you can change your mind: sign in, and you have your account back, but for your keys for programs. After that we erase your "
                + "name, your e-mail address, your password, and the e-mails that we sent you. Your details as somebody’s "
                + "signatory or contact go as well: an organisation that still needs one is asked for another person.",
            "What you did stays on record, without your name: answers and reviews, and when. A statement that you signed "
                + "stays signed. So does what others wrote, even where it names you without your e-mail address.",
        ]
        page.parts = [.input(.currentPassword(state, "Your password"))]
        page.button = "Close my account"
        page.links = [Link("Take a copy of your data first", "/account/data/download")]
        return page
    }
}

extension MessagePage {
    static func cannotClose(organisations: [String], hasRole: Bool) -> MessagePage {
        var lead: [String] = []
        if !organisations.isEmpty {
            lead.append(
                "You are the only administrator of \(organisations.joined(separator: ", ")). Somebody else has to be one "
                    + "before you leave, or nobody could look after it any more.")
            lead.append(
                "Ask a colleague to become an administrator. If there is nobody, or the organisation no longer exists, the "
                    + "helpdesk sorts it out with you.")
        }
        if hasRole {
            lead.append(
                "You have a role with which you decide about others’ work. Ask whoever gave it to you to take it back "
                    + "first.")
        }
        return MessagePage(
            title: "You cannot close your account yet", lead: lead,
            links: [Link("Get help", "/help"), Link("What we hold about you", "/account/data")])
    }
}
