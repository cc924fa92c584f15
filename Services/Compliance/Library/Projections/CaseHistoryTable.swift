// SPDX-License-Identifier: Apache-2.0

import Contracts
import Database
import Messaging
import struct Foundation.Date
import struct Foundation.UUID

/// An aggregate whose events are told as part of a case's history.
protocol CaseTold: Decider where State: CasePart {
    /// Where its events stand among those of the same moment.
    static var place: Int { get }
    /// What happened, without names, addresses or what somebody wrote; nil for what nobody needs to read.
    static func summary(_ event: Event) -> String?
    /// Who did it, where the stream only brought the word.
    static func actor(_ event: Event) -> String?
}

extension CaseTold {
    static func actor(_ event: Event) -> String? { nil }
}

/// `case_history`: what happened to each case and its parts, in words, with who and when. IMP-06
enum CaseHistoryTable<Source: CaseTold>: Projection {
    static var tables: [String] { ["case_history"] }
    static var revision: Int { 3 }
    static var schema: String {
        """
        CREATE TABLE case_history (
            case_id uuid NOT NULL,
            at      timestamptz NOT NULL,
            place   smallint NOT NULL,
            version bigint NOT NULL,
            type    text NOT NULL,
            actor   text NOT NULL,
            summary text NOT NULL,
            PRIMARY KEY (case_id, at, place, version)
        );
        CREATE INDEX case_history_by_actor ON case_history (actor, at, case_id, place, version);
        """
    }

    static func write(_ changes: [Change<Source>]) -> [SQL] {
        let entries = changes.flatMap { change in
            let caseID = change.state.subject.caseID
            return change.events.compactMap { Entry(of: caseID, $0) } + change.erasures.map { Entry(of: caseID, $0) }
        }
        guard !entries.isEmpty else { return [] }
        return [
            """
            INSERT INTO case_history (case_id, at, place, version, type, actor, summary)
            SELECT case_id, at, \(Source.place), version, type, actor, summary FROM unnest(
                \(entries.map(\.caseID))::uuid[], \(entries.map(\.version))::bigint[],
                \(entries.map(\.type))::text[], \(entries.map(\.time))::timestamptz[],
                \(entries.map(\.actor))::text[], \(entries.map(\.summary))::text[])
                AS n(case_id, version, type, at, actor, summary)
            ON CONFLICT (case_id, at, place, version) DO NOTHING
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

        init?(of caseID: UUID, _ recorded: Recorded<Source.Event>) {
            guard let summary = Source.summary(recorded.event) else { return nil }
            self.caseID = caseID
            self.summary = summary
            (version, time) = (recorded.version, recorded.time)
            type = Swift.type(of: recorded.event.fact).name.text
            actor = Source.actor(recorded.event) ?? recorded.actor
        }

        init(of caseID: UUID, _ recorded: Recorded<ErasureReason>) {
            self.caseID = caseID
            (version, time, actor) = (recorded.version, recorded.time, recorded.actor)
            type = PersonalDataErasedName.of(ComplianceHistory.service).text
            summary = "Personal data erased: \(Self.words(recorded.event))"
        }

        private static func words(_ reason: ErasureReason) -> String {
            switch reason {
            case .secretUsed: "it had been used"
            case .purposeEnded: "what it was kept for is over"
            case .askedFor: "the person asked for it"
            }
        }
    }
}
