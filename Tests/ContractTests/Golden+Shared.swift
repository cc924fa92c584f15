// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    static let all = identity + passkeys + notices + registry + compliance + notification + histories + answers

    /// Every service answers the same questions under names of its own.
    private static let histories: [Golden] = [
        history(IdentityHistory.self), history(RegistryHistory.self), history(ComplianceHistory.self),
        history(NotificationHistory.self),
    ].flatMap { $0 }

    private static func history<Keeper: HistoryKeeper>(_ keeper: Keeper.Type) -> [Golden] {
        var cursor = HistoryCursor(stream: Invented.caseID)
        cursor.version = 12
        cursor.digest = Invented.digest
        cursor.blanked = 4
        return message(
            InstructionRefused<Keeper>(
                instruction: DecidePlan.name.text, id: Identifier.text(Invented.email), stream: Invented.task,
                problems: [Invented.problem])
        )
            + query(
                VerifyHistory<Keeper>(after: cursor),
                HistoryPage(
                    streams: 3, events: 40,
                    faults: HistoryFault.Kind.allCases.map {
                        HistoryFault(stream: Invented.caseID, version: 4, kind: $0)
                    }, next: cursor))
            + query(
                AskJobs<Keeper>(job: Invented.run, cancel: true),
                [
                    JobProgress(
                        job: Invented.run, kind: "directory-import", subject: "epraccur", standing: .running,
                        done: 2_000, total: 16_685, counts: ["added": 2_000], problem: "It was cut short.",
                        created: Invented.time, started: Invented.time, ended: Invented.later)
                ])
            + query(
                RebuildProjections<Keeper>(begin: ["cases"]),
                [
                    RebuildProgress(projection: "cases", revision: 2, isRunning: true, streams: 400),
                    RebuildProgress(
                        projection: "emails", revision: 1, isRunning: true, streams: 0, fault: "It cannot be read."),
                ])
            + message(
                PersonalDataErased<Keeper>(
                    reason: .askedFor, versions: [2, 5], fields: ["contact.email", "contact.name"],
                    digest: Invented.digest)
            )
            + query(
                ErasePerson<Keeper>(
                    person: Person(address: Invented.contact.email, names: [Invented.contact.name]), reason: .askedFor,
                    isRehearsal: false, after: ErasureCursor(stage: .events, id: Invented.caseID, version: 12)),
                ErasureProgress(
                    streams: 2, events: 5, others: 1, unreadable: [Invented.task],
                    next: ErasureCursor(stage: .replies, id: Invented.email)))
            + query(
                ReadFacts<Keeper>(type: "compliance.case-opened.v1", after: 2_000),
                FactPage(facts: ["{}"], next: 4_000, isLast: false))
    }

    /// What comes back for any instruction and any query.
    private static let answers = [
        Golden("reply.accepted", Reply.accepted(stream: Invented.caseID, version: 14)),
        Golden("reply.refused", Reply.refused([Invented.problem, .forbidden])),
        Golden("reply.failed", Reply.failed(reason: "It could not be done at the moment.")),
        Golden("reply.unknown", Reply.unknown),
        Golden("answered.refused", Answered<Int>.refused([.notFound])),
        Golden("answered.failed", Answered<Int>.failed(reason: "It could not be said at the moment.")),
        Golden("answered.unknown", Answered<Int>.unknown),
        Golden("problem", Invented.problem),
    ]

    /// A message with everything that an envelope can say.
    static let envelope = Envelope(
        id: Identifier.text(Invented.email), source: "/attest/compliance", type: CaseOpened.name,
        subject: Identifier.text(Invented.caseID), time: Invented.time, sequence: 14,
        trace: TraceContext(header: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        correlation: Identifier.text(Invented.session), causation: Identifier.text(Invented.task),
        actor: .account(
            Invented.account, roles: [.centralAdmin, .reviewer(team: "host-q99")],
            memberships: [Membership(organisation: Invented.organisation, roles: [.administrator, .contact])]))
}
