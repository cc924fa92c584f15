// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

// E-mails about work. Those about the account itself, and about signing, are nobody's to switch off: they are sent elsewhere.
extension AccountDecider {
    private static let timer = "notices"
    private static let purpose = "unsubscribe"
    /// In visible characters: an organisation's name has two hundred at most.
    private static let longest = 500

    static func choose(
        _ choice: WorkEmail, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        let state = try own(state, in: context)
        guard state.work.choice != choice else { return [] }
        let changed = AccountEvent.preferencesChanged(PreferencesChanged(account: state.account, workEmail: choice))
        // Whoever wants it at once need not wait for the morning.
        return choice == .atOnce ? [changed] + gathered(state, in: context) : [changed]
    }

    /// The link is the permission: whoever reads the e-mail may end what it is one of. RFC 8058
    static func stopWorkEmail(_ digest: String, given state: AccountState?) throws(AccountRefusal) -> [AccountEvent] {
        guard let state, let link = state.work.link, constantTimeEquals(Array(link.digest.utf8), Array(digest.utf8))
        else { throw .linkUnknown }
        guard state.work.choice != .never else { return [] }
        return [.preferencesChanged(PreferencesChanged(account: state.account, workEmail: .never))]
    }

    static func notify(
        _ notice: Notice, given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard context.actor.may(.notifyAccount) else { throw .notFound }
        var notice = notice
        notice.subject = Typed.words(notice.subject)
        guard !notice.subject.isEmpty, notice.subject.fits(longest), isOwn(notice.path) else { throw .noticeMalformed }
        let always = notice.always == true
        guard let state, state.takesWorkEmail, always || state.work.choice != .never,
            !state.work.knows(notice.notice)
        else { return [] }
        let told = AccountEvent.notified(
            AccountNotified(
                account: state.account, notice: notice,
                isGathered: state.work.due(notice, at: context.time) != nil, time: context.time))
        return (always ? [] : link(of: state, in: context)) + [told]
    }

    /// One, where there is none yet.
    private static func link(of state: AccountState, in context: Context) -> [AccountEvent] {
        guard state.work.link == nil else { return [] }
        let token = context.token(purpose, about: state.account)
        return [
            .unsubscribeLinkIssued(
                UnsubscribeLinkIssued(
                    account: state.account, tokenDigest: Hex.encode(SHA256.digest(token.clear)),
                    sealed: context.seal(["token": token.clear], purpose: purpose)))
        ]
    }

    static func sendNotices(
        given state: AccountState?, in context: Context
    ) throws(AccountRefusal) -> [AccountEvent] {
        guard let state, context.actor.may(.sendNotices) else { throw .notFound }
        return gathered(state, in: context)
    }

    private static func gathered(_ state: AccountState, in context: Context) -> [AccountEvent] {
        guard state.takesWorkEmail, !state.work.waiting.isEmpty else { return [] }
        // The link goes with the address that it went to: there may be another since.
        return link(of: state, in: context) + [
            .noticesSent(
                NoticesSent(
                    account: state.account, notices: state.work.waiting, more: state.work.more, time: context.time))
        ]
    }

    /// A button in an e-mail leads to a page of ours.
    private static func isOwn(_ path: String) -> Bool {
        path.hasPrefix("/") && !path.hasPrefix("//") && path.utf8.count <= 200
            && path.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }

    static func noticeConsequences(
        of event: AccountEvent, state: AccountState, in context: Context
    ) -> [Consequence] {
        switch event {
        case .preferencesChanged(let fact):
            // What waited for the hour waits for the morning.
            return fact.workEmail == .daily && !state.work.waiting.isEmpty
                ? [timer(UKTime.next(hour: WorkNotices.hour, after: context.time), state)] : []
        case .notified(let fact) where !fact.isGathered: return [email(about: fact.notice, to: state, in: context)]
        case .notified(let fact):
            // The first has set the timer for all that follow until it fires. Of the morning’s there is but one time, so that
            // each may set it: one that was lost silences nobody.
            guard let due = state.work.due(fact.notice, at: context.time),
                state.work.waiting.count == 1 || state.work.choice == .daily
            else { return [] }
            return [timer(due, state)]
        case .noticesSent(let fact): return [email(about: fact, to: state, in: context), .unschedule(timer)]
        default: return []
        }
    }

    /// Those who check accounts are told that one waits. What was typed in it stays out: anybody may have typed it. ISG-25
    static func validation(of state: AccountState, in context: Context) -> Consequence {
        .send(
            NotifyTeam(
                validators,
                Notice(
                    notice: context.id("account-waits"), subject: "An account waits to be checked",
                    path: "/admin/accounts/\(Identifier.text(state.account))")))
    }

    private static func timer(_ due: Date, _ state: AccountState) -> Consequence {
        .schedule(timer, at: due, SendNotices(account: state.account))
    }

    private static func email(about fact: NoticesSent, to state: AccountState, in context: Context) -> Consequence {
        if fact.more == 0, let only = fact.notices.first, fact.notices.count == 1 {
            return email(about: only, to: state, in: context)
        }
        // A path has no blank in it.
        let lines = fact.notices.map { "\($0.path) \($0.subject)" }.joined(separator: "\n")
        return email(
            "notice-digest", to: state, values: ["notices": lines, "more": String(fact.more)],
            sealed: state.work.link?.sealed, in: context)
    }

    private static func email(about notice: Notice, to state: AccountState, in context: Context) -> Consequence {
        // The same notice is the same e-mail, however long ago it was. It is about the account, whatever the notice is about:
        // the list of a case's e-mails shows a practice no reviewer's address, and one that comes back says nothing of a case.
        let id = Identifier.derived(
            from: SHA256.digest("attest.notice/\(Identifier.text(notice.notice))/\(Identifier.text(state.account))"))
        if notice.always == true {
            return .send(
                SendEmail(
                    email: id, template: "membership-changed", recipient: state.email, recipientName: "",
                    about: state.account, values: ["notice": notice.subject, "path": notice.path]))
        }
        return .send(
            SendEmail(
                email: id, template: "notice", recipient: state.email, recipientName: "", about: state.account,
                values: ["notice": notice.subject, "path": notice.path], sealed: state.work.link?.sealed))
    }
}

extension AccountState {
    /// Whether anybody is there who has work to do.
    fileprivate var takesWorkEmail: Bool { standing == .active && !isDisabled && erasure == nil }
}
