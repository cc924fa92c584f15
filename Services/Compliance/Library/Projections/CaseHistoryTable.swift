// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// `case_history`: what happened to each case, in words, with who and when. IMP-06
enum CaseHistoryTable: Projection {
    typealias Source = CaseDecider

    static let tables = ["case_history"]
    static let schema = """
        CREATE TABLE case_history (
            case_id uuid NOT NULL,
            version bigint NOT NULL,
            type    text NOT NULL,
            at      timestamptz NOT NULL,
            actor   text NOT NULL,
            summary text NOT NULL,
            PRIMARY KEY (case_id, version)
        );
        """

    static func write(_ changes: [Change<CaseDecider>]) -> [SQL] {
        let entries = changes.flatMap { change in
            change.events.map { Entry(of: change.stream, $0) } + change.erasures.map { Entry(of: change.stream, $0) }
        }
        guard !entries.isEmpty else { return [] }
        return [
            """
            INSERT INTO case_history (case_id, version, type, at, actor, summary)
            SELECT * FROM unnest(
                \(entries.map(\.caseID))::uuid[], \(entries.map(\.version))::bigint[],
                \(entries.map(\.type))::text[], \(entries.map(\.time))::timestamptz[],
                \(entries.map(\.actor))::text[], \(entries.map(\.summary))::text[])
            ON CONFLICT (case_id, version) DO NOTHING
            """
        ]
    }

    private struct Entry {
        var caseID: UUID
        var version: Int64
        var type: String
        var time: Date
        var actor: String
        var summary: String

        init(of caseID: UUID, _ recorded: Recorded<CaseEvent>) {
            self.caseID = caseID
            (version, time) = (recorded.version, recorded.time)
            type = Swift.type(of: recorded.event.fact).name.text
            actor = CaseHistoryTable.actor(recorded)
            summary = CaseHistoryTable.summary(recorded.event)
        }

        init(of caseID: UUID, _ recorded: Recorded<ErasureReason>) {
            self.caseID = caseID
            (version, time, actor) = (recorded.version, recorded.time, recorded.actor)
            type = PersonalDataErasedName.of(ComplianceHistory.service).text
            summary = "Personal data erased: \(CaseHistoryTable.words(recorded.event))"
        }
    }

    private static func words(_ reason: ErasureReason) -> String {
        switch reason {
        case .secretUsed: "it had been used"
        case .purposeEnded: "what it was kept for is over"
        case .askedFor: "the person asked for it"
        }
    }

    /// Who did it: the reviewer where the review desk only brought the word. SOC-116
    static func actor(_ recorded: Recorded<CaseEvent>) -> String {
        switch recorded.event {
        case .planApproved(let fact): fact.reviewer
        case .planReturned(let fact): fact.reviewer
        default: recorded.actor
        }
    }

    /// What happened, without names, addresses or what somebody wrote.
    static func summary(_ event: CaseEvent) -> String {
        switch event {
        case .opened: "Case opened"
        case .codeRecorded(let fact): "ODS code \(fact.odsCode) recorded"
        case .undelivered: "The e-mail with the declaration could not be delivered"
        case .contactsRecorded: "Signatory and contact recorded"
        case .answered(let fact):
            fact.notApplicable
                ? "Requirement \(fact.requirement) marked as not applicable"
                : "Requirement \(fact.requirement) answered at level \(fact.level)"
        case .submitted(let fact):
            fact.keyRequirementsMet
                ? "Assessment submitted: every key requirement is at level 2 or above"
                : "Assessment submitted: below level 2 in \(fact.belowLevelTwo.joined(separator: ", "))"
        case .planSubmitted(let fact): "Improvement plan \(fact.plan) submitted for review"
        case .planApproved: "Improvement plan approved"
        case .planReturned: "Improvement plan returned for changes"
        case .declarationIssued(let fact):
            fact.issue == 1 ? "Declaration sent to the signatory" : "Declaration sent again, with a new link and code"
        case .codeRejected(let fact):
            fact.lockedUntil == nil ? "A wrong code was entered" : "A wrong code was entered, and the link locked"
        case .signed(let fact):
            fact.capacity == .own
                ? "Declaration signed by the signatory" : "Declaration signed under delegated authority"
        }
    }
}
