// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    private static let waits = Notice(
        notice: Invented.task, subject: "The improvement plan of Canal Walk Surgery waits for review", path: "/reviews",
        queue: "team/host-q99", always: true)
    private static let alone = Notice(
        notice: Invented.task, subject: "Somebody asks to join Canal Walk Surgery", path: "/organisations")

    static let notices: [Golden] = [
        message(NotifyAccount(Invented.account, waits)),
        message(NotifyAccount(Invented.account, alone), "alone"),
        message(NotifyTeam("host-q99", waits, organisation: Invented.organisation)),
        message(NotifyAdministrators(of: Invented.organisation, alone, besides: ["ada@example.nhs.uk"])),
        message(NoticePosted(notice: waits, accounts: [Invented.account])),
        message(
            TellAdministrators(
                statement: Invented.caseID, subject: "The improvement plan for Canal Walk Surgery is approved",
                path: "/cases", told: [.contact])),
        message(
            AdministratorsTold(
                statement: Invented.caseID, notice: Invented.task,
                subject: "The improvement plan for Canal Walk Surgery is approved", path: "/cases",
                besides: ["ada@example.nhs.uk"])),
        message(SendNotices(account: Invented.account)),
        message(AccountNotified(account: Invented.account, notice: waits, isGathered: true, time: Invented.time)),
        message(NoticesSent(account: Invented.account, notices: [waits], more: 1, time: Invented.time)),
        message(ChangePreferences(account: Invented.account, workEmail: .daily)),
        message(StopWorkEmail(account: Invented.account, tokenDigest: Invented.digest)),
        message(PreferencesChanged(account: Invented.account, workEmail: .never)),
        message(
            UnsubscribeLinkIssued(account: Invented.account, tokenDigest: Invented.digest, sealed: "c2VhbGVk")),
        query(ReadPreferences(), Preferences(workEmail: .atOnce)),
    ].flatMap { $0 }
}
